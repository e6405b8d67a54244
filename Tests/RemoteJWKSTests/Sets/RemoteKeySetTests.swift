// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import JWTKMS
import Testing

@testable import RemoteJWKS

@Suite struct RemoteKeySetTests {
    private let a = IssuerKey("a")
    private let b = IssuerKey("b")

    private func read(_ text: String, algorithm: JWSAlgorithm? = nil) throws -> RemoteKeySet {
        try RemoteKeySet(Array(text.utf8), algorithm: algorithm)
    }

    @Test("a set of an identity server of many realms: certificates, a key for encryption, members of its own")
    func realmsServer() throws {
        let chain = #","use":"sig","alg":"RS256","x5c":["MIIC"],"x5t":"dGh1bWI","x5t#S256":"dGh1bWI"}"#
        let set = try read(
            jwks(
                PublishedKeys.rsa("sig-1", String(chain.dropLast())),
                PublishedKeys.rsa("enc-1", #","use":"enc","alg":"RSA-OAEP","x5c":["MIIC"]"#)))
        #expect(set.keys.map(\.kid) == ["sig-1"])
        #expect(set.keys.map(\.algorithm) == [.rs256])
        #expect(set.passedOver == ["key enc-1: its use is not sig"])
    }

    @Test("a set of a directory of tenants: keys without alg are bound by the user's choice, or not used")
    func tenantsDirectory() throws {
        let text = jwks(
            PublishedKeys.rsa(
                "t1", #","use":"sig","x5t":"t1","x5c":["MIIC"],"issuer":"https://login.example/{tenant}""#))
        #expect(try read(text, algorithm: .rs256).keys.map(\.algorithm) == [.rs256])
        let unbound = try read(text)
        #expect(unbound.keys.isEmpty)
        #expect(unbound.passedOver == ["key t1: it names no alg; give the algorithm of such keys"])
        let wrong = try read(text, algorithm: .es256)
        #expect(wrong.keys.isEmpty)
        #expect(wrong.passedOver == ["key t1: it names no alg, and does not serve ES256"])
    }

    @Test("the user's algorithm changes nothing of a key that names its own")
    func ownAlgorithmStays() throws {
        let set = try read(jwks(PublishedKeys.rsa("p", #","alg":"PS384""#), a.jwk(alg: nil)), algorithm: .es256)
        #expect(set.keys.map(\.algorithm) == [JWSAlgorithm(name: "PS384"), .es256])
    }

    @Test("keys of kinds that are not known, broken ones and nameless ones are passed over, and the others are used")
    func passesOver() throws {
        let set = try read(
            jwks(
                #"{"kty":"LATTICE","kid":"l"}"#, #"{"kty":"EC","crv":"P-999","kid":"c","x":"AA","y":"AA"}"#,
                #"{"kty":"EC","crv":"P-256","kid":"off","alg":"ES256","x":"AA","y":"AA"}"#, "7",
                a.jwk().replacing(#""kid":"a","#, with: ""), a.jwk().replacing(#""kid":"a""#, with: #""kid":7"#),
                a.jwk(alg: "ES999"), a.jwk(alg: "ES384"), a.jwk(#","key_ops":["sign"]"#), b.jwk()))
        #expect(set.keys.map(\.kid) == ["b"])
        #expect(set.passedOver.count == 9)
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
        let secret = #"{"kty":"LATTICE","use":"enc","\#(member)":"c2VjcmV0"}"#
        let error = #expect(throws: PublicKeyRefusal.self) { try read(jwks(a.jwk(), secret)) }
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

    @Test("of different keys with one kid none is used; the same key twice is one")
    func dropsAmbiguous() throws {
        let other = IssuerKey("a")
        let set = try read(jwks(a.jwk(), b.jwk(), other.jwk(), b.jwk()))
        #expect(set.keys.map(\.kid) == ["b"])
        #expect(set.passedOver == ["key a: 2 different keys of the set have this kid"])
        let twoAlgorithms = jwks(PublishedKeys.rsa("r", #","alg":"RS256""#), PublishedKeys.rsa("r", #","alg":"PS256""#))
        #expect(try read(twoAlgorithms).keys.isEmpty)
    }

    @Test("kids that only look alike are different keys")
    func kidsAreBytes() throws {
        let (composed, decomposed) = (IssuerKey("\u{E9}"), IssuerKey("e\u{301}"))
        #expect(try read(jwks(composed.jwk(), decomposed.jwk())).keys.count == 2)
    }
}
