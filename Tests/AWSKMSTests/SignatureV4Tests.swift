// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Crypto
import Foundation
import Testing

@testable import AWSKMS

/// The cases that AWS wrote for header signing: `Tests/Vectors/sigv4`.
@Suite("Signature Version 4")
struct SignatureV4Tests {
    struct Context: Decodable {
        struct Keys: Decodable {
            var access_key_id: String
            var secret_access_key: String
            var token: String?
        }

        var credentials: Keys
        var region: String
        var service: String
        var normalize: Bool
        var sign_body: Bool
        var timestamp: String
        var omit_session_token: Bool?
    }

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../Vectors/sigv4/cases").standardizedFileURL

    static let cases: [String] =
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.path())) ?? []).sorted()

    @Test("all 38 cases are there")
    func count() { #expect(Self.cases.count == 38) }

    @Test("canonical request, string to sign and signature are AWS's", arguments: cases)
    func vector(name: String) throws {
        let read = { (file: String) in
            try String(contentsOf: Self.folder.appending(path: "\(name)/\(file)"), encoding: .utf8)
        }
        let context = try JSONDecoder().decode(Context.self, from: Data(try read("context.json").utf8))
        var request = Self.parse(try read("request.txt"))
        request.normalizesPath = context.normalize
        if context.sign_body {
            request.headers.append(("x-amz-content-sha256", Hexadecimal.of(SHA256.hash(data: request.body))))
        }
        let date = try Date(context.timestamp, strategy: .iso8601)
        let credentials = Credentials(
            accessKeyID: context.credentials.access_key_id, secretAccessKey: context.credentials.secret_access_key,
            // Some services want the token unsigned: it is added after signing.
            sessionToken: context.omit_session_token == true ? nil : context.credentials.token)
        let signer = SignatureV4(credentials: credentials, region: context.region, service: context.service)
        let added = signer.headers(signing: request, at: date)
        let signature = try read("header-signature.txt").trimmingCharacters(in: .whitespacesAndNewlines)
        let authorization = try #require(added.last)
        #expect(authorization.name == "authorization")
        #expect(authorization.value.hasSuffix("Signature=\(signature)"))
        request.headers += added.dropLast()
        #expect(String(decoding: request.form.text, as: UTF8.self) == (try read("header-canonical-request.txt")))
        #expect(signer.stringToSign(request, at: date) == (try read("header-string-to-sign.txt")))
    }

    @Test("a signing key is made once a day, Region and pair of credentials, and few are kept")
    func keys() {
        let keys = SignatureKeys()
        let credentials = Credentials(accessKeyID: "A", secretAccessKey: "secret")
        let first = keys.key(credentials, "20261125", "eu-west-1", "kms")
        #expect(keys.key(credentials, "20261125", "eu-west-1", "kms") == first)
        #expect(keys.count == 1)
        let others: [SignatureKey] = [
            keys.key(Credentials(accessKeyID: "A", secretAccessKey: "other"), "20261125", "eu-west-1", "kms"),
            keys.key(credentials, "20261126", "eu-west-1", "kms"),
            keys.key(credentials, "20261125", "eu-west-2", "kms"),
            keys.key(credentials, "20261125", "eu-west-1", "sts"),
        ]
        #expect(!others.contains(first))
        #expect(others.indices.allSatisfy { index in !others[..<index].contains(others[index]) })
        for day in 0..<20 { _ = keys.key(credentials, "\(day)", "eu-west-1", "kms") }
        #expect(keys.count == 8)
        // Made anew, and the same.
        #expect(keys.key(credentials, "20261125", "eu-west-1", "kms") == first)
    }

    private static func parse(_ text: String) -> CanonicalRequest {
        let parts = text.components(separatedBy: "\n\n")
        let lines = parts[0].components(separatedBy: "\n")
        let target = lines[0].dropFirst(lines[0].prefix { $0 != " " }.count + 1)
        let path = target.prefix(target.count - " HTTP/1.1".count)
        let pieces = path.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        var headers: [(name: String, value: String)] = []
        for line in lines.dropFirst() where !line.isEmpty {
            if line.hasPrefix(" "), let last = headers.indices.last {
                headers[last].value += "\n" + line
            } else if let colon = line.firstIndex(of: ":") {
                headers.append((String(line[..<colon]), String(line[line.index(after: colon)...])))
            }
        }
        return CanonicalRequest(
            method: String(lines[0].prefix { $0 != " " }), path: String(pieces[0]),
            query: pieces.count > 1 ? String(pieces[1]) : "", headers: headers,
            body: Data(parts.dropFirst().joined(separator: "\n\n").utf8))
    }
}
