// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
package import FoundationEssentials
#else
package import Foundation
#endif

/// A complete HTTP response.
package struct HTTPResponse: Sendable {
    package var status: Int
    package var headers: [(name: String, value: String)]
    package var body: Data

    package init(status: Int, headers: [(name: String, value: String)] = [], body: Data = Data()) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The first header of this name, in either case.
    package func header(_ name: String) -> String? {
        headers.first { Self.isSame($0.name, name) }?.value
    }

    private static func isSame(_ name: String, _ other: String) -> Bool {
        name.utf8.count == other.utf8.count
            && zip(name.utf8, other.utf8).allSatisfy { $0 == $1 || inSmallLetters($0) == inSmallLetters($1) }
    }

    private static func inSmallLetters(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }

    /// The values of all headers of this name, in either case.
    package func headers(_ name: String) -> [String] {
        headers.compactMap { Self.isSame($0.name, name) ? $0.value : nil }
    }

    /// Replaces secrets wherever the response repeats them, because an error may show the rest. AWS shows what should
    /// have been signed, and some proxies what was sent.
    package mutating func hide(_ secrets: [String]) {
        // A shorter text is not a token of AWS's, and may be part of a word.
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
