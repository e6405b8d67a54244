// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import JWTKMS

@Suite struct PublicKeySetTests {
    private let a = Forge()
    private let b = Forge()

    private func read(
        _ text: String, algorithm: JWSAlgorithm? = nil, uses: Set<String> = ["sig"]
    ) throws -> PublicKeySet {
        try PublicKeySet(Array(text.utf8), algorithm: algorithm, uses: uses)
    }

    private func names(_ set: PublicKeySet) -> [String?] { set.keys.map(\.kid?.string) }

    @Test("a set of an identity server of many realms: certificates, a key for encryption, members of its own")
    func realmsServer() throws {
        let chain = #","use":"sig","alg":"RS256","x5c":["MIIC"],"x5t":"dGh1bWI","x5t#S256":"dGh1bWI""#
        let set = try read(
            jwks(rsaJWK("sig-1", chain), rsaJWK("enc-1", #","use":"enc","alg":"RSA-OAEP","x5c":["MIIC"]"#)))
        #expect(names(set) == ["sig-1"])
        #expect(set.keys.map(\.algorithm) == [.rs256])
        #expect(set.passedOver == ["key enc-1: its use is not sig"])
    }

    @Test("an RSA key without alg is bound by the user's choice, or not used")
    func tenantsDirectory() throws {
        let text = try jwks(
            rsaJWK("t1", #","use":"sig","x5t":"t1","x5c":["MIIC"],"issuer":"https://login.example/{tenant}""#))
        #expect(try read(text, algorithm: .rs256).keys.map(\.algorithm) == [.rs256])
        let unbound = try read(text)
        #expect(unbound.keys.isEmpty)
        #expect(
            unbound.passedOver == ["key t1: it names no alg and serves several; give the algorithm of such keys"])
        let wrong = try read(text, algorithm: .es256)
        #expect(wrong.keys.isEmpty)
        #expect(wrong.passedOver == ["key t1: it names no alg, and ES256 is none of those that it serves"])
    }

    @Test("a key without alg whose type has one algorithm has that one, whatever is given for others")
    func onlyAlgorithm() throws {
        let octets = #"{"kty":"OKP","crv":"Ed25519","kid":"o","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#
        let text = try jwks(a.jwk("a", alg: nil), rsaJWK("r"), octets)
        #expect(try read(text, algorithm: .ps384).keys.map(\.algorithm) == [.es256, .ps384, .edDSA])
        #expect(try read(text).keys.map(\.algorithm) == [.es256, .edDSA])
        #expect(try read(text, algorithm: .ed25519).keys.map(\.algorithm) == [.es256, .ed25519])
    }

    @Test("the user's algorithm changes nothing of a key that names its own")
    func ownAlgorithmStays() throws {
        let set = try read(jwks(rsaJWK("p", #","alg":"PS384""#), a.jwk("a", alg: nil)), algorithm: .es256)
        #expect(set.keys.map(\.algorithm) == [.ps384, .es256])
    }

    @Test("keys of kinds that are not known and broken ones are passed over, and the others are used")
    func passesOver() throws {
        let set = try read(
            jwks(
                #"{"kty":"LATTICE","kid":"l"}"#, #"{"kty":"EC","crv":"P-999","kid":"c","x":"AA","y":"AA"}"#,
                #"{"kty":"EC","crv":"P-256","kid":"off","alg":"ES256","x":"AA","y":"AA"}"#, "7",
                a.jwk(nil, #","kid":7"#), a.jwk("a", alg: "ES999"), a.jwk("a", alg: "ES384"),
                a.jwk("a", #","key_ops":["sign"]"#), rsaJWK("short", "").replacing(#""n":""#, with: #""n":"AAAA"#),
                b.jwk("b")))
        #expect(names(set) == ["b"])
        #expect(set.passedOver.count == 9)
        #expect(set.whyUseless == nil)
    }

    @Test("a set of which no key is usable says why, key by key")
    func useless() throws {
        let set = try read(jwks(#"{"kty":"LATTICE","kid":"l"}"#, a.jwk(nil, alg: "none")))
        #expect(
            set.whyUseless
                == "key l: its kty is none that is known; a key without a kid: its alg is none that is known")
        #expect(try read(jwks()).whyUseless == "it is empty")
    }

    @Test("a use of another specification is taken where it is asked for, and nothing else is then")
    func uses() throws {
        let text = jwks(
            a.jwk("a", #","use":"jwt-svid""#), b.jwk("b", #","use":"x509-svid""#), b.jwk("c", #","use":"sig""#),
            b.jwk("d"))
        #expect(names(try read(text)) == ["c", "d"])
        let set = try read(text, uses: ["jwt-svid"])
        #expect(names(set) == ["a", "d"])
        #expect(set.passedOver == ["key b: its use is not jwt-svid", "key c: its use is not jwt-svid"])
    }

    @Test("an n and an e with leading zeros are read, and are not a key of other bytes")
    func leadingZeros() throws {
        let padded = try read(jwks(rsaJWK("r", #","alg":"RS256""#, zeros: 1)))
        let plain = try read(jwks(rsaJWK("r", #","alg":"RS256""#)))
        #expect(padded.keys.map(\.publicKey.der) == plain.keys.map(\.publicKey.der))
        #expect(padded.keys.map(\.publicKey.thumbprint) == plain.keys.map(\.publicKey.thumbprint))
        let written = try #require(padded.keys.first).publicKey.jwkParameters
        #expect(written["n"]?.utf8.count == 342 && written["e"] == "AQAB")
        let zero = try read(jwks(#"{"kty":"RSA","kid":"r","alg":"RS256","n":"AAAA","e":"AAAA"}"#))
        #expect(zero.keys.isEmpty && zero.passedOver.count == 1)
    }

    @Test("what a kid holds that people should not be shown is escaped")
    func escapesNames() throws {
        let set = try read(jwks(#"{"kty":"LATTICE","kid":"\u001b[31m"}"#))
        #expect(set.passedOver == [#"key \u{1B}[31m: its kty is none that is known"#])
    }

    @Test(
        "a set with a private or a secret member is refused whole, of whatever type the key is",
        arguments: ["d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"])
    func refusesPrivateMembers(member: String) throws {
        let secret = #"{"kty":"LATTICE","use":"enc","\#(member):"c2VjcmV0"}"#.replacing(
            "\(member):", with: "\(member)\":")
        let error = #expect(throws: PublicKeyRefusal.self) { try read(jwks(a.jwk("a"), secret)) }
        #expect(error?.reason.contains("private member \(member)") == true)
        #expect(error?.reason.contains("c2VjcmV0") == false)
    }

    @Test(
        "what is no JWK Set is refused",
        arguments: [
            "", "<html>", "[]", "{}", #"{"keys":{}}"#, #"{"keys":null}"#, #"{"keys":[],"keys":[]}"#, #"{"keys":[],}"#,
        ])
    func refusesWhatIsNoSet(text: String) {
        #expect(throws: PublicKeyRefusal.self) { try read(text) }
    }

    @Test("a set nested beyond the depth of the reader is refused")
    func refusesDepth() {
        let depth = 100_000
        let nested = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        #expect(throws: PublicKeyRefusal.self) { try read(#"{"x":\#(nested),"keys":[]}"#) }
    }

    @Test("256 keys are read, 257 are refused")
    func boundsTheKeys() throws {
        let keys = (1...257).map { #"{"kty":"LATTICE","kid":"\#($0)"}"# }
        #expect(try read(jwks(Array(keys.dropLast()))).passedOver.count == 256)
        #expect(throws: PublicKeyRefusal.self) { try read(jwks(keys)) }
    }

    @Test("of different keys with one kid and one algorithm none is used; the same key twice is one")
    func dropsAmbiguous() throws {
        let set = try read(jwks(a.jwk("a"), b.jwk("b"), Forge().jwk("a"), b.jwk("b")))
        #expect(names(set) == ["b"])
        #expect(set.passedOver == ["key a: 2 different ES256 keys of the set have this kid"])
        let nameless = try read(jwks(a.jwk(nil), b.jwk(nil)))
        #expect(nameless.whyUseless == "a key without a kid: 2 different ES256 keys of the set have no kid")
    }

    @Test("keys with one kid are told apart by their algorithm")
    func toldApart() throws {
        let types = try read(jwks(a.jwk("k"), rsaJWK("k", #","alg":"RS256""#)))
        #expect(types.keys.map(\.algorithm) == [.es256, .rs256])
        let algorithms = try read(jwks(rsaJWK("r", #","alg":"RS256""#), rsaJWK("r", #","alg":"PS256""#)))
        #expect(algorithms.keys.map(\.algorithm) == [.rs256, .ps256])
    }

    @Test("kids that only look alike are different keys")
    func kidsAreBytes() throws {
        #expect(try read(jwks(a.jwk("\u{E9}"), b.jwk("e\u{301}"))).keys.count == 2)
    }
}
