// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Crypto
import CryptoExtras
import Foundation
import JWTKMS
import LocalKMS
import Testing

@Suite("With PyJWT and joserfc")
struct PythonTests {
    struct Session: JWTPayload, Equatable {
        var sub = "ada"
        var exp = 4_000_000_000
        func verify(using algorithm: some JWTAlgorithm) async throws {}
    }

    static let libraries = ["PyJWT", "joserfc"]
    static let specs: [(JWSAlgorithm, KeySpec)] = [
        (.es256, .eccNISTP256), (.es384, .eccNISTP384), (.es512, .eccNISTP521),
        (.rs256, .rsa2048), (.rs384, .rsa2048), (.rs512, .rsa2048),
        (.ps256, .rsa2048), (.ps384, .rsa2048), (.ps512, .rsa2048),
    ]

    @Test("they verify each of our tokens with the key that we export, and refuse it tampered")
    func oursByThem() async throws {
        let kms = LocalKMS()
        let keys = KMSKeyCollection(client: kms)
        var tasks: [[String: any Sendable]] = []
        for (algorithm, spec) in Self.specs {
            let key = try await kms.createKey(CreateKeyRequest(keySpec: spec)).keyMetadata
            let info = try await keys.add(key.arn, algorithm: algorithm)
            let token = try await keys.sign(Session(), kid: info.kid)
            let parts = try CompactToken(Array(token.utf8))
            var signature = parts.signature
            signature[signature.count - 1] ^= 1
            let forged = String(decoding: parts.signingInput, as: UTF8.self) + "." + Base64URL.encodeToString(signature)
            for library in Self.libraries {
                for token in [token, forged] {
                    tasks.append([
                        "do": "verify", "library": library, "token": token, "pem": try #require(info.publicKeyPEM),
                        "algorithm": algorithm.name,
                    ])
                }
            }
        }
        let answers = try await Peers.python(tasks)
        #expect(answers.count == 36)
        for (index, answer) in answers.enumerated() {
            let claims = answer as? [String: Any]
            #expect((claims?["sub"] as? String == "ada") == (index % 2 == 0), "\(tasks[index])")
        }
    }

    @Test("we verify each of their tokens")
    func theirsByUs() async throws {
        let rsa = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        let (p256, p384, p521) = (P256.Signing.PrivateKey(), P384.Signing.PrivateKey(), P521.Signing.PrivateKey())
        let keys = KMSKeyCollection()
        var tasks: [[String: any Sendable]] = []
        for (algorithm, spec) in Self.specs {
            let (secret, open) =
                switch spec {
                case .eccNISTP256: (p256.pemRepresentation, p256.publicKey.pemRepresentation)
                case .eccNISTP384: (p384.pemRepresentation, p384.publicKey.pemRepresentation)
                case .eccNISTP521: (p521.pemRepresentation, p521.publicKey.pemRepresentation)
                default: (rsa.pemRepresentation, rsa.publicKey.pemRepresentation)
                }
            try keys.add(publicKeyPEM: open, algorithm: algorithm, options: .init(kid: .name(algorithm.name)))
            for library in Self.libraries {
                tasks.append([
                    "do": "sign", "library": library,
                    "claims": ["sub": "eve", "exp": 4_000_000_000] as [String: any Sendable],
                    "pem": secret, "algorithm": algorithm.name, "kid": algorithm.name,
                ])
            }
        }
        let tokens = try await Peers.python(tasks)
        #expect(tokens.count == 18)
        for token in tokens {
            let claims = try await keys.verify(try #require(token as? String), as: Session.self)
            #expect(claims == Session(sub: "eve"))
        }
    }

    @Test("our kid is their RFC 7638 thumbprint")
    func thumbprints() async throws {
        let kms = LocalKMS()
        let keys = KMSKeyCollection(client: kms)
        var tasks: [[String: any Sendable]] = []
        var kids: [String] = []
        for spec in [KeySpec.eccNISTP256, .eccNISTP384, .eccNISTP521, .rsa2048] {
            let key = try await kms.createKey(CreateKeyRequest(keySpec: spec)).keyMetadata
            let info = try await keys.add(key.arn, algorithm: JWSAlgorithm.serving(spec)[0])
            kids.append(try #require(info.kid?.string))
            tasks.append(["do": "thumbprint", "pem": try #require(info.publicKeyPEM), "algorithm": info.algorithm])
        }
        #expect(try await Peers.python(tasks) as? [String] == kids)
    }
}
