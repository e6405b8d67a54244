// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Crypto
import CryptoExtras
import Foundation
import InMemoryLogging
import LocalKMS
import Logging
import Testing

@testable import JWTKMS

@Suite struct KeySetOfOthersTests {
    private let a = Forge()
    private let b = Forge()

    private func token(
        _ forge: Forge, kid: String? = nil, _ payload: String = #"{"sub":"ada"}"#
    ) throws -> String {
        let kid = kid.map { #","kid":"\#($0)""# } ?? ""
        return try forge.token(header: #"{"alg":"ES256"\#(kid)}"#, payload: payload)
    }

    private func rsaToken(_ header: String) throws -> String {
        let key = try _RSA.Signing.PrivateKey(pemRepresentation: TestRSAKey.pem)
        let input = Base64URL.encodeToString(Array(header.utf8)) + "." + Base64URL.encodeToString(Array("{}".utf8))
        let signature = try key.signature(for: SHA256.hash(data: Data(input.utf8)), padding: .insecurePKCS1v1_5)
        return input + "." + Base64URL.encodeToString(Array(signature.rawRepresentation))
    }

    @Test("one unusable key costs no usable one, and the log says why it was passed over")
    func unusable() async throws {
        let log = InMemoryLogHandler()
        let keys = KMSKeyCollection(logger: Logger(label: "test") { _ in log })
        let broken = #"{"kty":"EC","crv":"P-256","x":"AA","y":"AA","kid":"off","alg":"ES256"}"#
        #expect(try keys.add(jwks: jwks(broken, a.jwk("a"), rsaJWK("r"))).map(\.kid?.string) == ["a"])
        _ = try await keys.verify(token(a, kid: "a"), as: Anything.self)
        #expect(log.entries.count { $0.metadata["reason"] != nil } == 2)
    }

    @Test("a set with nothing usable is an error with the reason of each key, and adds nothing")
    func useless() throws {
        let keys = KMSKeyCollection()
        let error = #expect(throws: KMSError.self) {
            try keys.add(jwks: try jwks(#"{"kty":"LATTICE","kid":"l"}"#, rsaJWK("r")))
        }
        #expect(error?.kind == .publicKeyRefused)
        #expect(
            error?.message == "no key of the JWK Set can verify a token here: key l: its kty is none that is known; "
                + "key r: it names no alg and serves several; give the algorithm of such keys")
        #expect(throws: KMSError.self) { try keys.add(jwks: jwks()) }
        #expect(keys.keys.isEmpty)
    }

    @Test("the one key without a kid serves tokens without one, and no others")
    func nameless() async throws {
        let keys = KMSKeyCollection()
        #expect(try keys.add(jwks: jwks(a.jwk(nil), b.jwk("b"))).map(\.kid?.string) == [nil, "b"])
        _ = try await keys.verify(token(a), as: Anything.self)
        _ = try await keys.verify(token(b, kid: "b"), as: Anything.self)
        #expect(
            await jwtError { try await keys.verify(token(b), as: Anything.self) }?.errorType
                == .signatureVerificationFailed)
        #expect(
            await jwtError { try await keys.verify(token(a, kid: "a"), as: Anything.self) }?.errorType == .unknownKID)
        let other = Forge()
        try keys.add(jwks: jwks(other.jwk(nil)))
        for forge in [a, other] { _ = try await keys.verify(token(forge), as: Anything.self) }
    }

    @Test("a key without a kid stands beside a default key: each verifies its own tokens, and the default one signs")
    func namelessBesideDefault() async throws {
        let kms = LocalKMS()
        let arn = try await kms.createKey(CreateKeyRequest(keySpec: .eccNISTP256)).keyMetadata.arn
        for isFirst in [true, false] {
            let keys = KMSKeyCollection(client: kms)
            if isFirst { try await keys.add(arn) }
            try keys.add(jwks: jwks(a.jwk(nil)))
            if !isFirst { try await keys.add(arn) }
            try keys.add(
                publicKeyPEM: b.key.publicKey.pemRepresentation, options: .init(kid: .name("b"), isDefault: false))
            _ = try await keys.verify(keys.sign(Session()), as: Session.self)
            for _ in 0..<2 { _ = try await keys.verify(token(a), as: Anything.self) }
            #expect(await jwtError { try await keys.verify(token(b), as: Anything.self) } != nil)
            #expect(keys.keys.filter(\.isDefault).map(\.arn) == [arn])
        }
    }

    @Test("a default and a nameless key whose tokens have one header: neither's tokens shut out the other's")
    func namelessOfOneHeader() async throws {
        let kms = LocalKMS()
        let keys = KMSKeyCollection(client: kms)
        try await keys.add(
            kms.createKey(CreateKeyRequest(keySpec: .eccNISTP256)).keyMetadata.arn,
            options: .init(kid: KeyOptions.KeyName.none))
        // Its kid is its thumbprint, which these tokens do not name.
        let reader = KMSKeyCollection()
        try reader.add(publicKeyPEM: #require(keys.keys.first?.publicKeyPEM))
        try reader.add(jwks: jwks(a.jwk(nil)))
        let ours = try await keys.sign(Session())
        let header = try String(decoding: CompactToken(Array(ours.utf8)).header, as: UTF8.self)
        let theirs = try a.token(header: header)
        for token in [theirs, ours, theirs, ours] { _ = try await reader.verify(token, as: Anything.self) }
        #expect(
            await jwtError { try await reader.verify(b.token(header: header), as: Anything.self) }?.errorType
                == .signatureVerificationFailed)
    }

    @Test("a token without a kid that is not the nameless key's could not be checked if the default one can't be asked")
    func namelessBesideUnreachable() async throws {
        let kms = LocalKMS()
        let arn = try await kms.createKey(CreateKeyRequest(keySpec: .eccNISTP256)).keyMetadata.arn
        let keys = KMSKeyCollection(client: kms)
        try await keys.add(arn)
        try keys.add(jwks: jwks(a.jwk(nil)))
        keys.clearPublicKeys()
        _ = try await kms.disableKey(DisableKeyRequest(keyID: arn))
        _ = try await keys.verify(token(a), as: Anything.self)
        #expect(await kmsError { try await keys.verify(token(b), as: Anything.self) } != nil)
    }

    @Test("our own set of a key without a kid is read back")
    func readsBack() async throws {
        let kms = LocalKMS()
        let arn = try await kms.createKey(CreateKeyRequest(keySpec: .eccNISTP256)).keyMetadata.arn
        let keys = KMSKeyCollection(client: kms)
        try await keys.add(arn, options: .init(kid: KeyOptions.KeyName.none))
        let reader = KMSKeyCollection()
        try reader.add(jwks: try await keys.jwks().json)
        _ = try await reader.verify(keys.sign(Session()), as: Session.self)
        #expect(try await reader.jwks(includingOthers: true).json == keys.jwks().json)
    }

    @Test("keys of one kid verify the tokens of their own algorithm, and are published, listed and removed together")
    func oneKID() async throws {
        let keys = KMSKeyCollection()
        #expect(
            try keys.add(jwks: jwks(a.jwk("k"), rsaJWK("k", #","alg":"RS256""#))).map(\.algorithm)
                == ["ES256", "RS256"])
        for _ in 0..<2 {
            _ = try await keys.verify(token(a, kid: "k"), as: Anything.self)
            _ = try await keys.verify(rsaToken(#"{"alg":"RS256","kid":"k"}"#), as: Anything.self)
        }
        _ = try await keys.verify(rsaToken(#"{"alg":"RS256"}"#), as: Anything.self, iteratingKeys: true)
        #expect(
            await jwtError { try await keys.verify(token(b, kid: "k"), as: Anything.self) }?.errorType
                == .signatureVerificationFailed)
        #expect(
            await jwtError { try await keys.verify(rsaToken(#"{"alg":"PS256","kid":"k"}"#), as: Anything.self) }?
                .errorType == .invalidHeaderField)
        #expect(try await keys.getKey(for: "k", alg: "RS256").name == "RS256")
        #expect(try await keys.jwks(includingOthers: true).keys.map(\.algorithm) == ["ES256", "RS256"])
        #expect(keys.remove(kid: "k") && keys.keys.isEmpty)
    }

    @Test("a token that is remembered is forgotten with the second key of its kid")
    func remembered() async throws {
        let keys = KMSKeyCollection(verifiedTokens: .remembering())
        try keys.add(jwks: jwks(a.jwk("k"), rsaJWK("k", #","alg":"RS256""#)))
        let token = try rsaToken(#"{"alg":"RS256","kid":"k"}"#)
        for _ in 0..<2 { _ = try await keys.verify(token, as: Anything.self) }
        keys.remove(kid: "k")
        try keys.add(jwks: jwks(a.jwk("k")))
        #expect(
            await jwtError { try await keys.verify(token, as: Anything.self) }?.errorType == .invalidHeaderField)
    }

    @Test("several spellings of an issuer are one, and the error says which the token has")
    func issuers() async throws {
        let keys = KMSKeyCollection()
        let requirements = Requirements(issuer: "https://i.example", otherIssuers: ["i.example"])
        try keys.add(jwks: jwks(a.jwk("a")), requirements: requirements)
        for name in ["https://i.example", "i.example"] {
            _ = try await keys.verify(token(a, kid: "a", #"{"iss":"\#(name)"}"#), as: Anything.self)
        }
        for (claims, reason) in [
            (#"{"iss":"https://i.example/"}"#, "the token's iss is https://i.example/, and must be https://i.example"),
            ("{}", "the token has no iss, and must have https://i.example"),
            (#"{"iss":["i.example"]}"#, "the token's iss is not a string"),
            (#"{"iss":"\u001b"}"#, #"the token's iss is \u{1B}, and must be https://i.example"#),
        ] {
            let error = await jwtError { try await keys.verify(token(a, kid: "a", claims), as: Anything.self) }
            #expect(error?.reason == reason)
        }
    }

    @Test("a verdict that is remembered for one spelling is none for a call that does not take it")
    func rememberedIssuers() async throws {
        let keys = KMSKeyCollection(verifiedTokens: .remembering())
        try keys.add(jwks: jwks(a.jwk("a")))
        let token = try token(a, kid: "a", #"{"iss":"i.example"}"#)
        let both = Requirements(issuer: "https://i.example", otherIssuers: ["i.example"])
        _ = try await keys.verify(token, as: Anything.self, requiring: both)
        let one = Requirements(issuer: "https://i.example")
        #expect(await jwtError { try await keys.verify(token, as: Anything.self, requiring: one) } != nil)
    }
}
