// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import InMemoryLogging
import JWTKit
import KMSAPI
import LocalKMS
import Logging
import Testing

@testable import JWTKMS

@Suite("Following the aliases of a rotation")
struct FollowingTests {
    let rotation = FollowedRotation()
    private var kms: LocalKMS { rotation.kms.kms }

    @Test("every alias that there is is read once, and its key published; alias/x alone signs")
    func adds() async throws {
        let (old, now, next) = try await rotation.threeKeys()
        let keys = rotation.collection()
        let infos = try await keys.add(rotating: "alias/x", algorithm: .es256)
        #expect(infos.map(\.arn) == [now, next, old])
        #expect(infos.map(\.signs) == [true, false, false])
        let published = try await keys.jwks().keys.map(\.kid)
        #expect(published.count == 3)
        #expect(published.first == infos[0].kid?.string)
        #expect(rotation.read == ["alias/x", "alias/x-next", "alias/x", "alias/x-previous", "alias/x-previous-2"])
        #expect(try await kid(keys.sign(Session.ofAnHour)) == infos[0].kid)
        #expect(keys.status()[0].keys.map(\.role) == [.current, .next, .previous])
        // The one that is next signs nothing, by its name neither.
        #expect(await kmsError { try await keys.sign(Session.ofAnHour, kid: infos[1].kid) }?.kind == .configuration)
    }

    @Test("a promotion is followed: the new key signs, the tokens of the one before verify, also of one before that")
    func promotion() async throws {
        let (old, now, next) = try await rotation.threeKeys()
        let keys = rotation.collection()
        try await keys.add(rotating: "alias/x")
        let token = try await keys.sign(Session.ofAnHour)
        let oldToken = try await rotation.token(of: old)
        try await kms.createAlias(CreateAliasRequest(aliasName: "alias/x-previous-2", targetKeyID: old))
        try await kms.move("alias/x-previous", to: now)
        try await kms.move("alias/x", to: next)
        try await kms.deleteAlias(DeleteAliasRequest(aliasName: "alias/x-next"))
        try await keys.resolveAgain()
        #expect(keys.keys.map(\.arn) == [next, now, old])
        #expect(try await kid(keys.sign(Session.ofAnHour)) != kid(token))
        for token in [token, oldToken] { _ = try await keys.verify(token, as: Session.self) }
        #expect(keys.status()[0].keys.map(\.role) == [.current, .previous, .previous])
    }

    @Test("neither verifying nor an unknown kid nor signing asks KMS for an alias while it is followed")
    func noCalls() async throws {
        _ = try await rotation.threeKeys()
        let keys = rotation.collection()
        try await keys.add(rotating: "alias/x")
        let token = try await keys.sign(Session.ofAnHour)
        let before = rotation.kms.calls.count
        for index in 0..<1000 {
            _ = try await keys.verify(token, as: Session.self)
            let forged = try Forge().token(header: #"{"alg":"ES256","kid":"forged-\#(index)"}"#)
            #expect(await jwtError { try await keys.verify(forged, as: Session.self) }?.errorType == .unknownKID)
        }
        _ = try await keys.sign(Session.ofAnHour)
        #expect(rotation.kms.calls.dropFirst(before).map(\.0) == [.sign])
    }

    @Test("who asks for a reading is given one that began afterwards")
    func readAgain() async throws {
        let (_, _, next) = try await rotation.threeKeys()
        let keys = rotation.collection()
        try await keys.add(rotating: "alias/x")
        let (gate, hasBegun) = (Gate(), Gate())
        rotation.kms.change { hooks in
            hooks.getPublicKey = { [kms] request in
                let answer = try await kms.getPublicKey(request)
                // The first alias is read before it moves, and told after.
                if request.keyID == "alias/x" {
                    hasBegun.open()
                    await gate.pass()
                }
                return answer
            }
        }
        let first = Task { try await keys.resolveAgain() }
        await hasBegun.pass()
        try await kms.move("alias/x", to: next)
        let second = Task { try await keys.resolveAgain() }
        await Task.yield()
        gate.open()
        try await second.value
        #expect(keys.keys[0].arn == next)
        try await first.value
    }

    @Test("a key that no alias names any more is published for as long as a change takes to get around, and not longer")
    func leaving() async throws {
        let (old, _, _) = try await rotation.threeKeys()
        let keys = rotation.collection()
        try await keys.add(rotating: "alias/x")
        let token = try await rotation.token(of: old)
        try await kms.deleteAlias(DeleteAliasRequest(aliasName: "alias/x-previous"))
        try await keys.resolveAgain()
        #expect(keys.status()[0].keys.last?.role == .leaving(rotation.policy.reach))
        rotation.hand.advance(by: rotation.policy.reach - .seconds(1))
        try await keys.resolveAgain()
        _ = try await keys.verify(token, as: Session.self)
        rotation.hand.advance(by: .seconds(1))
        // Whether or not KMS can be asked.
        kms.faults.throttle(next: 1)
        _ = await kmsError { try await keys.resolveAgain() }
        #expect(await jwtError { try await keys.verify(token, as: Session.self) }?.errorType == .unknownKID)
        #expect(try await keys.jwks().keys.count == 2)
    }

    @Test("a key that no alias names and that is disabled or to be deleted ends at once", arguments: [true, false])
    func revoked(isDisabled: Bool) async throws {
        let bad = try await kms.makeKey(alias: "alias/x")
        let keys = rotation.collection()
        try await keys.add(rotating: "alias/x")
        let token = try await keys.sign(Session.ofAnHour)
        try await kms.move("alias/x", to: kms.makeKey())
        if isDisabled {
            try await kms.disableKey(DisableKeyRequest(keyID: bad))
        } else {
            _ = try await kms.scheduleKeyDeletion(ScheduleKeyDeletionRequest(keyID: bad))
        }
        try await keys.resolveAgain()
        #expect(await jwtError { try await keys.verify(token, as: Session.self) }?.errorType == .unknownKID)
        #expect(try await keys.jwks().keys.count == 1)
    }

    @Test("a key that no alias names and that is gone ends at once; one of which KMS tells nothing now does not")
    func leavingUnseen() async throws {
        let bad = try await kms.makeKey(alias: "alias/x")
        let keys = rotation.collection()
        try await keys.add(rotating: "alias/x")
        let token = try await keys.sign(Session.ofAnHour)
        try await kms.move("alias/x", to: kms.makeKey())
        for kind in [KMSError.Kind.throttling, .accessDenied, .notFound] {
            rotation.kms.change { hooks in
                hooks.getPublicKey = { request in
                    if request.keyID == bad { throw KMSError(kind, message: "not now") }
                    return nil
                }
            }
            try await keys.resolveAgain()
            #expect(((try? await keys.verify(token, as: Session.self)) != nil) == (kind != .notFound))
        }
    }

    @Test("a key that has gone verifies nothing more: not what was remembered, by no iteration, and in no mirror")
    func goneEverywhere() async throws {
        let (old, _, _) = try await rotation.threeKeys()
        let keys = KMSKeyCollection(
            client: rotation.kms, verifiedTokens: .remembering(), clock: rotation.hand.clock)
        try await keys.add(rotating: "alias/x")
        let (theirs, token) = (JWTKeyCollection(), try await rotation.token(of: old))
        let mirror = keys.mirror(into: theirs)
        func isVerified() async -> [Bool] {
            try? await mirror.update()
            return [
                (try? await keys.verify(token, as: Session.self)) != nil,
                (try? await keys.verify(token, as: Session.self, iteratingKeys: true)) != nil,
                (try? await theirs.verify(token, as: Session.self)) != nil,
            ]
        }
        #expect(await isVerified() == [true, true, true])
        try await kms.deleteAlias(DeleteAliasRequest(aliasName: "alias/x-previous"))
        try await kms.disableKey(DisableKeyRequest(keyID: old))
        try await keys.resolveAgain()
        #expect(await isVerified() == [false, false, false])
    }

    @Test("what KMS verifies of a rotation verifies again and again", arguments: [KeySpec.hmac256, .eccNISTP256])
    func verifiedByKMSAgain(spec: KeySpec) async throws {
        _ = try await kms.makeKey(spec, alias: "alias/x")
        let keys = rotation.collection()
        try await keys.add(rotating: "alias/x", shortensExpiration: true, options: .init(verification: .remote))
        let token = try await keys.sign(Session())
        for _ in 0..<3 { _ = try await keys.verify(token, as: Session.self) }
        let forged = try tampered(token)
        for _ in 0..<2 {
            #expect(await jwtError { try await keys.verify(forged, as: Session.self) } == .signatureVerificationFailed)
        }
    }

    @Test("HMAC keys are followed by DescribeKey, and verified by KMS")
    func hmac() async throws {
        _ = try await kms.makeKey(.hmac256, alias: "alias/x")
        let next = try await kms.makeKey(.hmac256, alias: "alias/x-next")
        let keys = rotation.collection()
        try await keys.add(rotating: "alias/x", algorithm: .hs256)
        let token = try await keys.sign(Session.ofAnHour)
        try await kms.createAlias(
            CreateAliasRequest(aliasName: "alias/x-previous", targetKeyID: keys.keys[0].arn ?? ""))
        try await kms.move("alias/x", to: next)
        try await keys.resolveAgain()
        _ = try await keys.verify(token, as: Session.self)
        #expect(try await kid(keys.sign(Session.ofAnHour)) != kid(token))
        #expect(rotation.kms.count(.getPublicKey) == 0)
    }

    @Test("what is no alias, a policy by which a token could fail, and names that two keys would share are refused")
    func refused() async throws {
        let arn = try await kms.makeKey(alias: "alias/x")
        let keys = rotation.collection()
        #expect(await kmsError { try await keys.add(rotating: arn) }?.kind == .configuration)
        let unsafe = RotationPolicy(tokenLifetime: .seconds(3600), retention: .seconds(3600))
        let error = await kmsError { try await keys.add(rotating: "alias/x", policy: unsafe) }
        #expect(error?.underlying is RotationRefusal)
        for kid in [KeyOptions.KeyName.name("k"), KeyOptions.KeyName.none] {
            let error = await kmsError { try await keys.add(rotating: "alias/x", options: .init(kid: kid)) }
            #expect(error?.kind == .configuration)
        }
        #expect(await kmsError { try await keys.add(rotating: "alias/y") }?.kind == .notFound)
        #expect(keys.keys.isEmpty && keys.status().isEmpty)
        try await keys.add(rotating: "alias/x")
        #expect(await kmsError { try await keys.add(rotating: "alias/x") }?.kind == .configuration)
        #expect(keys.remove(kid: try #require(keys.keys[0].kid)))
        #expect(keys.status().isEmpty)
    }
}
