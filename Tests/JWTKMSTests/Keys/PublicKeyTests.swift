// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Crypto
import CryptoExtras
import Foundation
import LocalKMS
import Testing

@testable import JWTKMS

@Suite("Public keys")
struct PublicKeyTests {
    @Test("the thumbprint of RFC 7638's example is the RFC's")
    func rfc7638() throws {
        let n =
            "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"
        let modulus = try #require(Base64URL.decode(Array(n.utf8)))
        let key = try PublicKey(SubjectPublicKeyInfo(key: .rsa(modulus: modulus, exponent: [1, 0, 1])))
        #expect(key.thumbprint == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs")
    }

    @Test("every kind goes there and back, byte for byte, as swift-crypto writes it")
    func roundTrip() throws {
        let rsa = try _RSA.Signing.PrivateKey(pemRepresentation: TestRSAKey.pem).publicKey
        for (der, pem) in [
            (P256.Signing.PrivateKey().publicKey.derRepresentation, nil),
            (P384.Signing.PrivateKey().publicKey.derRepresentation, nil),
            (P521.Signing.PrivateKey().publicKey.derRepresentation, nil),
            (rsa.derRepresentation, rsa.pemRepresentation),
        ] as [(Data, String?)] {
            let key = try PublicKey(der: Array(der))
            #expect(key.der == Array(der))
            if let pem { #expect(key.pem.filter { !$0.isNewline } == pem.filter { !$0.isNewline }) }
        }
    }

    @Test("a key that is not its own DER, byte for byte, is refused: each byte changed, each byte more, each cut")
    func mutations() throws {
        let der = Array(P256.Signing.PrivateKey().publicKey.derRepresentation)
        #expect(throws: PublicKeyRefusal.self) { try PublicKey(der: der + [0]) }
        for length in 0..<der.count {
            #expect(throws: PublicKeyRefusal.self) { try PublicKey(der: Array(der[..<length])) }
        }
        for index in der.indices {
            var changed = der
            changed[index] ^= 0x01
            // A point that is on the curve by chance is another key; nothing else is one.
            if let key = try? PublicKey(der: changed) { #expect(key.der == changed && index >= 27) }
        }
        let rsa = Array(try _RSA.Signing.PrivateKey(pemRepresentation: TestRSAKey.pem).publicKey.derRepresentation)
        // swift-crypto takes this one.
        #expect(throws: PublicKeyRefusal.self) { try PublicKey(der: rsa + [0]) }
    }

    @Test(
        "keys of Ed25519 and ML-DSA go there and back, and to a JWK and back; cut, longer or with parameters they are refused"
    )
    func octets() throws {
        let keys = [
            Array(Curve25519.Signing.PrivateKey().publicKey.rawRepresentation),
            try Array(MLDSA65.PrivateKey().publicKey.rawRepresentation),
            try Array(MLDSA87.PrivateKey().publicKey.rawRepresentation),
        ]
        let infos: [SubjectPublicKeyInfo.Key] = [
            .ed25519(keys[0]), .mlDSA(.mlDSA65, keys[1]), .mlDSA(.mlDSA87, keys[2]),
        ]
        for (info, algorithm) in zip(infos, [JWSAlgorithm.edDSA, .mlDSA65, .mlDSA87]) {
            let key = try PublicKey(SubjectPublicKeyInfo(key: info))
            #expect(try PublicKey(der: key.der).der == key.der)
            #expect(throws: PublicKeyRefusal.self) { try PublicKey(der: key.der + [0]) }
            #expect(throws: PublicKeyRefusal.self) { try PublicKey(der: key.der.dropLast()) }
            let json = JSONWebKey(key, algorithm: algorithm, kid: KeyIdentifier("k")).json
            let document = try JSONDocument(bytes: Array(json.utf8))
            let read = try PublicKey.jwk(document.root)
            #expect(read.publicKey.der == key.der && read.algorithm == algorithm)
        }
        // One that no library here has is measured all the same, and a seed beside the key is refused.
        let short = try SubjectPublicKeyInfo(key: .mlDSA(.mlDSA44, [UInt8](repeating: 7, count: 1311))).der
        #expect(throws: PublicKeyRefusal.self) { try PublicKey(der: short) }
        let pub = Base64URL.encodeToString(keys[1])
        for (member, isRefused) in [("", false), (#","priv":"AAAA""#, true)] {
            let jwk = #"{"kty":"AKP","alg":"ML-DSA-65","pub":"\#(pub)"\#(member)}"#
            let read = try? PublicKey.jwk(JSONDocument(bytes: Array(jwk.utf8)).root)
            #expect((read == nil) == isRefused)
        }
        // RFC 8410 section 3: parameters are absent, not NULL.
        let key = try PublicKey(SubjectPublicKeyInfo(key: infos[0])).der
        #expect(throws: PublicKeyRefusal.self) {
            try PublicKey(der: [0x30, 44, 0x30, 7] + key[4..<9] + [5, 0] + key[9...])
        }
    }

    @Test(
        "a JWK of these types with a wrong length, a private member, no alg or another curve is refused",
        arguments: [
            #"{"kty":"OKP","crv":"Ed25519","x":"AAAA"}"#, #"{"kty":"OKP","crv":"Ed25519","x":"AAAA","d":"AAAA"}"#,
            #"{"kty":"AKP","pub":"AAAA"}"#, #"{"kty":"AKP","alg":"ML-DSA-65","pub":"AAAA"}"#,
            #"{"kty":"AKP","alg":"ML-DSA-65","pub":"AAAA","priv":"AAAA"}"#,
            #"{"kty":"OKP","crv":"Ed448","x":"AAAA"}"#, #"{"kty":"OKP","crv":"X25519","x":"AAAA"}"#,
            #"{"kty":"AKP","alg":"SLH-DSA","pub":"AAAA"}"#,
        ])
    func badOctets(json: String) throws {
        let set = #"{"keys":[\#(json)]}"#
        #expect(throws: KMSError.self) { try KMSKeyCollection().add(jwks: set, algorithm: .edDSA) }
    }

    @Test("An RSA key whose exponent is 3 is refused, and the reason names the exponent")
    func smallExponent() throws {
        let info = try SubjectPublicKeyInfo(
            der: Array(_RSA.Signing.PrivateKey(pemRepresentation: TestRSAKey.pem).publicKey.derRepresentation))
        guard case .rsa(let modulus, _) = info.key else { throw NotToday() }
        let refusal = #expect(throws: PublicKeyRefusal.self) {
            try PublicKey(SubjectPublicKeyInfo(key: .rsa(modulus: modulus, exponent: [3])))
        }
        #expect(refusal?.reason.hasPrefix("its public exponent is 3, and not an odd number from 65537 to 2^64") == true)
    }

    @Test("A key for RSASSA-PSS alone is refused, and the reason says what to give instead")
    func rsaSSAPSS() {
        // openssl genpkey -algorithm RSA-PSS
        let pem = """
            -----BEGIN PUBLIC KEY-----
            MIIBIDALBgkqhkiG9w0BAQoDggEPADCCAQoCggEBAJACY6aVKzz2c3DXeR9NdYvA
            L1UbeTayr3/PHr/JgLSRKXN2tMRnecsp7+b/wt78gADtqqEbqe391GYLD0DO7pOw
            1c6ax/9GCYV+AFLfj6r/MkPn8+K06jKTo6a7iBjl8tUCWVNGwm9fKm8kis6/8m56
            kBN8QCDlKXDFlwKL1RuXhPWCdR8/RQawqXZyqgkQYcz3odBw1jPbqux4zzrZjU+m
            tRMCwWLSoi7WCxYFxmrFFNSCVVlXyBbZEcEpf9NBHOxHvwZ9gG74b2qCNn60mcuL
            1yhpKIviYzHUv7RdheYrOiB4zxxfFrTQnkwsxoCw7yeybtJRqiPyPppanpVAOykC
            AwEAAQ==
            -----END PUBLIC KEY-----
            """
        let refusal = #expect(throws: PublicKeyRefusal.self) { try PublicKey(pem: pem) }
        #expect(refusal?.reason.contains("id-RSASSA-PSS") == true && refusal?.reason.contains("rsaEncryption") == true)
    }

    @Test("an RSA key that is small, huge, or has a bad exponent is refused")
    func rsa() throws {
        let info = try SubjectPublicKeyInfo(
            der: Array(_RSA.Signing.PrivateKey(pemRepresentation: TestRSAKey.pem).publicKey.derRepresentation))
        guard case .rsa(let modulus, _) = info.key else { throw NotToday() }
        let bad: [([UInt8], [UInt8])] = [
            (Array(modulus.suffix(128)), [1, 0, 1]), ([0x7F] + modulus.dropFirst(), [1, 0, 1]),
            (modulus, [1]), (modulus, [3]), (modulus, [1, 0, 0]), (modulus, [0, 1]), (modulus, []),
            (modulus, [UInt8](repeating: 0xFF, count: 9)), ([0x80] + [UInt8](repeating: 1, count: 1024), [1, 0, 1]),
            ([], [1, 0, 1]),
        ]
        for (modulus, exponent) in bad {
            #expect(throws: PublicKeyRefusal.self, "\(modulus.count) \(exponent)") {
                try PublicKey(SubjectPublicKeyInfo(key: .rsa(modulus: modulus, exponent: exponent)))
            }
        }
    }

    @Test(
        "what KMS says of a key must agree with the key",
        arguments: ["spec", "usage", "algorithms", "curve", "trailing", "small", "e=1", "empty"])
    func hostileKMS(what: String) async throws {
        let kms = RecordingKMS()
        let arn = try await kms.kms.makeKey()
        let other = Array(P384.Signing.PrivateKey().publicKey.derRepresentation)
        let rsa = try SubjectPublicKeyInfo(
            der: Array(_RSA.Signing.PrivateKey(pemRepresentation: TestRSAKey.pem).publicKey.derRepresentation))
        guard case .rsa(let modulus, let exponent) = rsa.key else { throw NotToday() }
        let small = try SubjectPublicKeyInfo(key: .rsa(modulus: Array(modulus.prefix(128)), exponent: exponent)).der
        let one = try SubjectPublicKeyInfo(key: .rsa(modulus: modulus, exponent: [1])).der
        let local = kms.kms
        kms.change { hooks in
            hooks.getPublicKey = { request in
                var answer = try await local.getPublicKey(request)
                switch what {
                case "spec": answer.keySpec = .eccNISTP384
                case "usage": answer.keyUsage = .keyAgreement
                case "algorithms": answer.signingAlgorithms = [.ecdsaSHA384]
                case "curve": answer.publicKey = Data(other)
                case "trailing": answer.publicKey += [0]
                case "small": (answer.publicKey, answer.keySpec) = (Data(small), .rsa2048)
                case "e=1": (answer.publicKey, answer.keySpec) = (Data(one), .rsa2048)
                default: answer.publicKey = Data()
                }
                return answer
            }
        }
        let keys = KMSKeyCollection(client: kms)
        let error = await kmsError {
            try await keys.add(arn, algorithm: ["small", "e=1"].contains(what) ? .rs256 : .es256)
        }
        #expect(error?.kind == (what == "usage" ? .invalidKeyUsage : .publicKeyRefused))
        #expect(error?.keyReference == arn)
        #expect(keys.keys.isEmpty)
    }
}
