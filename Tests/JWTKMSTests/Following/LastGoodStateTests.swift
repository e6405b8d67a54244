// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import InMemoryLogging
import JWTKit
import KMSAPI
import LocalKMS
import Logging
import Testing

@testable import JWTKMS

@Suite("Following aliases that come and go, fail, or are shown late")
struct LastGoodStateTests {
    let rotation = FollowedRotation()
    private var kms: LocalKMS { rotation.kms.kms }

    @Test(
        "alias/x that is gone, or names a key that is disabled or of another type, keeps its last good state and shows it"
    )
    func keepsLastGood() async throws {
        let good = try await kms.makeKey(alias: "alias/x")
        let keys = rotation.collection()
        try await keys.add(rotating: "alias/x")
        let token = try await keys.sign(Session.ofAnHour)
        for (kind, spoil) in [
            (KMSError.Kind.notFound, { try await self.kms.deleteAlias(DeleteAliasRequest(aliasName: "alias/x")) }),
            (
                .invalidKeyUsage,
                {
                    let wrong = try await self.kms.makeKey(.rsa2048)
                    try await self.kms.createAlias(CreateAliasRequest(aliasName: "alias/x", targetKeyID: wrong))
                }
            ),
            (
                .disabled,
                {
                    let disabled = try await self.kms.makeKey()
                    try await self.kms.disableKey(DisableKeyRequest(keyID: disabled))
                    try await self.kms.move("alias/x", to: disabled)
                }
            ),
        ] as [(KMSError.Kind, () async throws -> Void)] {
            try await spoil()
            try await keys.resolveAgain()
            let status = try #require(keys.status().first)
            #expect(status.troubles.map(\.error.kind) == [kind] && status.troubles[0].alias == "alias/x")
            #expect(keys.keys.map(\.arn) == [good])
            _ = try await keys.verify(token, as: Session.self)
            _ = try await keys.sign(Session.ofAnHour)
        }
        try await kms.move("alias/x", to: good)
        try await keys.resolveAgain()
        #expect(keys.status()[0].troubles.isEmpty)
        #expect(rotation.log.entries.filter { $0.level == .error }.count == 3, "each once")
    }

    @Test("a key whose public key is another than before under the same ARN is not followed")
    func changedPublicKey() async throws {
        _ = try await rotation.threeKeys()
        let keys = rotation.collection()
        try await keys.add(rotating: "alias/x")
        let before = keys.keys
        let other = try await kms.getPublicKey(GetPublicKeyRequest(keyID: kms.makeKey()))
        rotation.kms.change { hooks in
            hooks.getPublicKey = { [kms] request in
                guard request.keyID == "alias/x-next" else { return nil }
                var answer = try await kms.getPublicKey(request)
                answer.publicKey = other.publicKey
                return answer
            }
        }
        try await keys.resolveAgain()
        #expect(keys.status()[0].troubles.map(\.error.kind) == [.publicKeyRefused])
        #expect(keys.keys == before)
    }

    @Test("a key that has a name again is published once; one that is without for long enough is not, when KMS is read")
    func comesBack() async throws {
        let (old, _, _) = try await rotation.threeKeys()
        let keys = rotation.collection()
        try await keys.add(rotating: "alias/x")
        for comesBack in [true, false] {
            try await kms.deleteAlias(DeleteAliasRequest(aliasName: "alias/x-previous"))
            try await keys.resolveAgain()
            if comesBack {
                try await kms.createAlias(CreateAliasRequest(aliasName: "alias/x-previous", targetKeyID: old))
                try await keys.resolveAgain()
                #expect(keys.status()[0].keys.map(\.role) == [.current, .next, .previous])
                #expect(keys.keys.count == 3)
            } else {
                rotation.hand.advance(by: rotation.policy.reach)
                try await keys.resolveAgain()
                #expect(keys.status()[0].keys.map(\.role) == [.current, .next])
            }
        }
    }

    @Test("a key behind a gap that somebody made is followed still, by who knew it")
    func gap() async throws {
        let (old, _, _) = try await rotation.threeKeys()
        try await kms.createAlias(CreateAliasRequest(aliasName: "alias/x-previous-2", targetKeyID: kms.makeKey()))
        let keys = rotation.collection()
        try await keys.add(rotating: "alias/x")
        try await kms.deleteAlias(DeleteAliasRequest(aliasName: "alias/x-previous"))
        try await keys.resolveAgain()
        rotation.hand.advance(by: rotation.policy.reach)
        try await keys.resolveAgain()
        #expect(keys.status()[0].keys.map(\.role) == [.current, .next, .previous])
        #expect(!keys.keys.contains { $0.arn == old })
        // And when it goes, that is noticed too.
        try await kms.deleteAlias(DeleteAliasRequest(aliasName: "alias/x-previous-2"))
        try await keys.resolveAgain()
        rotation.hand.advance(by: rotation.policy.reach)
        try await keys.resolveAgain()
        #expect(keys.status()[0].keys.map(\.role) == [.current, .next])
    }

    @Test("while KMS can't be asked all keys stay; that is counted, logged and shown")
    func failures() async throws {
        let (old, _, _) = try await rotation.threeKeys()
        let keys = rotation.collection()
        try await keys.add(rotating: "alias/x")
        let token = try await rotation.token(of: old)
        kms.faults.throttle(next: 2)
        for count in 1...2 {
            #expect(await kmsError { try await keys.resolveAgain() }?.kind == .throttling)
            #expect(keys.status()[0].failures == count && keys.status()[0].lastError?.kind == .throttling)
        }
        #expect(keys.keys.count == 3)
        _ = try await keys.verify(token, as: Session.self)
        try await keys.resolveAgain()
        #expect(keys.status()[0].failures == 0 && keys.status()[0].lastError == nil)
    }

    @Test("what shows an alias as it was a while ago never makes a token that is refused, nor refuses one")
    func eventuallyConsistent() async throws {
        let (_, now, next) = try await rotation.threeKeys()
        let (issuer, verifier) = (rotation.collection(), rotation.collection())
        for keys in [issuer, verifier] { try await keys.add(rotating: "alias/x") }
        kms.faults.showAliasChanges(after: .seconds(50))
        try await kms.move("alias/x-previous", to: now)
        try await kms.move("alias/x", to: next)
        try await kms.deleteAlias(DeleteAliasRequest(aliasName: "alias/x-next"))
        var kids = Set<String>()
        for second in 0..<20 {
            // One of them is behind the other by a poll.
            try await (second % 2 == 0 ? issuer : verifier).resolveAgain()
            let token = try await issuer.sign(Session.ofAnHour)
            kids.insert(try kid(token)?.string ?? "")
            _ = try await verifier.verify(token, as: Session.self)
            rotation.hand.advance(by: .seconds(5))
        }
        #expect(kids.count == 2)
    }
}
