// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import HTTPFaults
import JWTKMS
import Testing

@testable import RemoteJWKS

/// Two issuers in one collection, of which the second wants its tokens to be taken for the first's.
@Suite(.timeLimit(.minutes(1))) struct TwoIssuersTests {
    private let a = IssuerKey("a")
    private let b = IssuerKey("b")

    /// How a token is verified.
    enum Way: CaseIterable {
        case plain, iterating, remembering

        var policy: VerifiedTokenPolicy { self == .remembering ? .remembering() : .none }
    }

    private func run(
        _ way: Way, _ body: (_ first: Issuer, _ second: Issuer, KMSKeyCollection) async throws -> Void
    ) async throws {
        try await Issuer.run(a) { first in
            try await Issuer.run(b) { second in
                let keys = KMSKeyCollection(client: nil, verifiedTokens: way.policy, clock: first.time.clock)
                try await keys.add(first.jwks(requirements: Requirements(audience: "api")))
                try await keys.add(second.jwks())
                try await body(first, second, keys)
            }
        }
    }

    private func verify(_ token: String, _ keys: KMSKeyCollection, _ way: Way) async throws {
        // Twice, as it is remembered the first time.
        for _ in 0..<2 { _ = try await keys.verify(token, as: Claims.self, iteratingKeys: way == .iterating) }
    }

    @Test("a key of one issuer verifies no token of the other, in whatever way it is verified", arguments: Way.allCases)
    func separate(way: Way) async throws {
        try await run(way) { first, second, keys in
            try await verify(first.token(a, #","aud":["other","api"]"#), keys, way)
            try await verify(second.token(b), keys, way)
            let forged = try [
                b.token(payload: #"{"iss":"\#(first.name)","aud":"api"}"#),
                b.token(payload: #"{"iss":["\#(second.name)","\#(first.name)"],"aud":"api"}"#),
                b.token(payload: #"{"iss":"\#(second.name)","iss":"\#(first.name)","aud":"api"}"#),
                b.token(payload: #"{"iss":"\#(second.name)/","aud":"api"}"#),
                a.token(payload: #"{"iss":"\#(second.name)","aud":"api"}"#),
                first.token(a, #","aud":["other"]"#), first.token(a, #","aud":[]"#), first.token(a),
            ]
            for token in forged { #expect(await jwtError { try await verify(token, keys, way) } != nil) }
        }
    }

    @Test("under the other's kid a key is refused; under none it serves its own issuer", arguments: Way.allCases)
    func borrowsTheName(way: Way) async throws {
        try await run(way) { first, second, keys in
            let forger = IssuerKey("a", of: b)
            for issuer in [first, second] {
                let token = try forger.token(payload: #"{"iss":"\#(issuer.name)","aud":"api"}"#)
                guard way != .iterating || issuer === first else {
                    // Whatever kid it names: it is a token of the second's key and issuer.
                    try await verify(token, keys, way)
                    continue
                }
                #expect(await jwtError { try await verify(token, keys, way) } != nil)
            }
            guard way != .iterating else { return }
            // Each issuer publishes one key, so that its tokens need no kid.
            try await verify(b.nameless(of: second.name), keys, way)
            #expect(await jwtError { try await verify(b.nameless(of: first.name), keys, way) } != nil)
        }
    }

    @Test("an issuer that publishes a copy of another's key takes nothing from it", arguments: Way.allCases)
    func copies(way: Way) async throws {
        try await Issuer.run(a) { first in
            try await Issuer.run(IssuerKey("copy", of: a)) { second in
                for issuers in [[first, second], [second, first]] {
                    let keys = KMSKeyCollection(client: nil, verifiedTokens: way.policy, clock: first.time.clock)
                    for issuer in issuers { try await keys.add(issuer.jwks()) }
                    try await verify(first.token(a), keys, way)
                    guard way == .iterating else { continue }
                    try await verify(IssuerKey("old", of: a).token(payload: #"{"iss":"\#(first.name)"}"#), keys, way)
                    let other = try a.token(payload: #"{"iss":"https://third.example"}"#)
                    #expect(await jwtError { try await verify(other, keys, way) } == .claimVerificationFailure)
                }
            }
        }
    }

    @Test(
        "a kid that gets another key, or none, and keys that are over: no token of before passes",
        arguments: Way.allCases)
    func nothingStays(way: Way) async throws {
        try await run(way) { _, second, keys in
            let token = try second.token(b)
            try await verify(token, keys, way)
            let other = IssuerKey("b")
            second.publish([other])
            try await keys.resolveAgain()
            #expect(await jwtError { try await verify(token, keys, way) } == .signatureVerificationFailed)
            let new = try second.token(other)
            try await verify(new, keys, way)
            second.publish([])
            #expect(await kmsError { try await keys.resolveAgain() }?.kind == .publicKeyRefused)
            #expect(await kmsError { try await verify(new, keys, way) }?.isRetryable == true)
        }
    }

    @Test("keys whose time is over verify nothing, in whatever way", arguments: Way.allCases)
    func over(way: Way) async throws {
        try await Issuer.run(a) { issuer in
            let keys = KMSKeyCollection(client: nil, verifiedTokens: way.policy, clock: issuer.time.clock)
            try await keys.add(issuer.jwks())
            let token = try issuer.token(a)
            try await verify(token, keys, way)
            issuer.fail()
            await happened { issuer.time.alarms == [.seconds(300 + 24 * 3600)] }
            issuer.time.advance(by: .seconds(300 + 24 * 3600))
            // Iterating asks nobody: the alarm tells the collection, in its own time.
            let error = await kmsError {
                while true {
                    try await verify(token, keys, way)
                    try Task.checkCancellation()
                    await Task.yield()
                }
            }
            #expect(error?.isRetryable == true)
        }
    }
}
