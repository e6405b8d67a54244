// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Crypto

#if canImport(FoundationEssentials)
package import FoundationEssentials
#else
package import Foundation
#endif

/// Signs requests: AWS Signature Version 4, in the `Authorization` header.
///
/// See [Signature Version 4](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html).
package struct SignatureV4: Sendable {
    let credentials: Credentials
    let region: String
    let service: String
    let keys: SignatureKeys

    package init(
        credentials: Credentials, region: String, service: String, keys: SignatureKeys = SignatureKeys()
    ) {
        self.credentials = credentials
        self.region = region
        self.service = service
        self.keys = keys
    }

    /// The headers to add: `X-Amz-Date`, `X-Amz-Security-Token` where there is one, and `Authorization`.
    ///
    /// - Parameters:
    ///   - headers: what is signed besides; `Host` must be among them.
    ///   - date: when the request is made. AWS takes a difference of 5 minutes.
    package func headers(signing request: CanonicalRequest, at date: Date) -> [(name: String, value: String)] {
        let moment = Moment(date)
        var added = [(name: "X-Amz-Date", value: moment.timestamp)]
        if let token = credentials.sessionToken { added.append(("X-Amz-Security-Token", token)) }
        var request = request
        request.headers += added
        let form = request.form
        let text = stringToSign(form, moment)
        let code = HMAC<SHA256>.authenticationCode(
            for: Data(text.utf8), using: keys.key(credentials, moment.day, region, service))
        let authorization =
            "AWS4-HMAC-SHA256 Credential=\(credentials.accessKeyID)/\(scope(moment)), "
            + "SignedHeaders=\(form.signedHeaders), Signature=\(Hexadecimal.of(code))"
        return added + [("Authorization", authorization)]
    }

    /// Whether a signature is that of a request. It takes as long for every wrong one.
    ///
    /// - Parameter signature: the bytes that its digits spell.
    package func isValid(_ signature: some Sequence<UInt8>, of request: CanonicalRequest, at date: Date) -> Bool {
        let moment = Moment(date)
        return HMAC<SHA256>.isValidAuthenticationCode(
            Data(signature), authenticating: Data(stringToSign(request.form, moment).utf8),
            using: keys.key(credentials, moment.day, region, service))
    }

    func stringToSign(_ request: CanonicalRequest, at date: Date) -> String {
        stringToSign(request.form, Moment(date))
    }

    private func stringToSign(_ form: CanonicalRequest.Form, _ moment: Moment) -> String {
        let hash = Hexadecimal.of(SHA256.hash(data: Data(form.text.utf8)))
        return "AWS4-HMAC-SHA256\n\(moment.timestamp)\n\(scope(moment))\n\(hash)"
    }

    private func scope(_ moment: Moment) -> String { "\(moment.day)/\(region)/\(service)/aws4_request" }
}

/// A date as AWS writes it.
struct Moment: Equatable {
    /// `20150830T123600Z`.
    let timestamp: String
    /// `20150830`.
    let day: String

    init(_ date: Date) {
        var style = Date.ISO8601FormatStyle(timeZone: .gmt)
        style = style.year().month().day().time(includingFractionalSeconds: false).timeZone(separator: .omitted)
        timestamp = style.dateSeparator(.omitted).timeSeparator(.omitted).format(date)
        day = String(timestamp.prefix(8))
    }
}

/// Bytes as AWS writes them: two small digits each.
enum Hexadecimal {
    static func of(_ bytes: some Sequence<UInt8>) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(64)
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static let digits = Array("0123456789abcdef".utf8)
}
