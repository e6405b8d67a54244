// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import HTTPFaults
import InMemoryLogging
import JWTKMS
import Logging
import Testing

@testable import RemoteJWKS

@Suite(.timeLimit(.minutes(1))) struct VerifyingTests {
    private let a = IssuerKey("a")
    private let b = IssuerKey("b")

    @Test("an issuer's tokens verify by its discovery document alone: two requests, and none for a token")
    func discovers() async throws {
        try await Issuer.run(a) { issuer in
            let keys = issuer.collection()
            let added = try await keys.add(issuer.discovered())
            #expect(added.map(\.kid?.string) == ["a"])
            #expect(added.map(\.signs) == [false])
            for _ in 0..<10 { try await keys.accepts(issuer.token(a)) }
            #expect(
                issuer.server.requests.map { $0.split(separator: " ")[1] } == [
                    "/.well-known/openid-configuration", "/keys",
                ])
        }
    }

    @Test("two places of one issuer are two sources, and each is told its own keys when it is added")
    func onePlaceBesideAnother() async throws {
        try await Issuer.run(a) { issuer in
            issuer.answer("/more", .answer(body: jwks(b.jwk())))
            let keys = issuer.collection()
            try await keys.add(issuer.jwks())
            let more = try RemoteJWKS(
                place: KeyPlace(url: issuer.name + "/more"), issuer: issuer.name, clock: issuer.time.clock)
            #expect(try await keys.add(more).map(\.kid?.string) == ["b"])
            for key in [a, b] { try await keys.accepts(issuer.token(key)) }
        }
    }

    @Test("where OpenID Connect's document is not, RFC 8414's is looked for")
    func discoversOAuth() async throws {
        try await Issuer.run(a) { issuer in
            issuer.answer(Issuer.openIDPath, nil)
            issuer.answer(
                Issuer.oauthPath, .answer(body: #"{"issuer":"\#(issuer.name)","jwks_uri":"\#(issuer.name)/keys"}"#))
            let keys = issuer.collection()
            try await keys.add(issuer.discovered())
            try await keys.accepts(issuer.token(a))
        }
    }

    @Test("where OpenID Connect's document can't be had now, RFC 8414's is not looked for", arguments: [408, 429, 503])
    func looksNowhereElse(status: Int) async throws {
        try await Issuer.run(a) { issuer in
            issuer.answer(Issuer.openIDPath, .answer(status: status, body: ""))
            issuer.answer(
                Issuer.oauthPath, .answer(body: #"{"issuer":"\#(issuer.name)","jwks_uri":"\#(issuer.name)/keys"}"#))
            let error = await kmsError { try await issuer.collection().add(issuer.discovered()) }
            #expect(error?.isRetryable == true && error?.kmsStatus == status)
            #expect(issuer.server.requests.count == 1)
        }
    }

    @Test("a document that names another issuer is refused, and another is not looked for")
    func refusesAnotherIssuer() async throws {
        try await Issuer.run(a) { issuer in
            issuer.answer(
                Issuer.openIDPath, .answer(body: #"{"issuer":"\#(issuer.name)/","jwks_uri":"\#(issuer.name)/keys"}"#))
            let error = await kmsError { try await issuer.collection().add(issuer.discovered()) }
            #expect(error?.kind == .configuration)
            #expect(error?.message.contains("it names \(issuer.name)/, not \(issuer.name);") == true)
            #expect(issuer.server.requests.count == 1)
        }
    }

    @Test("the discovery document is bounded")
    func boundsDiscovery() async throws {
        try await Issuer.run(a) { issuer in
            issuer.answer(Issuer.openIDPath, .endless)
            let error = await kmsError { try await issuer.collection().add(issuer.discovered()) }
            #expect(error?.kind == .malformedResponse)
            #expect(error?.message.hasSuffix("is longer than 262144 bytes") == true)
        }
    }

    @Test("a token whose iss is another's, an array, or missing is refused, however good its signature")
    func checksTheIssuer() async throws {
        try await Issuer.added(a) { issuer, keys, _ in
            for payload in ["{}", #"{"iss":"https://other.example"}"#, #"{"iss":["\#(issuer.name)"]}"#] {
                let error = await jwtError { try await keys.accepts(a.token(payload: payload)) }
                #expect(error == .claimVerificationFailure)
            }
        }
    }

    @Test("an issuer that spells itself in several ways shares its keys among them, and is found by one")
    func severalSpellings() async throws {
        try await Issuer.run(a) { issuer in
            let keys = issuer.collection()
            let others = Requirements(otherIssuers: ["issuer.example"])
            try await keys.add(issuer.jwks(requirements: others))
            try await keys.accepts(issuer.token(a))
            try await keys.accepts(a.token(payload: #"{"iss":"issuer.example"}"#))
            let other = await jwtError { try await keys.accepts(a.token(payload: #"{"iss":"issuer.example."}"#)) }
            #expect(other == .claimVerificationFailure)
        }
    }

    @Test("what else the user demands is demanded too")
    func combinesRequirements() async throws {
        try await Issuer.run(a) { issuer in
            let keys = issuer.collection()
            try await keys.add(issuer.jwks(requirements: Requirements(audience: "me", requiresExpiration: true)))
            try await keys.accepts(issuer.token(a, #","aud":"me","exp":1900000000"#))
            #expect(await jwtError { try await keys.accepts(issuer.token(a, #","exp":1900000000"#)) } != nil)
            #expect(await jwtError { try await keys.accepts(issuer.token(a, #","aud":"me""#)) } != nil)
        }
    }

    @Test("requirements that name another issuer are refused; no issuer has to be written")
    func refusesTwoIssuers() throws {
        let requirements = Requirements(issuer: "https://b.example")
        #expect(throws: KMSError(.configuration, message: "")) {
            try RemoteJWKS(issuer: "https://a.example", requirements: requirements)
        }
        let any = try RemoteJWKS(url: "https://a.example/keys", issuer: nil, requirements: requirements)
        #expect(any.requirements.issuer == "https://b.example")
        #expect(try RemoteJWKS(url: "https://a.example/keys", issuer: nil).requirements.issuer == nil)
    }

    @Test("two issuers with one kid: the second is not added, and the first goes on")
    func oneKIDOnce() async throws {
        let other = IssuerKey("a")
        try await Issuer.run(a) { first in
            try await Issuer.run(other) { second in
                let keys = first.collection()
                try await keys.add(first.jwks())
                #expect(await kmsError { try await keys.add(second.jwks()) }?.kind == .configuration)
                try await keys.accepts(first.token(a))
                #expect(await jwtError { try await keys.accepts(second.token(other)) } == .signatureVerificationFailed)
            }
        }
    }

    @Test("a key that comes later with the kid of another's is passed over and logged; the others of its set are taken")
    func laterCollision() async throws {
        let log = InMemoryLogHandler()
        let logger = Logger(label: "test") { _ in log }
        let (other, c) = (IssuerKey("a"), IssuerKey("c"))
        try await Issuer.run(a) { first in
            try await Issuer.run(b) { second in
                let keys = first.collection(logger: logger)
                try await keys.add(first.jwks())
                let source = try second.jwks()
                try await keys.add(source)
                second.publish([b, other, c])
                try await source.readAgain()
                try await keys.accepts(first.token(a))
                for key in [b, c] { try await keys.accepts(second.token(key)) }
                #expect(await jwtError { try await keys.accepts(second.token(other)) } == .signatureVerificationFailed)
                #expect(log.entries.contains { $0.metadata["kid"] == "a" && $0.level == .error })
            }
        }
    }

    @Test("a new key of the second issuer is found at its first token, though the first issuer is asked too")
    func asksAllIssuers() async throws {
        let new = IssuerKey("new")
        try await Issuer.run(a) { first in
            try await Issuer.run(b) { second in
                let keys = first.collection()
                try await keys.add(first.jwks())
                try await keys.add(
                    RemoteJWKS(
                        place: KeyPlace(url: second.name + "/keys"), issuer: second.name, clock: first.time.clock))
                first.time.advance(by: .seconds(31))
                second.publish([b, new])
                try await keys.accepts(second.token(new))
            }
        }
    }

    @Test("a set of which no key verifies here is not added, and the error says why of each")
    func refusesTheUseless() async throws {
        try await Issuer.run { issuer in
            issuer.answer("/keys", .answer(body: jwks(PublishedKeys.rsa("r", ""), #"{"kty":"LATTICE","kid":"l"}"#)))
            let keys = issuer.collection()
            let source = try issuer.jwks()
            for toleratesOutage in [false, true] {
                let error = await kmsError { try await keys.add(source, toleratesOutage: toleratesOutage) }
                #expect(error?.kind == .publicKeyRefused)
                #expect(
                    error?.message.hasSuffix(
                        "key r: it names no alg and serves several; give the algorithm of such keys; "
                            + "key l: its kty is none that is known") == true)
            }
            #expect(keys.keys.isEmpty)
            try await keys.add(issuer.jwks(algorithm: .rs256))
        }
    }

    @Test("a key without alg takes none from a token")
    func noAlgorithmFromATokens() async throws {
        try await Issuer.run { issuer in
            issuer.answer("/keys", .answer(body: jwks(PublishedKeys.rsa("r", ""), a.jwk())))
            let keys = issuer.collection()
            try await keys.add(issuer.jwks(algorithm: .ps256))
            let input = Base64URL.encodeToString(Array(#"{"alg":"RS256","kid":"r"}"#.utf8)) + ".e30."
            let error = await jwtError { try await keys.accepts(input + String(repeating: "A", count: 342)) }
            #expect(error == .invalidHeaderField)
        }
    }

    @Test("an issuer's keys are published as ours only where they are asked for")
    func published() async throws {
        let key = IssuerKey("a")
        try await Issuer.added(key) { _, keys, _ in
            let (ours, all) = (try await keys.jwks(), try await keys.jwks(includingOthers: true))
            #expect(ours.keys.isEmpty)
            #expect(all.keys.map(\.kid) == ["a"])
        }
    }
}
