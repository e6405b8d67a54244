// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if Tools
import ArgumentParser
import Foundation

/// The token to look at: an argument, or standard input, where `ps` does not show it.
struct TokenArgument: ParsableArguments {
    static let maximumBytes = 16_384

    @Argument(help: "The token, with or without Bearer before it; - or nothing reads it from standard input.")
    var token: String?

    func read() throws -> String {
        if let token, token != "-" { return Self.withoutScheme(token) }
        var bytes = Data()
        // A byte more than is allowed is enough to know that there are too many; two are for the line's end.
        while bytes.count <= Self.maximumBytes + 2,
            let more = try FileHandle.standardInput.read(upToCount: Self.maximumBytes + 3 - bytes.count), !more.isEmpty
        {
            bytes += more
        }
        if bytes.last == UInt8(ascii: "\n") {
            bytes.removeLast()
            if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        }
        guard !bytes.isEmpty else {
            throw UsageError("no token was given, neither as an argument nor on standard input")
        }
        return Self.withoutScheme(String(decoding: bytes, as: UTF8.self))
    }

    /// The token of a header that was pasted, whole or in part: `Authorization: Bearer TOKEN`, RFC 6750 section 2.1. Names
    /// and schemes have no case. Any other text stays as it is.
    private static func withoutScheme(_ text: String) -> String {
        var rest = Substring(text)
        for word in ["authorization:", "bearer "] where rest.prefix(word.count).lowercased() == word {
            rest = rest.dropFirst(word.count).drop { $0 == " " }
        }
        return String(rest)
    }
}
#endif
