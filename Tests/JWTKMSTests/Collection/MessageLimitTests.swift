// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import JWTKMS
import LocalKMS
import Testing

@Suite("The longest message of KMS")
struct MessageLimitTests {
    static let algorithms: [JWSAlgorithm] = [.edDSA, .ed25519, .hs256, .hs384, .hs512, .mlDSA65, .mlDSA87]
    let kms = RecordingKMS()

    /// A collection with the key under a kid, and a payload, of which a signing input of so many bytes comes: there is no
    /// base64url of every length, so that not every kid will do.
    private func fitting(_ bytes: Int, _ algorithm: JWSAlgorithm) async throws -> (KMSKeyCollection, Session) {
        func encoded(_ count: Int) -> Int { (count * 4 + 2) / 3 }
        let json = #"{"alg":"","kid":"","typ":"JWT"}"#.utf8.count + algorithm.name.utf8.count
        for length in 1...4 {
            let rest = bytes - 1 - encoded(json + length)
            let subject = rest * 3 / 4 - #"{"sub":""}"#.utf8.count
            guard encoded(rest * 3 / 4) == rest else { continue }
            let keys = KMSKeyCollection(client: kms)
            let kid = String(repeating: "k", count: length)
            let arn = try await kms.kms.makeKey(algorithm.keySpecs[0])
            try await keys.add(arn, algorithm: algorithm, options: .init(kid: .name(kid)))
            return (keys, Session(sub: String(repeating: "x", count: subject)))
        }
        throw NotToday()
    }

    @Test("4096 bytes are signed; more are refused here, with the number and the way out", arguments: algorithms)
    func signing(_ algorithm: JWSAlgorithm) async throws {
        var (keys, session) = try await fitting(4096, algorithm)
        let token = try await keys.sign(session)
        #expect(token[..<(try #require(token.lastIndex(of: ".")))].utf8.count == 4096)
        _ = try await keys.verify(token, as: Session.self)
        let calls = kms.calls.count
        session.sub += "xxx"
        let error = await kmsError { try await keys.sign(session) }
        #expect(error?.kind == .messageTooLong)
        let message = try #require(error?.message)
        #expect(message.contains("has 4100 bytes, 4 more than the 4096 that KMS takes"))
        #expect(
            message.contains("ES256, ES384, ES512, RS256, RS384, RS512, PS256, PS384, PS512, ES256K have no such limit")
        )
        #expect(kms.calls.count == calls)
    }

    @Test("where KMS takes the digest there is no limit")
    func digest() async throws {
        let keys = KMSKeyCollection(client: kms)
        try await keys.add(try await kms.kms.makeKey())
        _ = try await keys.sign(Session(sub: String(repeating: "x", count: 9000)))
    }

    @Test("nor one of a KMS that is given messages only")
    func messagesOnly() async throws {
        let keys = KMSKeyCollection(client: kms)
        let options = KeyOptions(kid: .name("k"), verification: .remote, sendsDigest: false)
        try await keys.add(try await kms.kms.makeKey(), algorithm: .es256, options: options)
        let other = KMSKeyCollection(client: kms)
        try await other.add(keys.keys[0].arn ?? "", algorithm: .es256, options: .init(kid: .name("k")))
        let token = try await other.sign(Session(sub: String(repeating: "x", count: 4096)))
        let error = await jwtError { try await keys.verify(token, as: Session.self) }
        #expect(error?.errorType == .signatureVerificationFailed)
    }

    @Test("a longer token can't be one of KMS's, and costs no call", arguments: [JWSAlgorithm.hs256, .edDSA])
    func verifying(_ algorithm: JWSAlgorithm) async throws {
        let keys = KMSKeyCollection(client: kms)
        let arn = try await kms.kms.makeKey(algorithm.keySpecs[0])
        try await keys.add(arn, algorithm: algorithm, options: .init(kid: .name("k"), verification: .remote))
        let header = Base64URL.encodeToString(Array(#"{"alg":"\#(algorithm)","kid":"k"}"#.utf8))
        let payload = Base64URL.encodeToString(Array(#"{"sub":"\#(String(repeating: "x", count: 4096))"}"#.utf8))
        let signature = Base64URL.encodeToString([UInt8](repeating: 1, count: algorithm == .edDSA ? 64 : 32))
        let calls = kms.calls.count
        let error = await jwtError { try await keys.verify("\(header).\(payload).\(signature)", as: Session.self) }
        #expect(error?.errorType == .signatureVerificationFailed)
        #expect(kms.calls.count == calls)
    }
}
