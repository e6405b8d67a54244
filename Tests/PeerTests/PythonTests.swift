// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Crypto
import CryptoExtras
import Foundation
import LocalKMS
import Testing

@testable import JWTKMS

@Suite("With PyJWT, joserfc and cryptography")
struct PythonTests {
    struct Session: JWTPayload, Equatable {
        var sub = "ada"
        var exp = 4_000_000_000
        func verify(using algorithm: some JWTAlgorithm) async throws {}
    }

    /// The algorithms of public keys, and who else has them. ES256K: see MotoTests.
    static let peers: [(JWSAlgorithm, [String])] =
        [.es256, .es384, .es512, .rs256, .rs384, .rs512, .ps256, .ps384, .ps512, .edDSA].map {
            ($0, ["PyJWT", "joserfc"])
        } + [(.ed25519, ["joserfc"]), (.mlDSA65, ["cryptography"]), (.mlDSA87, ["cryptography"])]

    /// As many as there are algorithms and libraries: two for ten, one for three.
    static let pairs = 23

    @Test("they have the algorithms that these tests say, and no other of ours")
    func algorithms() async throws {
        let libraries = ["PyJWT", "joserfc", "cryptography"]
        let answers = try await Peers.python(libraries.map { ["do": "algorithms", "library": $0] })
        let macs: [(JWSAlgorithm, [String])] = [.hs256, .hs384, .hs512, .es256k].map { ($0, ["PyJWT", "joserfc"]) }
        let expected = Self.peers + macs + [(.mlDSA44, ["cryptography"])]
        for (library, names) in zip(libraries, answers) {
            let theirs = Set(try #require(names as? [String])).intersection(JWSAlgorithm.all.map(\.name))
            #expect(theirs == Set(expected.filter { $0.1.contains(library) }.map(\.0.name)), "\(library)")
        }
    }

    @Test("they verify each of our tokens with the key that we export, and refuse it tampered")
    func oursByThem() async throws {
        let kms = LocalKMS()
        let keys = KMSKeyCollection(client: kms)
        var tasks: [[String: any Sendable]] = []
        for (algorithm, libraries) in Self.peers {
            let key = try await kms.createKey(CreateKeyRequest(keySpec: algorithm.keySpecs[0])).keyMetadata
            let info = try await keys.add(key.arn, algorithm: algorithm)
            let token = try await keys.sign(Session(), kid: info.kid)
            tasks += try Self.verifying(token, info, libraries)
        }
        try await Self.check(tasks, count: 2 * Self.pairs)
    }

    @Test("cryptography verifies our ML-DSA-44 tokens, and its signatures are KMS's")
    func mlDSA44() async throws {
        let keys = KMSKeyCollection(client: PythonKMS())
        let info = try await keys.add("alias/quantum")
        #expect(info.algorithm == "ML-DSA-44")
        let token = try await keys.sign(Session())
        #expect(try await keys.verify(token, as: Session.self) == Session())
        await #expect(throws: JWTError.self) { try await keys.verify(Self.tampered(token), as: Session.self) }
        try await Self.check(Self.verifying(token, info, ["cryptography"]), count: 2)
    }

    /// The tasks to verify a token, and to verify it tampered.
    private static func verifying(
        _ token: String, _ info: KMSKeyInfo, _ libraries: [String]
    ) throws -> [[String: any Sendable]] {
        let pem = try #require(info.publicKeyPEM)
        return try libraries.flatMap { library in
            try [token, tampered(token)].map { token in
                ["do": "verify", "library": library, "token": token, "pem": pem, "algorithm": info.algorithm]
            }
        }
    }

    /// Every second token is tampered.
    private static func check(_ tasks: [[String: any Sendable]], count: Int) async throws {
        let answers = try await Peers.python(tasks)
        #expect(answers.count == count)
        for (index, answer) in answers.enumerated() {
            let claims = answer as? [String: Any]
            #expect((claims?["sub"] as? String == "ada") == (index % 2 == 0), "\(tasks[index])")
        }
    }

    static func tampered(_ token: String) throws -> String {
        let parts = try CompactToken(Array(token.utf8))
        var signature = parts.signature
        signature[signature.count - 1] ^= 1
        return String(decoding: parts.signingInput, as: UTF8.self) + "." + Base64URL.encodeToString(signature)
    }

    @Test("we verify each of their tokens")
    func theirsByUs() async throws {
        let keys = KMSKeyCollection()
        var tasks: [[String: any Sendable]] = []
        let made = try Self.keyPairs()
        for (algorithm, libraries) in Self.peers {
            let pair = try #require(made[algorithm.keySpecs[0]])
            let name = KeyOptions(kid: .name(algorithm.name))
            try keys.add(publicKeyPEM: pair.publicPEM, algorithm: algorithm, options: name)
            for library in libraries {
                tasks.append([
                    "do": "sign", "library": library,
                    "claims": ["sub": "eve", "exp": 4_000_000_000] as [String: any Sendable],
                    pair.form: pair.secret, "algorithm": algorithm.name, "kid": algorithm.name,
                ])
            }
        }
        let tokens = try await Peers.python(tasks)
        #expect(tokens.count == Self.pairs)
        for token in tokens {
            let claims = try await keys.verify(try #require(token as? String), as: Session.self)
            #expect(claims == Session(sub: "eve"))
        }
    }

    private struct KeyPair {
        /// How Python is given the secret: `pem`, or `raw` for a seed.
        let form: String
        let secret: String
        let publicPEM: String
    }

    private static func keyPairs() throws -> [KeySpec: KeyPair] {
        let rsa = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        let (p256, p384, p521) = (P256.Signing.PrivateKey(), P384.Signing.PrivateKey(), P521.Signing.PrivateKey())
        let ed25519 = Curve25519.Signing.PrivateKey()
        let (mlDSA65, mlDSA87) = (try MLDSA65.PrivateKey(), try MLDSA87.PrivateKey())
        func pem(_ secret: String, _ open: String) -> KeyPair { KeyPair(form: "pem", secret: secret, publicPEM: open) }
        func seed(_ seed: Data, _ key: SubjectPublicKeyInfo.Key) throws -> KeyPair {
            KeyPair(
                form: "raw", secret: seed.base64EncodedString(),
                publicPEM: try PublicKey(SubjectPublicKeyInfo(key: key)).pem)
        }
        return [
            .eccNISTP256: pem(p256.pemRepresentation, p256.publicKey.pemRepresentation),
            .eccNISTP384: pem(p384.pemRepresentation, p384.publicKey.pemRepresentation),
            .eccNISTP521: pem(p521.pemRepresentation, p521.publicKey.pemRepresentation),
            .rsa2048: pem(rsa.pemRepresentation, rsa.publicKey.pemRepresentation),
            // RFC 8410 section 7: PKCS #8 around an OCTET STRING of the 32 bytes.
            .eccNISTEdwards25519: pem(
                "-----BEGIN PRIVATE KEY-----\n"
                    + (Data([0x30, 46, 2, 1, 0, 0x30, 5, 6, 3, 0x2B, 0x65, 0x70, 4, 34, 4, 32])
                    + ed25519.rawRepresentation).base64EncodedString() + "\n-----END PRIVATE KEY-----",
                try PublicKey(SubjectPublicKeyInfo(key: .ed25519(Array(ed25519.publicKey.rawRepresentation)))).pem),
            .mlDSA65: try seed(
                mlDSA65.seedRepresentation, .mlDSA(.mlDSA65, Array(mlDSA65.publicKey.rawRepresentation))),
            .mlDSA87: try seed(
                mlDSA87.seedRepresentation, .mlDSA(.mlDSA87, Array(mlDSA87.publicKey.rawRepresentation))),
        ]
    }

    @Test("our kid is their RFC 7638 thumbprint")
    func thumbprints() async throws {
        let kms = LocalKMS()
        let keys = KMSKeyCollection(client: kms)
        var tasks: [[String: any Sendable]] = []
        var kids: [String] = []
        for algorithm in [JWSAlgorithm.es256, .es384, .es512, .rs256, .ed25519, .mlDSA65, .mlDSA87] {
            let key = try await kms.createKey(CreateKeyRequest(keySpec: algorithm.keySpecs[0])).keyMetadata
            let info = try await keys.add(key.arn, algorithm: algorithm)
            kids.append(try #require(info.kid?.string))
            tasks.append(["do": "thumbprint", "pem": try #require(info.publicKeyPEM), "algorithm": info.algorithm])
        }
        #expect(try await Peers.python(tasks) as? [String] == kids)
        #expect(kids.count == 7)
    }
}
