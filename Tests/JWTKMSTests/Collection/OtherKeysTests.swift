// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Crypto
import Foundation
import JWTKMS
import LocalKMS
import Testing

@Suite("Keys beside those of KMS")
struct OtherKeysTests {
    @Test("JWTKit's keys verify and sign under their own names")
    func jwtKitKeys() async throws {
        let keys = KMSKeyCollection(client: RecordingKMS())
        let rsa = try Insecure.RSA.PrivateKey(pem: TestRSAKey.pem)
        try await keys.add(ecdsa: ES384PrivateKey(), kid: "es")
        try await keys.add(rsa: rsa, digestAlgorithm: .sha256, kid: "rs")
        try await keys.add(pss: rsa, digestAlgorithm: .sha512, kid: "ps")
        try await keys.add(eddsa: EdDSA.PrivateKey(curve: .ed25519), kid: "ed")
        try await keys.add(hmac: "a secret of at least 32 bytes, is it", digestAlgorithm: .sha256, kid: "hs")
        #expect(keys.keys.map(\.algorithm) == ["ES384", "RS256", "PS512", "EdDSA", "HS256"])
        for kid in ["es", "rs", "ps", "ed", "hs"] as [JWKIdentifier] {
            let token = try await keys.sign(Session(), kid: kid)
            #expect(try await keys.verify(token, as: Session.self).sub == "ada")
            let parts = try CompactToken(Array(token.utf8))
            let input = String(decoding: parts.signingInput, as: UTF8.self)
            let cut = input + "." + Base64URL.encodeToString(parts.signature.dropLast(6))
            #expect(
                await jwtError { try await keys.verify(cut, as: Session.self) }?.errorType
                    == .signatureVerificationFailed)
        }
        // The first one became the default one.
        #expect(keys.keys.map(\.isDefault) == [true, false, false, false, false])
        let forged = try Forge().token(header: #"{"alg":"ES256"}"#)
        #expect(await jwtError { try await keys.verify(forged, as: Anything.self) }?.errorType == .invalidHeaderField)
    }

    @Test("a token of JWTKit's own collection verifies with the same call as one of KMS")
    func migration() async throws {
        let old = JWTKeyCollection()
        let key = ES256PrivateKey()
        await old.add(ecdsa: key, kid: "old")
        let kms = RecordingKMS()
        let keys = KMSKeyCollection(client: kms)
        try await keys.add(try await kms.kms.makeKey())
        try await keys.add(ecdsa: key.publicKey, kid: "old")
        for token in [try await old.sign(Session(), kid: "old"), try await keys.sign(Session())] {
            _ = try await keys.verify(token, as: Session.self)
        }
        await #expect(throws: KMSError.self) { try await keys.add(ecdsa: key, kid: "old") }
    }

    @Test("iterating keys tries those of the algorithm that are here, and never calls KMS")
    func iterating() async throws {
        let kms = RecordingKMS()
        let keys = KMSKeyCollection(client: kms)
        let first = try await keys.add(try await kms.kms.makeKey())
        try await keys.add(try await kms.kms.makeKey(), options: .init(verification: .remote))
        let forge = Forge()
        try keys.add(publicKeyPEM: forge.key.publicKey.pemRepresentation, options: .init(kid: .name("forge")))
        let calls = kms.calls.count
        let token = try forge.token(header: #"{"alg":"ES256","kid":"unknown"}"#)
        _ = try await keys.verify(token, as: Anything.self, iteratingKeys: true)
        #expect(await jwtError { try await keys.verify(token, as: Anything.self) }?.errorType == .unknownKID)
        let wrong = try forge.token(header: #"{"alg":"ES256","kid":"\#(try #require(first.kid?.string))"}"#)
        _ = try await keys.verify(wrong, as: Anything.self, iteratingKeys: true)
        let stranger = try Forge().token(header: #"{"alg":"ES256"}"#)
        let error = await jwtError { try await keys.verify(stranger, as: Anything.self, iteratingKeys: true) }
        #expect(error?.errorType == .signatureVerificationFailed)
        #expect(kms.calls.count == calls)
    }

    @Test(
        "a public key alone is checked as one of KMS is",
        arguments: [
            "", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----",
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
        ])
    func badPEM(pem: String) async throws {
        #expect(throws: KMSError(.publicKeyRefused, message: "")) { try KMSKeyCollection().add(publicKeyPEM: pem) }
    }

    @Test("a private key is not taken for a public one, and is not quoted")
    func privatePEM() throws {
        let pem = P256.Signing.PrivateKey().pemRepresentation
        let error = #expect(throws: KMSError.self) { try KMSKeyCollection().add(publicKeyPEM: pem) }
        #expect(error?.description.contains("PRIVATE KEY") == true)
        #expect(error?.description.contains(pem.split(separator: "\n")[1]) == false)
    }

    @Test("a key set is added whole or not at all, and its keys never take their algorithm from a token")
    func jwks() async throws {
        let forge = Forge()
        let keys = KMSKeyCollection()
        let added = try keys.add(
            jwks: #"{"keys":[\#(forge.jwk("k", #","use":"sig""#)),{"kty":"later","kid":"z"}]}"#)
        #expect(added.map(\.kid?.string) == ["k"])
        _ = try await keys.verify(try forge.token(), as: Anything.self)
        for bad in [#"{"kty":"oct","k":"AAAA","kid":"n"}"#, forge.jwk("n", #","d":"AA""#), forge.jwk("k")] {
            #expect(throws: KMSError.self, "\(bad)") {
                try keys.add(jwks: #"{"keys":[\#(forge.jwk("first")),\#(bad)]}"#)
            }
            #expect(keys.keys.count == 1)
        }
        try keys.add(jwks: try JWKS(keys: [JWK(json: forge.jwk("m"))]))
        #expect(keys.keys.count == 2)
    }

    @Test("iterating tries the same key with other demands, and takes no key that is not at hand for a bad token")
    func iteratingOn() async throws {
        let forge = Forge()
        let keys = KMSKeyCollection()
        let pem = forge.key.publicKey.pemRepresentation
        let token = try forge.token(header: #"{"alg":"ES256","kid":"old","typ":"JWT"}"#)
        let none = await kmsError { try await keys.verify(token, as: Anything.self, iteratingKeys: true) }
        #expect(none?.kind == .configuration)
        try keys.add(publicKeyPEM: pem, options: .init(kid: .name("a"), requirements: .init(type: "at+jwt")))
        let error = await jwtError { try await keys.verify(token, as: Anything.self, iteratingKeys: true) }
        #expect(error?.errorType == .invalidHeaderField)
        try keys.add(publicKeyPEM: pem, options: .init(kid: .name("b")))
        _ = try await keys.verify(token, as: Anything.self, iteratingKeys: true)
    }

    @Test(
        "an HMAC secret shorter than its digest is refused, where JWTKit ends the process",
        arguments: [(DigestAlgorithm.sha256, 32), (.sha384, 48), (.sha512, 64)])
    func shortSecrets(digest: DigestAlgorithm, bytes: Int) async throws {
        let keys = KMSKeyCollection()
        for length in [0, bytes - 1] {
            let secret = HMACKey(from: [UInt8](repeating: 1, count: length))
            let error = await kmsError { try await keys.add(hmac: secret, digestAlgorithm: digest, kid: "h") }
            #expect(error?.kind == .configuration)
        }
        try await keys.add(hmac: HMACKey(from: [UInt8](repeating: 1, count: bytes)), digestAlgorithm: digest, kid: "h")
    }

    @Test("a name that is asked for and not there is shown cut and escaped")
    func longNames() async throws {
        let keys = try Forge().collection()
        let kid = JWKIdentifier(string: String(repeating: "A\n", count: 5000))
        let errors = [
            await jwtError { _ = try await keys.getKey(for: kid) },
            await jwtError { try await keys.resolveAgain(kid: kid) },
        ]
        for error in errors { #expect(error.map { "\($0)".utf8.count < 300 } == true) }
    }

    @Test("keys are removed by name, all but some, and the default one is cleared")
    func removing() async throws {
        let kms = RecordingKMS()
        let keys = KMSKeyCollection(client: kms)
        let first = try await keys.add(try await kms.kms.makeKey())
        try await keys.add(try await kms.kms.makeKey(), options: .init(kid: .name("b")))
        try await keys.add(try await kms.kms.makeKey(), options: .init(kid: .name("c")))
        let token = try await keys.sign(Session(), kid: "b")
        #expect(keys.keys.map(\.isDefault) == [true, false, false])
        #expect(keys.remove(kid: "b"))
        #expect(!keys.remove(kid: "b"))
        #expect(await jwtError { try await keys.verify(token, as: Session.self) }?.errorType == .unknownKID)
        #expect(keys.removeAll(except: [try #require(first.kid)], clearingDefault: false) == 1)
        #expect(keys.keys.map(\.isDefault) == [true])
        #expect(keys.removeAll(except: [try #require(first.kid)]) == 0)
        #expect(keys.keys.map(\.isDefault) == [false])
        #expect(await kmsError { try await keys.sign(Session()) }?.kind == .configuration)
        #expect(keys.removeAll() == 1)
    }

    @Test("getKey answers the key of the name, and never the default one for an unknown name")
    func getKey() async throws {
        let kms = RecordingKMS()
        let keys = KMSKeyCollection(client: kms)
        let info = try await keys.add(try await kms.kms.makeKey())
        #expect(try await keys.getKey().name == "ES256")
        let token = try await keys.sign(Session())
        let parts = try CompactToken(Array(token.utf8))
        let key = try await keys.getKey(for: info.kid, alg: "ES256")
        #expect(try key.verify(parts.signature, signs: Array(parts.signingInput)))
        await #expect(throws: JWTError.self) { _ = try await keys.getKey(for: "unknown") }
        await #expect(throws: JWTError.self) { _ = try await keys.getKey(for: info.kid, alg: "RS256") }
        keys.clearPublicKeys()
        #expect(try await keys.getKey().verify(parts.signature, signs: Array(parts.signingInput)))
        #expect(kms.count(.getPublicKey) == 2)
    }
}
