// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Crypto
import Foundation
import JWTKMS
import LocalKMS
import Testing

@Suite("The shape of JWTKit's collection")
struct JWTKitShapeTests {
    let secret: HMACKey = "a secret of at least 32 bytes, is it"

    @Test("local keys need no kid, are chained, and the first one is the default key")
    func chaining() async throws {
        let keys = try await KMSKeyCollection()
            .add(hmac: secret, digestAlgorithm: .sha256)
            .add(ecdsa: ES384PrivateKey(), kid: "es")
            .add(eddsa: EdDSA.PrivateKey(), kid: "ed")
        #expect(keys.keys.map(\.isDefault) == [true, false, false])
        #expect(keys.keys.map(\.kid) == [nil, "es", "ed"])
        let token = try await keys.sign(Session())
        #expect(try await keys.verify(token, as: Session.self) == Session())
        #expect(try await keys.getKey().name == "HS256")
        #expect(keys.clearDefault())
        #expect(!keys.clearDefault())
        await #expect(throws: KMSError.self) { try await keys.sign(Session()) }
        // It has no name, so that nothing could find it: as in JWTKit it is gone.
        #expect(await jwtError { try await keys.verify(token, as: Session.self) }?.errorType == .invalidHeaderField)
        #expect(keys.keys.count == 2)
    }

    @Test("clearDefault keeps a key that has a name")
    func clearDefault() async throws {
        let keys = try await KMSKeyCollection().add(hmac: secret, digestAlgorithm: .sha256, kid: "h")
        let token = try await keys.sign(Session())
        #expect(keys.clearDefault())
        #expect(try await keys.verify(token, as: Session.self) == Session())
    }

    @Test("a JWK, a JWKS and its JSON are added as JWTKit adds them, and the first key is the default one")
    func keySets() async throws {
        let (a, b) = (Forge(), Forge())
        let keys = try KMSKeyCollection().add(jwksJSON: jwks(a.jwk("a"), b.jwk("b"))).add(
            jwk: JWK(json: Forge().jwk("c")))
        #expect(keys.keys.map(\.isDefault) == [true, false, false])
        _ = try await keys.verify(try a.token(header: #"{"alg":"ES256"}"#), as: Anything.self)
        _ = try await keys.verify(try b.token(header: #"{"alg":"ES256","kid":"b"}"#), as: Anything.self)
        let other = try KMSKeyCollection().add(jwks: JWKS(keys: [JWK(json: a.jwk("a")), JWK(json: b.jwk("b"))]))
        #expect(other.keys.map(\.kid) == ["a", "b"])
        let later = try KMSKeyCollection().add(jwk: JWK(json: a.jwk("a")), isDefault: false)
        #expect(later.keys.map(\.isDefault) == [false])
        let error = await kmsError { try KMSKeyCollection().add(jwk: JWK(json: a.jwk("a", #","d":"AA""#))) }
        #expect(error?.kind == .publicKeyRefused && error?.message.hasPrefix("the JWK is refused") == true)
        let rsa = try rsaJWK("r")
        #expect(await kmsError { try KMSKeyCollection().add(jwk: JWK(json: rsa)) }?.kind == .publicKeyRefused)
        #expect(try KMSKeyCollection().add(jwk: JWK(json: rsa), algorithm: .ps256).keys.map(\.algorithm) == ["PS256"])
    }

    @Test("a key's own serializer and parser serve its tokens, and the collection's those of the others")
    func codersOfKeys() async throws {
        struct Dated: JWTPayload, Equatable {
            var date = Date(timeIntervalSince1970: 1_800_000_000)
            func verify(using algorithm: some JWTAlgorithm) async throws {}
        }
        let (encoder, decoder) = (JSONEncoder(), JSONDecoder())
        encoder.dateEncodingStrategy = .iso8601
        decoder.dateDecodingStrategy = .iso8601
        for remembers in [VerifiedTokenPolicy.none, .remembering()] {
            let keys = KMSKeyCollection(verifiedTokens: remembers)
            try await keys.add(
                hmac: secret, digestAlgorithm: .sha256, kid: "iso", parser: DefaultJWTParser(jsonDecoder: decoder),
                serializer: DefaultJWTSerializer(jsonEncoder: encoder))
            try await keys.add(hmac: secret, digestAlgorithm: .sha256, kid: "seconds")
            for (kid, text) in [("iso", "2027-01-15T08:00:00Z"), ("seconds", "1800000000")] {
                let token = try await keys.sign(Dated(), kid: JWKIdentifier(string: kid))
                let payload = String(decoding: try CompactToken(Array(token.utf8)).payload, as: UTF8.self)
                #expect(payload.contains(text))
                for _ in 0..<2 { #expect(try await keys.verify(token, as: Dated.self) == Dated()) }
                #expect(try await keys.verify(token, as: Dated.self, iteratingKeys: true) == Dated())
            }
            let token = try await keys.sign(Dated(), kid: "iso")
            #expect(throws: JWTError.self) { try keys.unverified(token, as: Dated.self) }
            #expect(
                try keys.unverified(token, as: Dated.self, parser: DefaultJWTParser(jsonDecoder: decoder)) == Dated())
        }
    }

    @Test("an ML-DSA key of JWTKit's signs and verifies")
    func mlDSA() async throws {
        guard #available(macOS 26, iOS 26, tvOS 26, watchOS 26, visionOS 26, macCatalyst 26, *) else { return }
        let key = try MLDSA65PrivateKey(seedRepresentation: Data(repeating: 7, count: 32))
        let keys = try await KMSKeyCollection().add(mldsa: key, kid: "ml")
        #expect(try await keys.verify(keys.sign(Session()), as: Session.self) == Session())
    }

    @Test("a bad token suggests 401")
    func status() {
        #expect(JWTError.signatureVerificationFailed.suggestedStatus == 401)
    }
}
