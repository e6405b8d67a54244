// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import HTTPFaults
import JWTKMS
import Testing

@testable import RemoteJWKS

/// Issuers that put another key under a kid that they had used before.
@Suite(.timeLimit(.minutes(1))) struct ChangedKeyTests {
    private let a = IssuerKey("a")
    private let changed = IssuerKey("a")

    @Test(
        "an issuer that changed a key under its kid is followed at the first token of the new one, by one fetch for all",
        arguments: [VerifiedTokenPolicy.none, .remembering()])
    func follows(policy: VerifiedTokenPolicy) async throws {
        try await Issuer.run(a) { issuer in
            let keys = KMSKeyCollection(client: nil, verifiedTokens: policy, clock: issuer.time.clock)
            try await keys.add(issuer.jwks())
            try await keys.accepts(issuer.token(a))
            issuer.time.advance(by: .seconds(30))
            issuer.publish([changed])
            let token = try issuer.token(changed)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<50 { group.addTask { try await keys.accepts(token) } }
                try await group.waitForAll()
            }
            #expect(issuer.fetches == 2)
            #expect(await jwtError { try await keys.accepts(issuer.token(a)) } == .signatureVerificationFailed)
        }
    }

    @Test("a kid whose key is now of another algorithm is followed too")
    func otherAlgorithm() async throws {
        try await Issuer.run { issuer in
            issuer.answer("/keys", .answer(body: jwks(PublishedKeys.rsa("a", #","alg":"RS256""#))))
            let keys = issuer.collection()
            try await keys.add(issuer.jwks())
            issuer.time.advance(by: .seconds(30))
            issuer.publish([changed])
            try await keys.accepts(issuer.token(changed))
            #expect(issuer.fetches == 2)
        }
    }

    @Test("forged tokens of a known kid cost one fetch a cooldown, and take none from the key that changes next")
    func forged() async throws {
        try await Issuer.added(a) { issuer, keys, source in
            let forged = try issuer.token(IssuerKey("a"))
            for _ in 0..<100 {
                #expect(await jwtError { try await keys.accepts(forged) } == .signatureVerificationFailed)
            }
            #expect(issuer.fetches == 1)
            issuer.time.advance(by: .seconds(30))
            await happened { issuer.fetches == 2 && !source.isFetching }
            for _ in 0..<100 { _ = await jwtError { try await keys.accepts(forged) } }
            #expect(issuer.fetches == 2)
            issuer.publish([changed])
            issuer.time.advance(by: .seconds(30))
            await happened { issuer.fetches == 3 && !source.isFetching }
            try await keys.accepts(issuer.token(changed))
        }
    }

    @Test("a token that is bad for another reason than its signature costs no fetch")
    func otherFaults() async throws {
        try await Issuer.run(a) { issuer in
            let keys = issuer.collection()
            try await keys.add(issuer.jwks(requirements: Requirements(type: "at+jwt")))
            issuer.time.advance(by: .seconds(30))
            #expect(await jwtError { try await keys.accepts(issuer.token(a)) } == .invalidHeaderField)
            #expect(issuer.fetches == 1)
        }
    }
}
