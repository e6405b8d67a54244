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
        parsing: .unconditionalSingleValue,
        help: ArgumentHelp("A claim: a string, or with := any JSON. May be repeated.", valueName: "k=v | k:=json"))
    var claims: [String] = []

    @Option(
        name: .customLong("claims"),
        parsing: .unconditional, help: ArgumentHelp("A JSON object of claims; - is standard input.", valueName: "file"))
    var file: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("When the token expires, such as 30s, 15m, 2h or 7d from now (exp).", valueName: "time"),
        transform: Span.init)
    var expiresIn: Span?

    @Option(parsing: .unconditional, help: "Who issues the token (iss).")
    var issuer: String?

    @Option(parsing: .unconditional, help: "Whom the token is about (sub).")
    var subject: String?

    @Option(parsing: .unconditionalSingleValue, help: "Whom the token is for (aud). May be repeated.")
    var audience: [String] = []

    /// The claims, those of the options over those of the file.
    ///
    /// - Throws: `UsageError` where a claim is no pair, is given twice, or is not JSON.
    func read(now: Date) throws -> Claims {
        var claims = try file.map { try Self.object(in: $0) } ?? Claims()
        for (name, value) in try given(now: now).members { claims[name] = value }
        for name in ["exp", "nbf", "iat"] where claims[name]?.isTime == false {
            throw UsageError("the claim \(name) must be a number of seconds since 1970: write \(name):=...")
        }
        if claims["iat"] == nil { claims["iat"] = Claims.Value(integer: Int64(now.timeIntervalSince1970)) }
        return claims
    }

    private func given(now: Date) throws -> Claims {
        var given = Claims()
        for (name, value) in try claims.map({ try Self.pair($0) }) + registered(now: now) {
            guard given[name] == nil else { throw UsageError("the claim \(Excerpt.of(name)) is given twice") }
            given[name] = value
        }
        return given
    }

    private func registered(now: Date) throws -> [(String, Claims.Value)] {
        var pairs: [(String, Claims.Value)] = []
        if let issuer { pairs.append(("iss", try Claims.Value(string: issuer))) }
        if let subject { pairs.append(("sub", try Claims.Value(string: subject))) }
        if !audience.isEmpty {
            let one = audience.count == 1
            pairs.append(("aud", one ? try Claims.Value(string: audience[0]) : try Claims.Value(strings: audience)))
        }
        if let expiresIn {
            let time = Int64(now.timeIntervalSince1970) + Int64(expiresIn.seconds)
            pairs.append(("exp", Claims.Value(integer: time)))
        }
        return pairs
    }

    private static func pair(_ text: String) throws -> (String, Claims.Value) {
        guard let sign = text.firstIndex(of: "="), sign != text.startIndex else {
            throw UsageError("--claim \(Excerpt.of(text)) is no pair: write name=text or name:=json")
        }
        let (name, value) = (text[..<sign], String(text[text.index(after: sign)...]))
        guard name.last == ":" else { return (String(name), try Claims.Value(string: value)) }
        let key = String(name.dropLast())
        guard !key.isEmpty else {
            throw UsageError("--claim \(Excerpt.of(text)) is no pair: write name=text or name:=json")
        }
        let node = try JSONNode.read(Array(value.utf8), what: "the value of the claim \(Excerpt.of(key))")
        return (key, Claims.Value(node))
    }

    private static func object(in file: String) throws -> Claims {
        let bytes = try InputFile.read(file, what: "the file of claims")
        let what = file == "-" ? "standard input" : Excerpt.of(file, limit: 256)
        let document: JSONDocument
        do {
            document = try JSONDocument(bytes: bytes)
        } catch {
            guard error.reason != .notAnObject else { throw UsageError("\(what) holds no JSON object of claims") }
            throw UsageError("\(what) is not JSON: \(error)")
        }
        return document.root.members.reduce(into: Claims()) { $0[$1.name.string ?? ""] = Claims.Value($1.value) }
    }
}
#endif
