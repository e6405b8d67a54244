// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Crypto
import Foundation
import InMemoryLogging
import JWTKit
import KMSAPI
import LocalKMS
import Logging
import ServiceLifecycle
import Synchronization
import Testing

@testable import JWTKMS

@Suite("JWTKit's own collection, kept up to date")
struct KeyMirrorTests {
    let kms = RecordingKMS()
    let hand = HandClock()
    let theirs = JWTKeyCollection()

    private func collection(_ cache: KeyCachePolicy = .forever, logger: Logger? = nil) -> KMSKeyCollection {
        KMSKeyCollection(client: kms, cache: cache, logger: logger, clock: hand.clock)
    }

    private func verifies(_ token: String) async -> Bool {
        (try? await theirs.verify(token, as: Session.self)) != nil
    }

    @Test("it verifies tokens of each algorithm that it has, and no token of the others")
    func algorithms() async throws {
        let keys = collection()
        let algorithms: [JWSAlgorithm] = [
            .es256, .es384, .es512, .rs256, .rs384, .rs512, .ps256, .ps384, .ps512, .edDSA, .mlDSA65, .mlDSA87,
            .ed25519,
        ]
        for algorithm in algorithms {
            try await keys.add(
                kms.kms.makeKey(algorithm.keySpecs[0]), algorithm: algorithm, options: .init(kid: .name(algorithm.name))
            )
        }
        try await keys.mirror(into: theirs).update()
        var verified: [String] = []
        for algorithm in algorithms {
            let token = try await keys.sign(Session(), kid: JWKIdentifier(string: algorithm.name))
            if await verifies(token) { verified.append(algorithm.name) }
        }
        #expect(verified == algorithms.map(\.name).filter { $0 != "Ed25519" })
    }

    @Test("keys come and go there as here: added, replaced, ended, removed; and no call is made for it")
    func life() async throws {
        _ = try await kms.kms.makeKey(alias: "alias/x")
        let keys = collection(.forever.keepingPreviousKey(for: .seconds(600)))
        let mirror = keys.mirror(into: theirs)
        try await keys.add("alias/x")
        let old = try await keys.sign(Session())
        #expect(await !verifies(old))
        try await mirror.update()
        #expect(await verifies(old))
        try await kms.kms.move("alias/x", to: kms.kms.makeKey())
        try await keys.resolveAgain()
        let new = try await keys.sign(Session())
        let calls = kms.calls.count
        #expect(await !verifies(new))
        try await mirror.update()
        #expect(await verifies(old))
        #expect(await verifies(new))
        hand.advance(by: .seconds(600))
        try await mirror.update()
        #expect(await !verifies(old))
        #expect(await verifies(new))
        keys.removeAll()
        try await mirror.update()
        #expect(await !verifies(new))
        #expect(kms.calls.count == calls)
    }

    @Test("where a name stays and its key changes, the one that signs is there")
    func sameName() async throws {
        _ = try await kms.kms.makeKey(alias: "alias/x")
        let keys = collection()
        let mirror = keys.mirror(into: theirs)
        try await keys.add("alias/x", options: .init(kid: .name("k")))
        let old = try await keys.sign(Session())
        try await mirror.update()
        try await kms.kms.move("alias/x", to: kms.kms.makeKey())
        try await keys.resolveAgain()
        try await mirror.update()
        #expect(await verifies(try keys.sign(Session())))
        #expect(await !verifies(old))
    }

    @Test("no key of KMS becomes the default one there, whatever its type, and a default key of the user's stays")
    func noDefault() async throws {
        for spec in [KeySpec.eccNISTP256, .mlDSA65] {
            let keys = collection()
            let kid = try await keys.add(kms.kms.makeKey(spec)).kid
            let mirror = keys.mirror(into: theirs)
            try await mirror.update()
            let token = try await keys.sign(Session())
            #expect(await verifies(token))
            // The same key under a name that nobody has: JWTKit would take the default key for it.
            let other = collection()
            let arn = try #require(keys.keys.first?.arn)
            try await other.add(arn, options: .init(kid: .name("unknown")))
            let unknown = try await other.sign(Session())
            #expect(await !verifies(unknown))
            await #expect(throws: JWTError.self) { try await theirs.getKey() }
            #expect(await theirs.remove(kid: try #require(kid)))
        }
        let key = ES384PrivateKey()
        await theirs.add(ecdsa: key, kid: "own")
        let keys = collection()
        try await keys.add(kms.kms.makeKey(.mlDSA65))
        try await keys.mirror(into: theirs).update()
        #expect(try await theirs.getKey().name == "ES384")
    }

    @Test("what else is there is left alone: secrets, JWTKit's keys and other people's are not mirrored")
    func others() async throws {
        let own = ES256PrivateKey()
        await theirs.add(ecdsa: own, kid: "own")
        let keys = collection()
        try await keys.add(kms.kms.makeKey(.hmac256), algorithm: .hs256, options: .init(kid: .name("mac")))
        try await keys.add(ecdsa: ES256PrivateKey(), kid: "jwt-kit")
        let pem = P256.Signing.PrivateKey().publicKey.pemRepresentation
        try keys.add(publicKeyPEM: pem, options: .init(kid: .name("foreign")))
        try await keys.add(kms.kms.makeKey(), options: .init(kid: .name("kms")))
        let mirror = keys.mirror(into: theirs)
        try await mirror.update()
        for kid in ["mac", "jwt-kit", "foreign"] as [JWKIdentifier] { #expect(await !theirs.remove(kid: kid)) }
        keys.removeAll()
        try await mirror.update()
        #expect(await verifies(try theirs.sign(Session(), kid: "own")))
        #expect(await !theirs.remove(kid: "kms"))
    }

    @Test("where JWTKit can't verify with a key, a key of the user's that has its kid is not taken for it")
    func leftOutInPlaceOfOwn() async throws {
        await theirs.add(ecdsa: ES256PrivateKey(), kid: "k")
        let keys = collection()
        try await keys.add(
            kms.kms.makeKey(.eccNISTEdwards25519), algorithm: .ed25519, options: KeyOptions(kid: .name("k")))
        try await keys.mirror(into: theirs).update()
        #expect(await !theirs.remove(kid: "k"))
    }

    @Test("a key that JWTKit can't verify with is logged once, and takes the place of none")
    func leftOut() async throws {
        let handler = InMemoryLogHandler()
        let keys = collection(logger: Logger(label: "test", factory: { _ in handler }))
        let options = KeyOptions(kid: .name("k"))
        try await keys.add(kms.kms.makeKey(), options: options)
        let mirror = keys.mirror(into: theirs)
        try await mirror.update()
        keys.removeAll()
        try await keys.add(kms.kms.makeKey(.eccNISTEdwards25519), algorithm: .ed25519, options: options)
        for _ in 0..<3 { try await mirror.update() }
        #expect(handler.entries.count { $0.level == .warning } == 1)
        #expect(await !theirs.remove(kid: "k"))
    }

    @Test(
        "a public key that can't be fetched stays where it was, the others are brought up to date, the error is thrown")
    func unavailable() async throws {
        let keys = collection()
        let mirror = keys.mirror(into: theirs)
        let there = try #require(try await keys.add(kms.kms.makeKey()).kid)
        let token = try await keys.sign(Session())
        try await mirror.update()
        try await keys.add(kms.kms.makeKey())
        let kid = try #require(try await keys.add(kms.kms.makeKey()).kid)
        keys.clearPublicKey(kid: kid)
        keys.clearPublicKey(kid: there)
        kms.change { $0.getPublicKey = { _ in throw KMSError(.throttling, message: "slow down") } }
        #expect(await kmsError { try await mirror.update() }?.kind == .throttling)
        #expect(await verifies(try keys.sign(Session(), kid: keys.keys[1].kid)))
        #expect(await verifies(token))
        #expect(await !theirs.remove(kid: kid))
        kms.change { $0.getPublicKey = nil }
        try await mirror.update()
        #expect(await theirs.remove(kid: kid))
    }

    @Test("among the services of a group it ends when they shut down", .timeLimit(.minutes(1)))
    func service() async throws {
        let keys = collection()
        try await keys.add(kms.kms.makeKey())
        let token = try await keys.sign(Session())
        let group = ServiceGroup(
            services: [keys.mirror(into: theirs)], logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let running = Task { try await group.run() }
        while await !verifies(token) { await Task.yield() }
        await group.triggerGracefulShutdown()
        try await running.value
    }

    @Test("it runs until its task is cancelled, through failures, which it logs once each")
    func running() async throws {
        let handler = InMemoryLogHandler()
        let keys = collection(logger: Logger(label: "test", factory: { _ in handler }))
        try await keys.add(kms.kms.makeKey())
        let token = try await keys.sign(Session())
        keys.clearPublicKeys()
        kms.change { $0.getPublicKey = { _ in throw KMSError(.throttling, message: "slow down") } }
        let rounds = Mutex(0)
        let task = Task {
            await keys.mirror(into: theirs).run {
                let round = rounds.withLock { rounds in
                    rounds += 1
                    return rounds
                }
                if round == 3 { kms.change { $0.getPublicKey = nil } }
                // As a sleep does in a task that is cancelled.
                if round == 4 { throw CancellationError() }
            }
        }
        await task.value
        #expect(rounds.withLock { $0 } == 4)
        #expect(await verifies(token))
        #expect(handler.entries.count { "\($0.message)".contains("mirrored") } == 1)
    }

    @Test("a removed key goes though another came under its kid whose public key can't be fetched")
    func removedAndReplaced() async throws {
        let keys = collection()
        let mirror = keys.mirror(into: theirs)
        try await keys.add(kms.kms.makeKey(), options: .init(kid: .name("k")))
        let token = try await keys.sign(Session())
        try await mirror.update()
        #expect(await verifies(token))
        keys.removeAll()
        try await keys.add(kms.kms.makeKey(), options: .init(kid: .name("k")))
        keys.clearPublicKeys()
        kms.change { $0.getPublicKey = { _ in throw KMSError(.throttling, message: "slow down") } }
        #expect(await kmsError { try await mirror.update() }?.kind == .throttling)
        #expect(await !verifies(token))
        #expect(await !theirs.remove(kid: "k"))
        kms.change { $0.getPublicKey = nil }
        try await mirror.update()
        #expect(await verifies(try keys.sign(Session())))
    }

    @Test("a key that somebody removed or replaced there is back after the next update, its public key at hand or not")
    func mending() async throws {
        for spec in [KeySpec.eccNISTP256, .rsa2048, .mlDSA65] {
            let keys = collection()
            let algorithm: JWSAlgorithm? = spec == .rsa2048 ? .rs256 : nil
            let kid = try #require(try await keys.add(kms.kms.makeKey(spec), algorithm: algorithm).kid)
            let mirror = keys.mirror(into: theirs)
            let token = try await keys.sign(Session())
            try await mirror.update()
            #expect(await theirs.remove(kid: kid))
            #expect(await !verifies(token))
            try await mirror.update()
            #expect(await verifies(token))
            await theirs.add(ecdsa: ES256PrivateKey(), kid: kid)
            await theirs.clearDefault()
            #expect(await !verifies(token))
            keys.clearPublicKeys()
            kms.change { $0.getPublicKey = { _ in throw KMSError(.throttling, message: "slow down") } }
            #expect(await kmsError { try await mirror.update() }?.kind == .throttling)
            #expect(await verifies(token))
            await #expect(throws: JWTError.self) { try await theirs.getKey() }
            kms.change { $0.getPublicKey = nil }
        }
    }

    @Test("a default key of the user's that is a JWK without alg stays the default one")
    func defaultWithoutAlgorithm() async throws {
        let owners = collection()
        try await owners.add(kms.kms.makeKey(.rsa2048), algorithm: .rs256)
        var members = try #require(try await owners.jwks().keys.first).members
        members["alg"] = nil
        try await theirs.add(jwk: JSONDecoder().decode(JWK.self, from: JSONEncoder().encode(members)), isDefault: true)
        let keys = collection()
        try await keys.add(kms.kms.makeKey(.mlDSA65))
        try await keys.mirror(into: theirs).update()
        #expect(try await theirs.getKey(alg: "RS256").name == "RS256")
    }
}
