// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import JWTKMS

/// A file of Wycheproof's.
struct WycheproofFile: Decodable {
    struct Vector: Decodable {
        var tcId: Int
        var msg: String?
        var sig: String?
        var ctx: String?
        var result: String
    }

    struct Group: Decodable {
        var publicKeyDer: String?
        var tests: [Vector]
    }

    var testGroups: [Group]
}

/// Signatures and tokens that Project Wycheproof wrote: `Tests/Vectors/wycheproof`.
@Suite("Wycheproof")
struct WycheproofTests {
    private static func data(_ name: String) throws -> Data {
        try Data(
            contentsOf: URL(filePath: #filePath).deletingLastPathComponent().appending(
                path: "../../Vectors/wycheproof/\(name)_test.json"))
    }

    private static func bytes(_ hexadecimal: String?) -> [UInt8] {
        let digits = Array(hexadecimal ?? "")
        return stride(from: 0, to: digits.count, by: 2).map { UInt8(String(digits[$0...($0 + 1)]), radix: 16) ?? 0 }
    }

    static let signatures: [(String, JWSAlgorithm, Int)] = [
        ("ecdsa_secp256r1_sha256_p1363", .es256, 262), ("ecdsa_secp384r1_sha384_p1363", .es384, 280),
        ("ecdsa_secp521r1_sha512_p1363", .es512, 318),
        ("rsa_signature_2048_sha256", .rs256, 259), ("rsa_signature_3072_sha384", .rs384, 259),
        ("rsa_signature_2048_sha512", .rs512, 259), ("rsa_pss_2048_sha256_mgf1_32", .ps256, 108),
        ("rsa_pss_4096_sha384_mgf1_48", .ps384, 141), ("rsa_pss_4096_sha512_mgf1_64", .ps512, 179),
        ("ed25519", .edDSA, 151), ("ed25519", .ed25519, 151), ("mldsa_65_verify", .mlDSA65, 210),
        ("mldsa_87_verify", .mlDSA87, 241),
    ]

    @Test("signatures as they stand in tokens", arguments: signatures)
    func inTokens(name: String, algorithm: JWSAlgorithm, count: Int) throws {
        let file = try JSONDecoder().decode(WycheproofFile.self, from: Self.data(name))
        var (run, refused, ofContext) = (0, Set<Int>(), Set<Int>())
        for group in file.testGroups {
            guard let key = try? PublicKey(der: Self.bytes(group.publicKeyDer)) else {
                run += group.tests.count
                refused.formUnion(group.tests.map(\.tcId))
                continue
            }
            let verifier = LocalVerifier(algorithm: algorithm, publicKey: key)
            for test in group.tests {
                run += 1
                let isValid = verifier.isValid(signature: Self.bytes(test.sig), over: Self.bytes(test.msg).span)
                if test.ctx?.isEmpty == false, test.result == "valid" {
                    // Signed with a context that is not empty, as no token is (RFC 9964).
                    ofContext.insert(test.tcId)
                    #expect(!isValid)
                    continue
                }
                // "acceptable" are signatures that PKCS #1 v1.5 forbids and some take: a missing NULL. We don't.
                #expect(isValid == (test.result == "valid"), "\(name) \(test.tcId) is \(test.result)")
            }
        }
        #expect(run == count)
        #expect(refused == Self.refusedKeys[name, default: []])
        #expect(ofContext == (name.hasPrefix("mldsa") ? [3, 4] : []))
    }

    @Test(
        "signatures as KMS answers them: DER, both ways",
        arguments: [
            ("ecdsa_secp256r1_sha256", EllipticCurve.p256, 484), ("ecdsa_secp384r1_sha384", .p384, 504),
        ])
    func fromKMS(name: String, curve: EllipticCurve, count: Int) throws {
        let file = try JSONDecoder().decode(WycheproofFile.self, from: Self.data(name))
        let algorithm: JWSAlgorithm = curve == .p256 ? .es256 : .es384
        var run = 0
        for group in file.testGroups {
            let verifier = try LocalVerifier(
                algorithm: algorithm, publicKey: PublicKey(der: Self.bytes(group.publicKeyDer)))
            for test in group.tests {
                run += 1
                let der = Self.bytes(test.sig)
                let signature = try? ECDSASignature(der: der, curve: curve)
                let isValid =
                    signature.map { verifier.isValid(signature: $0.raw, over: Self.bytes(test.msg).span) } ?? false
                #expect(isValid == (test.result == "valid"), "\(name) \(test.tcId) is \(test.result)")
                // What is taken has one spelling in each form.
                if let signature { #expect(try signature.der == der) }
            }
        }
        #expect(run == count)
    }

    /// Signatures of keys that are refused: valid ones of RSA keys whose public exponent is 3, and invalid ones of ML-DSA
    /// keys of the wrong length.
    static let refusedKeys: [String: Set<Int>] = [
        "rsa_signature_2048_sha256": [258, 259], "rsa_signature_2048_sha512": [259],
        "mldsa_65_verify": [69, 70, 158, 159], "mldsa_87_verify": [62, 63, 171, 172],
    ]

    /// Where we differ from what json_web_signature says. 346 and 350 are to be valid, and are PS384 tokens of keys
    /// whose alg is PS256 (RFC 8725 section 3.1: one key, one algorithm). 367 and 370 are to be invalid, and are byte for byte 357,
    /// which is to be valid. 372 and 373 are to be valid, and hold a `?`, which RFC 7515 section 2 does not.
    static let deviations: Set<Int> = [346, 350, 367, 370, 372, 373]

    @Test("whole tokens")
    func wholeTokens() async throws {
        let document = try JSONSerialization.jsonObject(with: Self.data("json_web_signature")) as? [String: Any]
        let groups = try #require(document?["testGroups"] as? [[String: Any]])
        var (run, differing) = (0, Set<Int>())
        for group in groups {
            let tests = try #require(group["tests"] as? [[String: Any]])
            let keys =
                try? await Self.collection(
                    group["public"] as? [String: Any] ?? group["private"] as? [String: Any]) ?? nil
            for test in tests {
                run += 1
                let id = try #require(test["tcId"] as? Int)
                let isValid = try await Self.isValid(test["jws"] as? String, keys)
                if isValid != (test["result"] as? String == "valid") { differing.insert(id) }
            }
        }
        #expect(run == 401)
        #expect(differing == Self.deviations)
    }

    /// 7 is a key with a weak modulus (ROCA), which is out of scope. 13 to 15 are HMAC keys of a set, whose secrets
    /// belong in KMS and are no public keys: refused as such; so are 2's.
    static let keyDeviations: Set<Int> = [2, 7, 13, 14, 15]

    @Test("whole keys")
    func wholeKeys() async throws {
        let document = try JSONSerialization.jsonObject(with: Self.data("json_web_key")) as? [String: Any]
        let groups = try #require(document?["testGroups"] as? [[String: Any]])
        var (run, differing) = (0, Set<Int>())
        for group in groups {
            let tests = try #require(group["tests"] as? [[String: Any]])
            let set = group["public"] ?? group["private"]
            let json = try JSONSerialization.data(withJSONObject: try #require(set))
            let keys = KMSKeyCollection()
            let isTaken = (try? keys.add(jwks: String(decoding: json, as: UTF8.self))) != nil
            for test in tests {
                run += 1
                let isValid = try await Self.isValid(test["jws"] as? String, isTaken ? keys : nil)
                if isValid != (test["result"] as? String == "valid") {
                    differing.insert(try #require(test["tcId"] as? Int))
                }
            }
        }
        #expect(run == 26)
        #expect(differing == Self.keyDeviations)
    }

    /// The payloads are no JSON objects, so it is the JWS that is checked.
    private static func isValid(_ token: String?, _ keys: KMSKeyCollection?) async throws -> Bool {
        guard let keys, let token else { return false }
        do {
            _ = try await keys.verifySignature(Array(token.utf8))
            return true
        } catch is JWTError {
            return false
        }
    }

    private static func collection(_ jwk: [String: Any]?) async throws -> KMSKeyCollection? {
        var jwk = try #require(jwk)
        let keys = KMSKeyCollection()
        let kid = JWKIdentifier(string: try #require(jwk["kid"] as? String))
        if jwk["kty"] as? String == "oct" {
            let secret = try #require(Base64URL.decode(Array((jwk["k"] as? String ?? "").utf8)))
            try await keys.add(hmac: HMACKey(from: Data(secret)), digestAlgorithm: .sha256, kid: kid, isDefault: true)
            return keys
        }
        // 347 and 351 come with a key of alg "ES521", which is no algorithm: ES512 is meant.
        if jwk["alg"] as? String == "ES521" { jwk["alg"] = "ES512" }
        let json = try JSONSerialization.data(withJSONObject: ["keys": [jwk]])
        // A set may hold no key that is for us: then no token verifies.
        do { try keys.add(jwks: String(decoding: json, as: UTF8.self)) } catch is KMSError { return nil }
        return keys
    }
}
