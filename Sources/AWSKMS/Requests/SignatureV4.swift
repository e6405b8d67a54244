// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Crypto

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Signs requests: AWS Signature Version 4, in the `Authorization` header.
///
/// See [Signature Version 4](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html).
struct SignatureV4: Sendable {
    let credentials: Credentials
    let region: String
    let service: String

    /// The headers to add: `X-Amz-Date`, `X-Amz-Security-Token` where there is one, and `Authorization`.
    ///
    /// - Parameters:
    ///   - headers: what is signed besides; `Host` must be among them.
    ///   - date: when the request is made. AWS takes a difference of 5 minutes.
    func headers(signing request: CanonicalRequest, at date: Date) -> [(name: String, value: String)] {
        var added = [(name: "X-Amz-Date", value: Self.timestamp(date))]
        if let token = credentials.sessionToken { added.append(("X-Amz-Security-Token", token)) }
        var request = request
        request.headers += added
        let authorization =
            "AWS4-HMAC-SHA256 Credential=\(credentials.accessKeyID)/\(scope(date)), "
            + "SignedHeaders=\(request.signedHeaders), Signature=\(signature(of: request, at: date))"
        return added + [("Authorization", authorization)]
    }

    func signature(of request: CanonicalRequest, at date: Date) -> String {
        let code = HMAC<SHA256>.authenticationCode(for: Data(stringToSign(request, at: date).utf8), using: key(date))
        return Hexadecimal.of(code)
    }

    func stringToSign(_ request: CanonicalRequest, at date: Date) -> String {
        let hash = Hexadecimal.of(SHA256.hash(data: Data(request.text.utf8)))
        return "AWS4-HMAC-SHA256\n\(Self.timestamp(date))\n\(scope(date))\n\(hash)"
    }

    private func scope(_ date: Date) -> String {
        "\(Self.timestamp(date).prefix(8))/\(region)/\(service)/aws4_request"
    }

    private func key(_ date: Date) -> SymmetricKey {
        let start = SymmetricKey(data: Data("AWS4\(credentials.secretAccessKey)".utf8))
        let steps = [String(Self.timestamp(date).prefix(8)), region, service, "aws4_request"]
        return steps.reduce(start) { key, step in
            SymmetricKey(data: HMAC<SHA256>.authenticationCode(for: Data(step.utf8), using: key))
        }
    }

    /// `20150830T123600Z`.
    static func timestamp(_ date: Date) -> String {
        var style = Date.ISO8601FormatStyle(timeZone: .gmt)
        style = style.year().month().day().time(includingFractionalSeconds: false).timeZone(separator: .omitted)
        return style.dateSeparator(.omitted).timeSeparator(.omitted).format(date)
    }
}

/// Bytes as AWS writes them: two small digits each.
enum Hexadecimal {
    static func of(_ bytes: some Sequence<UInt8>) -> String {
        String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    private static let digits = Array("0123456789abcdef".utf8)
}
