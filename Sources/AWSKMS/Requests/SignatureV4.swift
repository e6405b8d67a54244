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

    /// The headers to add: `x-amz-date`, `x-amz-security-token` where there is one, and `authorization`.
    ///
    /// - Parameters:
    ///   - headers: what is signed besides; `Host` must be among them.
    ///   - date: when the request is made. AWS takes a difference of 5 minutes.
    package func headers(signing request: CanonicalRequest, at date: Date) -> [(name: String, value: String)] {
        let moment = keys.moment(date)
        var added = [(name: "x-amz-date", value: moment.timestamp)]
        if let token = credentials.sessionToken { added.append(("x-amz-security-token", token)) }
        var request = request
        request.headers += added
        let (form, key) = (request.form, keys.key(credentials, moment.day, region, service))
        let code = key.authenticationCode(for: stringToSign(form, moment, key.scope))
        var authorization = key.credential
        authorization += form.signedHeaders
        authorization += ", Signature="
        authorization += Hexadecimal.of(code)
        added.append(("authorization", authorization))
        return added
    }

    /// Whether a signature is that of a request. It takes as long for every wrong one.
    ///
    /// - Parameter signature: the bytes that its digits spell.
    package func isValid(_ signature: some Sequence<UInt8>, of request: CanonicalRequest, at date: Date) -> Bool {
        let moment = keys.moment(date)
        let key = keys.key(credentials, moment.day, region, service)
        return key.isValid(signature, for: stringToSign(request.form, moment, key.scope))
    }

    func stringToSign(_ request: CanonicalRequest, at date: Date) -> String {
        let moment = Moment(date)
        let scope = keys.key(credentials, moment.day, region, service).scope
        return String(decoding: stringToSign(request.form, moment, scope), as: UTF8.self)
    }

    private func stringToSign(_ form: CanonicalRequest.Form, _ moment: Moment, _ scope: String) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(160)
        for line in ["AWS4-HMAC-SHA256", moment.timestamp, scope] {
            text += line.utf8
            text.append(UInt8(ascii: "\n"))
        }
        text += Hexadecimal.bytes(of: SHA256.hash(data: form.text))
        return text
    }
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
    static func of(_ bytes: some Sequence<UInt8>) -> String { String(decoding: self.bytes(of: bytes), as: UTF8.self) }

    /// The same digits, as ASCII.
    static func bytes(of bytes: some Sequence<UInt8>) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(64)
        for byte in bytes { append(byte, to: &text) }
        return text
    }

    static func append(_ byte: UInt8, to text: inout [UInt8]) {
        text.append(digit(byte >> 4))
        text.append(digit(byte & 15))
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }
}
