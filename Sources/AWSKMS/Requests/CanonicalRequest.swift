// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Crypto

#if canImport(FoundationEssentials)
package import FoundationEssentials
#else
package import Foundation
#endif

/// A request in the one form that both sides of Signature Version 4 sign:
///
///     method LF path LF query LF (header ":" value LF)* LF signed-headers LF SHA256(body)
package struct CanonicalRequest: Sendable {
    var method: String
    /// As it is sent, percent-encoded.
    var path: String
    /// As it is sent, percent-encoded, without the `?`.
    var query: String = ""
    var headers: [(name: String, value: String)]
    var body: Data
    /// Whether `.`, `..` and empty segments of the path are resolved. Every service but S3 wants it.
    var normalizesPath = true
    /// The headers that a signer named, in small letters; nil for all but those that a proxy may change.
    var signedHeaders: Set<String>?

    package init(
        method: String, path: String, query: String = "", headers: [(name: String, value: String)], body: Data,
        normalizesPath: Bool = true, signedHeaders: Set<String>? = nil
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        self.normalizesPath = normalizesPath
        self.signedHeaders = signedHeaders
    }

    /// The whole text, and the names of the headers that are in it.
    struct Form {
        let text: [UInt8]
        let signedHeaders: String
    }

    var form: Form {
        let headers = canonicalHeaders
        let signedHeaders = headers.map(\.name).joined(separator: ";")
        var text: [UInt8] = []
        text.reserveCapacity(headers.reduce(512) { $0 + $1.value.utf8.count + 32 })
        for line in [method, canonicalPath, canonicalQuery] {
            text += line.utf8
            text.append(UInt8(ascii: "\n"))
        }
        for header in headers {
            text += header.name.utf8
            text.append(UInt8(ascii: ":"))
            text += header.value.utf8
            text.append(UInt8(ascii: "\n"))
        }
        text.append(UInt8(ascii: "\n"))
        text += signedHeaders.utf8
        text.append(UInt8(ascii: "\n"))
        text += Hexadecimal.bytes(of: SHA256.hash(data: body))
        return Form(text: text, signedHeaders: signedHeaders)
    }

    private var canonicalHeaders: [(name: String, value: String)] {
        var lines: [(name: String, value: String)] = []
        lines.reserveCapacity(headers.count)
        for header in headers {
            let name = Self.inSmallLetters(header.name)
            guard signedHeaders?.contains(name) ?? !Self.isUnsigned(name) else { continue }
            let value = Self.trimmed(header.value)
            let index = lines.firstIndex { $0.name >= name } ?? lines.endIndex
            if index < lines.endIndex, lines[index].name == name {
                lines[index].value += "," + value
            } else {
                lines.insert((name, value), at: index)
            }
        }
        return lines
    }

    private static func inSmallLetters(_ name: String) -> String {
        // Most are.
        name.utf8.allSatisfy { !(0x41...0x5A).contains($0) && $0 < 0x80 } ? name : name.lowercased()
    }

    /// White space around a value goes, and runs of it become one.
    private static func trimmed(_ value: String) -> String {
        // Most have none of either, and a session token is long.
        var last = UInt8(ascii: " ")
        let isTrimmed = value.utf8.allSatisfy { byte in
            defer { last = byte }
            return byte > 0x20 && byte < 0x80 || byte == 0x20 && last != 0x20
        }
        guard !isTrimmed || last == 0x20 else { return value }
        return value.split { $0 == " " || $0 == "\t" || $0.isNewline }.joined(separator: " ")
    }

    private var canonicalPath: String {
        // All of KMS is there.
        if path == "/" { return path }
        var segments = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }.dropFirst().map { $0 }
        if normalizesPath {
            let isFolder = ["", ".", ".."].contains(segments.last ?? "")
            segments = segments.reduce(into: []) { done, segment in
                switch segment {
                case "", ".": break
                case "..": _ = done.popLast()
                default: done.append(segment)
                }
            }
            if isFolder { segments.append("") }
        }
        return "/" + segments.map { PercentEncoding.of($0) }.joined(separator: "/")
    }

    private var canonicalQuery: String {
        if query.isEmpty { return query }
        let parameters = query.split(separator: "&").map { parameter -> (name: String, value: String) in
            let parts = parameter.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let value = parts.count > 1 ? String(parts[1]) : ""
            return (PercentEncoding.again(String(parts[0])), PercentEncoding.again(value))
        }
        let sorted = parameters.sorted { ($0.name, $0.value) < ($1.name, $1.value) }
        return sorted.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
    }

    private static func isUnsigned(_ name: String) -> Bool {
        switch name {
        case "connection", "expect", "keep-alive", "proxy-authenticate", "proxy-authorization", "te", "trailer",
            "transfer-encoding", "upgrade", "user-agent", "x-amzn-trace-id":
            true
        default: false
        }
    }
}

/// Percent-encoding as Signature Version 4 wants it: all but letters, digits, `-`, `.`, `_` and `~`.
enum PercentEncoding {
    static func of(_ text: String) -> String { of(Array(text.utf8)) }

    private static func of(_ bytes: [UInt8]) -> String {
        bytes.map { byte in
            isUnreserved(byte) ? String(Unicode.Scalar(byte)) : "%" + Hexadecimal.of([byte]).uppercased()
        }.joined()
    }

    /// The same of a text that is encoded already, somehow.
    static func again(_ text: String) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            let digits = String(decoding: rest.prefix(2), as: UTF8.self)
            if byte == UInt8(ascii: "%"), digits.utf8.count == 2, let decoded = UInt8(digits, radix: 16) {
                bytes.append(decoded)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return of(bytes)
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
