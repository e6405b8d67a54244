// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import HTTPFaults
import JWTKMS
import Testing

@testable import RemoteJWKS

/// Keys over time. Sets are fresh for 5 minutes where they say nothing, so they are refreshed from 4 minutes on.
@Suite(.timeLimit(.minutes(1))) struct RefreshingTests {
    private let a = IssuerKey("a")
    private let b = IssuerKey("b")

    @Test("keys that are used are refreshed ahead of time in the background, by one fetch; unused ones are not")
    func refreshesAhead() async throws {
        try await Issuer.added(a) { issuer, keys, _ in
            issuer.time.advance(by: .seconds(239))
            try await keys.accepts(issuer.token(a))
            #expect(issuer.fetches == 1)
            issuer.publish([a, b])
            issuer.time.advance(by: .seconds(1))
            #expect(issuer.fetches == 1)
            for _ in 0..<100 { try await keys.accepts(issuer.token(a)) }
            await happened { keys.keys.count == 2 }
            #expect(issuer.fetches == 2)
            try await keys.accepts(issuer.token(b))
        }
    }

    @Test("a set with an ETag is asked for with it, and a 304 keeps the keys and takes the lifetime that it says")
    func revalidates() async throws {
        try await Issuer.run { issuer in
            issuer.publish([a], headers: [#"ETag: "v1""#, "Cache-Control: max-age=100"])
            let keys = issuer.collection()
            let source = try issuer.jwks()
            try await keys.add(source)
            issuer.answer("/keys", .raw("HTTP/1.1 304 X\r\nCache-Control: max-age=1000\r\n\r\n"))
            issuer.time.advance(by: .seconds(81))
            try await keys.accepts(issuer.token(a))
            await happened { issuer.fetches == 2 && !source.isFetching }
            #expect(issuer.server.requests[1].contains("If-None-Match: \"v1\"\r\n"))
            #expect(!issuer.server.requests[0].contains("If-None-Match"))
            issuer.time.advance(by: .seconds(799))
            try await keys.accepts(issuer.token(a))
            #expect(issuer.fetches == 2)
        }
    }

    @Test("a key that the issuer withdrew is unknown after the refresh")
    func withdraws() async throws {
        try await Issuer.added(a, b) { issuer, keys, _ in
            try await keys.accepts(issuer.token(b))
            issuer.publish([a])
            try await keys.resolveAgain()
            #expect(await jwtError { try await keys.accepts(issuer.token(b)) } == .unknownKID)
            try await keys.accepts(issuer.token(a))
        }
    }

    @Test("stale keys verify while the issuer is down, for 24 hours; then tokens could not be checked, and are not bad")
    func servesStale() async throws {
        try await Issuer.added(a) { issuer, keys, source in
            issuer.fail()
            issuer.time.advance(by: .seconds(300 + 24 * 3600 - 31))
            try await keys.accepts(issuer.token(a))
            await happened { issuer.fetches == 2 && !source.isFetching }
            issuer.time.advance(by: .seconds(30))
            try await keys.accepts(issuer.token(a))
            issuer.time.advance(by: .seconds(1))
            let error = await kmsError { try await keys.accepts(issuer.token(a)) }
            #expect(error?.isRetryable == true)
            #expect(error?.kmsStatus == 503)
            #expect(error?.message.contains("\(issuer.name)/keys answered HTTP 503") == true)
            let token = try issuer.token(a)
            await #expect(throws: KMSError.self) {
                while true {
                    _ = try await keys.verify(token, as: Claims.self, iteratingKeys: true)
                    try Task.checkCancellation()
                    await Task.yield()
                }
            }

            issuer.publish([a])
            issuer.time.advance(by: .seconds(3600))
            try await keys.accepts(issuer.token(a))
        }
    }

    @Test("keys that came back after an outage end in the next one too, without being asked for")
    func secondOutage() async throws {
        try await Issuer.added(a) { issuer, keys, source in
            let token = try issuer.token(a)
            issuer.fail()
            issuer.time.advance(by: .seconds(300 + 24 * 3600))
            await happened { issuer.time.alarms.isEmpty && !source.isFetching }
            issuer.publish([a])
            try await source.readAgain()
            _ = try await keys.verify(token, as: Claims.self, iteratingKeys: true)
            await happened { issuer.time.alarms.count == 1 }
            issuer.fail()
            issuer.time.advance(by: .seconds(300 + 24 * 3600))
            await happened { issuer.time.alarms.isEmpty }
            let error = await kmsError {
                while true {
                    _ = try await keys.verify(token, as: Claims.self, iteratingKeys: true)
                    try Task.checkCancellation()
                    await Task.yield()
                }
            }
            #expect(error?.isRetryable == true)
            #expect(issuer.fetches == 2 && !source.isFetching, "keys that nobody uses are not fetched at their end")
        }
    }

    @Test("an issuer that is down is asked once in a while, and not once a token")
    func backsOff() async throws {
        try await Issuer.added(a) { issuer, keys, source in
            issuer.fail()
            issuer.time.advance(by: .seconds(240))
            for _ in 0..<100 {
                for _ in 0..<10 { try await keys.accepts(issuer.token(a)) }
                await happened { !source.isFetching }
                issuer.time.advance(by: .seconds(1))
            }
            #expect(issuer.fetches == 3, "at 240 s, and after 30 s and by chance a fourth more")
        }
    }

    @Test(
        "what can't be a set changes nothing: the last good keys stay",
        arguments: [
            #"{"keys":[{"kty":"EC","crv":"P-256","kid":"p","x":"AA","y":"AA","d":"c2VjcmV0"}]}"#, "<html>", "",
        ])
    func keepsTheLastGood(body: String) async throws {
        try await Issuer.added(a) { issuer, keys, _ in
            issuer.answer("/keys", .answer(body: body))
            let error = await kmsError { try await keys.resolveAgain() }
            #expect(error?.kind == .publicKeyRefused)
            #expect(error.map { "\($0)".contains("c2VjcmV0") } == false)
            try await keys.accepts(issuer.token(a))
        }
    }

    @Test("the service keeps keys fresh that nobody uses, through failures, and ends when it is cancelled")
    func runs() async throws {
        try await Issuer.added(a) { issuer, keys, source in
            let service = Task { try await source.run() }
            await happened { issuer.time.alarms.contains(.seconds(240)) }
            issuer.fail()
            issuer.time.advance(by: .seconds(240))
            await happened { issuer.fetches == 2 && issuer.time.alarms.contains(.seconds(277.5)) }
            issuer.publish([a, b])
            issuer.time.advance(by: .seconds(40))
            await happened { keys.keys.count == 2 }
            #expect(issuer.fetches == 3)
            service.cancel()
            try await service.value
        }
    }

    @Test("the service asks again though nothing was ever fetched")
    func runsFromNothing() async throws {
        try await Issuer.run { issuer in
            issuer.fail()
            let source = try issuer.jwks()
            let service = Task { try await source.run() }
            await happened { issuer.time.alarms == [.seconds(37.5)] }
            issuer.publish([a])
            issuer.time.advance(by: .seconds(38))
            await happened { source.keyCount == 1 }
            service.cancel()
            try await service.value
            let keys = issuer.collection()
            try await keys.add(source)
            #expect(issuer.fetches == 2)
        }
    }

    @Test("a discovery document that says something else is followed after a failure")
    func followsTheKeys() async throws {
        try await Issuer.run(a) { issuer in
            let keys = issuer.collection()
            let source = try issuer.discovered()
            try await keys.add(source)
            issuer.answer("/keys", nil)
            issuer.answer("/moved", .answer(body: jwks(a.jwk(), b.jwk())))
            issuer.answer(
                Issuer.openIDPath, .answer(body: #"{"issuer":"\#(issuer.name)","jwks_uri":"\#(issuer.name)/moved"}"#))
            #expect(await kmsError { try await source.readAgain() }?.kmsStatus == 404)
            try await source.readAgain()
            try await keys.accepts(issuer.token(b))
        }
    }

    @Test("several collections have the keys of one source, and one that is gone or has removed them gets no more")
    func severalCollections() async throws {
        try await Issuer.run(a) { issuer in
            let source = try issuer.jwks()
            let (first, second) = (issuer.collection(), issuer.collection())
            try await first.add(source)
            try await second.add(source)
            do {
                let third = issuer.collection()
                try await third.add(source)
            }
            #expect(issuer.fetches == 1)
            #expect(first.remove(kid: "a"))
            issuer.publish([a, b])
            try await source.readAgain()
            #expect(first.keys.isEmpty)
            #expect(second.keys.count == 2)
            #expect(source.holderCount == 1)
        }
    }

    @Test("a source that is given to one short-lived collection after another remembers none of those")
    func shortLivedCollections() async throws {
        try await Issuer.run(a) { issuer in
            let source = try issuer.jwks()
            for _ in 0..<1_000 { try await issuer.collection().add(source) }
            #expect(source.holderCount <= 1)
            #expect(issuer.fetches == 1)
        }
    }

    @Test("a source that nobody holds is gone, and waits for nothing")
    func goes() async throws {
        try await Issuer.run(a) { issuer in
            weak var gone: RemoteJWKS?
            do {
                let keys = issuer.collection()
                let source = try issuer.jwks()
                try await keys.add(source)
                gone = source
                await happened { issuer.time.alarms.count == 1 }
            }
            #expect(gone == nil)
            await happened { issuer.time.alarms.isEmpty }
        }
    }
}
