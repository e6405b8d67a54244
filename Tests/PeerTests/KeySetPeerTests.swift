// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import LocalKMS
import Testing

@testable import JWTKMS

@Suite("Our key set, read by PyJWT, joserfc and jose")
struct KeySetPeerTests {
    /// What a library made of a token: its `sub`, nil where it refused it.
    struct Verdict: Decodable, Sendable {
        let library: String
        let index: Int
        let sub: String?
    }

    private struct Task: Encodable {
        let jwks: String
        let tokens: [String]
    }

    /// The algorithms that others have too. The set holds keys of ML-DSA beside them, which they pass over.
    static let algorithms: [JWSAlgorithm] = [
        .es256, .es384, .es512, .rs256, .rs384, .rs512, .ps256, .ps384, .ps512, .edDSA, .ed25519,
    ]

    @Test("each of them verifies our tokens by the set that we publish, and refuses them tampered or of a strange key")
    func verdicts() async throws {
        let kms = LocalKMS()
        let keys = KMSKeyCollection(client: kms)
        let stranger = KMSKeyCollection(client: kms)
        var tokens: [String] = []
        for algorithm in Self.algorithms + [.mlDSA65, .mlDSA87] {
            let key = try await kms.createKey(CreateKeyRequest(keySpec: algorithm.keySpecs[0])).keyMetadata
            let info = try await keys.add(key.arn, algorithm: algorithm)
            guard Self.algorithms.contains(algorithm) else { continue }
            let token = try await keys.sign(PythonTests.Session(), kid: info.kid)
            tokens += [token, try PythonTests.tampered(token)]
        }
        let other = try await kms.createKey(CreateKeyRequest(keySpec: .eccNISTP256)).keyMetadata
        try await stranger.add(other.arn)
        tokens.append(try await stranger.sign(PythonTests.Session()))

        let input = try JSONEncoder().encode(Task(jwks: try await keys.jwks().json, tokens: tokens))
        let verdicts =
            try await Peers.records(of: "jwks.py", [], input: input, as: Verdict.self)
            + Peers.records(
                of: Peers.program("node"),
                [Peers.file("Node/jwks.js"), Peers.root.appending(path: ".peers/jose").path()],
                input: input, as: Verdict.self)
        #expect(verdicts.count == 3 * 23)
        for verdict in verdicts {
            let algorithm =
                Self.algorithms.indices.contains(verdict.index / 2) ? Self.algorithms[verdict.index / 2] : nil
            let isGood = verdict.index % 2 == 0 && algorithm != nil
            // RFC 9864's name is too new for two of them.
            let isKnown = algorithm != .ed25519 || verdict.library == "joserfc"
            #expect(verdict.sub == (isGood && isKnown ? "ada" : nil), "\(verdict)")
        }
    }
}
