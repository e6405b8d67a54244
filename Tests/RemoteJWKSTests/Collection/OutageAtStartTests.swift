// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import HTTPFaults
import JWTKMS
import Testing

@testable import RemoteJWKS

/// An issuer that is down when the server starts.
@Suite(.timeLimit(.minutes(1))) struct OutageAtStartTests {
    private let a = IssuerKey("a")

    private func started(_ body: (Issuer, KMSKeyCollection, RemoteJWKS) async throws -> Void) async throws {
        try await Issuer.run { issuer in
            issuer.fail()
            let (keys, source) = (issuer.collection(), try issuer.jwks())
            #expect(await kmsError { try await keys.add(source) }?.isRetryable == true)
            #expect(keys.keys.isEmpty && source.holderCount == 0)
            #expect(try await keys.add(source, toleratesOutage: true).isEmpty)
            try await body(issuer, keys, source)
        }
    }

    @Test("its tokens could not be checked, and are not bad, until the first fetch; then they verify")
    func untilTheFirstFetch() async throws {
        try await started { issuer, keys, _ in
            for _ in 0..<10 {
                let error = await kmsError { try await keys.accepts(issuer.token(a)) }
                #expect(error?.isRetryable == true && error?.kmsStatus == 503)
            }
            #expect(issuer.fetches == 2, "one for each add, and none for a token within the cooldown")
            issuer.publish([a])
            issuer.time.advance(by: .seconds(75))
            try await keys.accepts(issuer.token(a))
            #expect(issuer.fetches == 3)
            #expect(keys.keys.map(\.kid?.string) == ["a"])
        }
    }

    @Test("tokens that can't be its are bad as ever, and so are those of no key and iterated ones judged")
    func othersTokens() async throws {
        try await started { issuer, keys, _ in
            let other = try a.token(payload: #"{"iss":"https://other.example"}"#)
            #expect(await jwtError { try await keys.accepts(other) } == .unknownKID)
            #expect(await kmsError { try await keys.accepts(a.nameless(of: issuer.name)) }?.isRetryable == true)
            let token = try issuer.token(a)
            let iterated = await kmsError {
                try await keys.verify(token, as: Claims.self, iteratingKeys: true)
            }
            #expect(iterated?.isRetryable == true)
            #expect(
                await jwtError { try await keys.verify(other, as: Claims.self, iteratingKeys: true) }
                    == .signatureVerificationFailed)
        }
    }

    @Test("the other issuers of the collection go on meanwhile")
    func othersGoOn() async throws {
        let b = IssuerKey("b")
        try await started { issuer, keys, _ in
            try await Issuer.run(b) { second in
                let source = try RemoteJWKS(
                    place: KeyPlace(url: second.name + "/keys"), issuer: second.name, clock: issuer.time.clock)
                try await keys.add(source)
                try await keys.accepts(second.token(b))
                #expect(await kmsError { try await keys.accepts(second.token(a)) }?.isRetryable == true)
            }
        }
    }

    @Test(
        "a server starts without waiting for the first fetch; its tokens wait for it, and could not be checked if it fails"
    )
    func startsAtOnce() async throws {
        try await Issuer.run { issuer in
            issuer.answer("/keys", .silence)
            var configuration = RemoteJWKS.Configuration()
            configuration.timeLimit = .milliseconds(500)
            let (keys, source) = (issuer.collection(), try issuer.jwks(configuration: configuration))
            #expect(try await keys.add(source, waiting: false).isEmpty)
            #expect(source.isFetching)
            #expect(await kmsError { try await keys.accepts(issuer.token(a)) }?.isRetryable == true)
            #expect(!source.isFetching)
            #expect(await kmsError { try await keys.accepts(issuer.token(a)) }?.isRetryable == true)
            #expect(issuer.fetches == 1, "none for a token within the cooldown")
            issuer.publish([a])
            issuer.time.advance(by: .seconds(30))
            try await keys.accepts(issuer.token(a))
        }
    }

    @Test("a server that did not wait starts with a misspelt issuer too, and its tokens could not be checked")
    func startsThoughMisspelt() async throws {
        try await Issuer.run { issuer in
            issuer.answer("/keys", .answer(status: 404, body: ""))
            let (keys, source) = (issuer.collection(), try issuer.jwks())
            try await keys.add(source, waiting: false)
            await happened { !source.isFetching }
            #expect(await kmsError { try await keys.accepts(issuer.token(a)) }?.isRetryable == true)
        }
    }

    @Test("what no outage explains is thrown all the same", arguments: [404, 401])
    func misspelt(status: Int) async throws {
        try await Issuer.run { issuer in
            issuer.answer("/keys", .answer(status: status, body: ""))
            let keys = issuer.collection()
            let error = await kmsError { try await keys.add(issuer.jwks(), toleratesOutage: true) }
            #expect(error?.kind == .configuration)
            #expect(keys.keys.isEmpty)
        }
    }

    @Test("a key without a kid is found at the first token of the issuer without one")
    func nameless() async throws {
        try await started { issuer, keys, _ in
            issuer.answer("/keys", .answer(body: jwks(a.jwk().replacing(#""kid":"a","#, with: ""))))
            try await keys.resolveAgain()
            try await keys.accepts(a.nameless(of: issuer.name))
        }
    }
}
