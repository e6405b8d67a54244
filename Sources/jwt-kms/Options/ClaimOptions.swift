// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if Tools
import ArgumentParser
import Foundation
import JWTKMS

/// The claims of a token to sign.
struct ClaimOptions: ParsableArguments {
    @Option(
        name: .customLong("claim"),
        help: ArgumentHelp("A claim: a string, or with := any JSON. May be repeated.", valueName: "k=v | k:=json"))
    var claims: [String] = []

    @Option(
        name: .customLong("claims"),
        help: ArgumentHelp("A JSON object of claims; - is standard input.", valueName: "file"))
    var file: String?

    @Option(help: ArgumentHelp("When the token expires, such as 30s, 15m, 2h or 7d from now (exp).", valueName: "time"))
    var expiresIn: Span?

    @Option(help: "Who issues the token (iss).")
    var issuer: String?

    @Option(help: "Whom the token is about (sub).")
    var subject: String?

    @Option(help: "Whom the token is for (aud). May be repeated.")
    var audience: [String] = []

    /// The claims, those of the options over those of the file.
    ///
    /// - Throws: `UsageError` where a claim is no pair, is given twice, or is not JSON.
    func read(now: Date) throws -> Claims {
        var claims = try file.map { try Self.object(in: $0) } ?? [:]
        for (name, value) in try given(now: now) { claims[name] = value }
        for name in ["exp", "nbf", "iat"] {
            switch claims[name] {
            case nil, .integer?, .number?: break
            default: throw UsageError("the claim \(name) must be a number of seconds since 1970: write \(name):=...")
            }
        }
        if claims["iat"] == nil { claims["iat"] = .integer(Int64(now.timeIntervalSince1970)) }
        return Claims(members: claims)
    }

    private func given(now: Date) throws -> [String: Claims.Value] {
        var pairs = try claims.map { try Self.pair($0) }
        if let issuer { pairs.append(("iss", .string(issuer))) }
        if let subject { pairs.append(("sub", .string(subject))) }
        if !audience.isEmpty {
            pairs.append(("aud", audience.count == 1 ? .string(audience[0]) : .array(audience.map { .string($0) })))
        }
        if let expiresIn {
            pairs.append(("exp", .integer(Int64(now.timeIntervalSince1970) + Int64(expiresIn.seconds))))
        }
        return try Dictionary(pairs) { _, _ in
            let names = pairs.map(\.0)
            let twice = names.first { name in names.count { $0 == name } > 1 } ?? ""
            throw UsageError("the claim \(Terminal.line(twice)) is given twice")
        }
    }

    private static func pair(_ text: String) throws -> (String, Claims.Value) {
        guard let sign = text.firstIndex(of: "="), sign != text.startIndex else {
            throw UsageError("--claim \(Excerpt.of(text)) is no pair: write name=text or name:=json")
        }
        let (name, value) = (text[..<sign], String(text[text.index(after: sign)...]))
        guard name.last == ":" else { return (String(name), .string(value)) }
        let key = String(name.dropLast())
        guard !key.isEmpty else {
            throw UsageError("--claim \(Excerpt.of(text)) is no pair: write name=text or name:=json")
        }
        return (key, try Claims.Value(json: Array(value.utf8), what: "the value of the claim \(Excerpt.of(key))"))
    }

    private static func object(in file: String) throws -> [String: Claims.Value] {
        let bytes: [UInt8]
        do {
            bytes = Array(
                try file == "-"
                    ? FileHandle.standardInput.readToEnd() ?? Data() : Data(contentsOf: URL(filePath: file)))
        } catch {
            throw UsageError("the file of claims \(Excerpt.of(file, limit: 256)) can't be read")
        }
        let what = file == "-" ? "standard input" : Excerpt.of(file, limit: 256)
        guard case .object(let members) = try Claims.Value(json: bytes, what: what) else {
            throw UsageError("\(what) holds no JSON object of claims")
        }
        return members
    }
}
#endif
