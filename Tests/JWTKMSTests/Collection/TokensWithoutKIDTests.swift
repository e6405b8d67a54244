// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Crypto
import JWTKMS
import LocalKMS
import Testing

@Suite("Tokens without a kid")
struct TokensWithoutKIDTests {
    let kms = RecordingKMS()
    let secret: HMACKey = "a secret of at least 32 bytes, is it"

    @Test("a token of JWTKit's that has no kid verifies after the move, in either order of adding")
    func migration() async throws {
        let old = JWTKeyCollection()
        await old.add(hmac: secret, digestAlgorithm: .sha256)
        let token = try await old.sign(Session())
        for isKMSFirst in [true, false] {
            let keys = KMSKeyCollection(client: kms)
            if isKMSFirst { try await keys.add(kms.kms.makeKey()) }
            try await keys.add(hmac: secret, digestAlgorithm: .sha256, isDefault: isKMSFirst ? nil : false)
            if !isKMSFirst { try await keys.add(kms.kms.makeKey()) }
            #expect(try await keys.verify(token, as: Session.self) == Session())
            let bad = await jwtError { try await keys.verify(tampered(token), as: Session.self) }
            #expect(bad?.errorType == .signatureVerificationFailed)
            let new = try await keys.sign(Session())
            #expect(
                new.hasPrefix(try await keys.sign(Session(), kid: keys.keys.first { $0.kid != nil }?.kid).prefix(20)))
            #expect(try await keys.verify(new, as: Session.self) == Session())
        }
    }

    @Test("JWTKit names a key only if sign is given the name: tokens of a named key without the name verify too")
    func namedKeyOfJWTKit() async throws {
        let old = JWTKeyCollection()
        await old.add(hmac: secret, digestAlgorithm: .sha256, kid: "2025")
        let (nameless, named) = (try await old.sign(Session()), try await old.sign(Session(), kid: "2025"))
        let keys = KMSKeyCollection(client: kms)
        try await keys.add(kms.kms.makeKey())
        let missing = await jwtError { try await keys.verify(nameless, as: Session.self) }
        #expect(missing?.reason == "the token has no kid, and no key for such tokens has its alg, HS256")
        try await keys.add(hmac: secret, digestAlgorithm: .sha256, kid: "2025")
        for token in [nameless, named] { #expect(try await keys.verify(token, as: Session.self) == Session()) }
        keys.remove(kid: "2025")
        for token in [nameless, named] {
            #expect(await jwtError { try await keys.verify(token, as: Session.self) } != nil)
        }
    }

    @Test("it is tried against each key without a name of its algorithm, and with none that has a name")
    func several() async throws {
        let forges = (0..<4).map { _ in Forge() }
        let keys = KMSKeyCollection()
        let nameless = KeyOptions(kid: KeyOptions.KeyName.none)
        try keys.add(publicKeyPEM: forges[0].key.publicKey.pemRepresentation, options: .init(kid: .name("default")))
        try keys.add(publicKeyPEM: forges[1].key.publicKey.pemRepresentation, options: nameless)
        try keys.add(publicKeyPEM: forges[2].key.publicKey.pemRepresentation, options: nameless)
        try keys.add(publicKeyPEM: forges[3].key.publicKey.pemRepresentation, options: .init(kid: .name("named")))
        for (index, forge) in forges.enumerated() {
            let token = try forge.token(header: #"{"alg":"ES256"}"#)
            for _ in 0..<2 { #expect(((try? await keys.verify(token, as: Anything.self)) != nil) == (index < 3)) }
        }
    }

    @Test("an algorithm that no such key was added for is rejected, also with the public key as the secret")
    func algorithms() async throws {
        let forge = Forge()
        let pem = forge.key.publicKey.pemRepresentation
        let keys = KMSKeyCollection()
        try keys.add(publicKeyPEM: pem, options: .init(kid: .name("k")))
        try await keys.add(hmac: HMACKey(key: SymmetricKey(size: .init(bitCount: 384))), digestAlgorithm: .sha384)
        let confused = JWTKeyCollection()
        await confused.add(hmac: HMACKey(from: pem), digestAlgorithm: .sha256)
        let token = try await confused.sign(Session())
        #expect(await jwtError { try await keys.verify(token, as: Session.self) }?.errorType == .invalidHeaderField)
        let none = try forge.token(header: #"{"alg":"none"}"#)
        #expect(await jwtError { try await keys.verify(none, as: Session.self) }?.errorType == .invalidHeaderField)
    }

    @Test("the one key of a JWK Set serves them, whatever its name; of several keys none that has a name does")
    func keySets() async throws {
        let (a, b) = (Forge(), Forge())
        let token = try a.token(header: #"{"alg":"ES256"}"#)
        let one = KMSKeyCollection()
        try await one.add(hmac: secret, digestAlgorithm: .sha256, kid: "default")
        try one.add(jwks: jwks(a.jwk("a")))
        _ = try await one.verify(token, as: Anything.self)
        let two = KMSKeyCollection()
        try two.add(jwks: jwks(a.jwk("a"), b.jwk("b")))
        #expect(await jwtError { try await two.verify(token, as: Anything.self) }?.errorType == .missingKIDHeader)
    }

    @Test("16 keys without a name are the most, so that a forged token costs little")
    func bounded() async throws {
        let keys = KMSKeyCollection(client: kms)
        for _ in 0..<16 {
            try await keys.add(hmac: HMACKey(key: SymmetricKey(size: .bits256)), digestAlgorithm: .sha256)
        }
        let error = await kmsError { try await keys.add(hmac: secret, digestAlgorithm: .sha256) }
        #expect(error?.kind == .configuration && error?.message.contains("give this one a name") == true)
        try await keys.add(hmac: secret, digestAlgorithm: .sha256, kid: "named")
        #expect(keys.keys.count == 17)
        #expect(keys.removeKeysWithoutKID() == 16)
        #expect(keys.keys.map(\.kid) == ["named"])
    }

    @Test("the key sets of others leave out no key that was added alone")
    func manySets() async throws {
        let keys = KMSKeyCollection()
        for index in 0..<16 { try keys.add(jwks: jwks(Forge().jwk("\(index)"))) }
        try await keys.add(hmac: secret, digestAlgorithm: .sha256, isDefault: false)
        let old = JWTKeyCollection()
        await old.add(hmac: secret, digestAlgorithm: .sha256)
        #expect(try await keys.verify(old.sign(Session()), as: Session.self) == Session())
    }

    @Test("a key of KMS without a name that is not the default one verifies and does not sign")
    func verifiesAlone() async throws {
        let arn = try await kms.kms.makeKey()
        let nameless = KMSKeyCollection(client: kms)
        try await nameless.add(arn, options: .init(kid: KeyOptions.KeyName.none))
        let token = try await nameless.sign(Session())
        for verification in [KeyOptions.Verification.local, .remote] {
            let keys = KMSKeyCollection(client: kms)
            let named = try await keys.add(kms.kms.makeKey())
            try await keys.add(
                arn, options: .init(kid: KeyOptions.KeyName.none, verification: verification, isDefault: false))
            for _ in 0..<2 { _ = try await keys.verify(token, as: Session.self) }
            #expect(keys.keys.first { $0.isDefault }?.kid == named.kid)
        }
    }
}
