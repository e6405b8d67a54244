// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
package import FoundationEssentials
#else
package import Foundation
#endif

/// A request of HTTP, ready to be sent.
package struct HTTPRequest: Sendable {
    package var method: String
    package var url: String
    package var headers: [(name: String, value: String)]
    package var body: Data
    /// What of it is a secret: not shown where an answer repeats it.
    package var secrets: [String] = []

    package init(
        method: String, url: String, headers: [(name: String, value: String)] = [], body: Data = Data()
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
    }
}

/// An answer of HTTP, whole.
package struct HTTPResponse: Sendable {
    package var status: Int
    package var headers: [(name: String, value: String)]
    package var body: Data

    package init(status: Int, headers: [(name: String, value: String)] = [], body: Data = Data()) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The first header of this name, in whatever case.
    package func header(_ name: String) -> String? {
        headers.first { Self.isSame($0.name, name) }?.value
    }

    private static func isSame(_ name: String, _ other: String) -> Bool {
        name.utf8.count == other.utf8.count
            && zip(name.utf8, other.utf8).allSatisfy { $0 == $1 || inSmallLetters($0) == inSmallLetters($1) }
    }

    private static func inSmallLetters(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }

    /// Puts something harmless in the place of secrets, wherever they are repeated: an error may show the rest. AWS shows
    /// what should have been signed, and some proxies what was sent.
    mutating func hide(_ secrets: [String]) {
        // What is shorter is no token of AWS's, and stands in words.
        for secret in secrets where secret.utf8.count >= 8 {
            // JSON may write a slash with a backslash before it.
            for spelling in Set([secret, secret.replacing("/", with: "\\/")]) {
                if let text = String(validating: body, as: UTF8.self), text.contains(spelling) {
                    body = Data(text.replacing(spelling, with: "SECRET").utf8)
                }
                headers = headers.map { ($0.name, $0.value.replacing(spelling, with: "SECRET")) }
            }
        }
    }
}

/// Sends one request and reads one answer.
///
/// The seam exists so that the way of a request (signing, retries, credentials) can be held against exchanges that AWS's
/// own SDKs recorded, without a network.
package protocol HTTPExchange: Sendable {
    /// No second try is made, and no redirect followed.
    ///
    /// - Parameters:
    ///   - timeLimit: for all of it, the last byte of the answer included.
    ///   - maximumBodyBytes: of the body; what is longer is an error.
    /// - Throws: `KMSError` of kind `transport`, `timeout`, `malformedResponse` or `configuration`;
    ///   `CancellationError`.
    func response(
        to request: HTTPRequest, timeLimit: Duration, maximumBodyBytes: Int
    ) async throws -> HTTPResponse
}
