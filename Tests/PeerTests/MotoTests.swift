// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import AWSKMS
import Foundation
import JWTKMS
import KMSContract
import Testing

@Suite("Over moto", .moto)
struct MotoTests {
    struct Session: JWTPayload {
        var sub = "ada"
        func verify(using algorithm: some JWTAlgorithm) async throws {}
    }

    static let contracts =
        KMSClientContract.cases + KMSMACClientContract.cases + KMSKeyDirectoryContract.cases
        + KMSAdministrationContract.cases

    @Test("AWSKMSClient keeps the contracts of KMSAPI, but for what moto is known to do otherwise")
    func contract() async throws {
        try await Moto.withClient { client in
            let kms = KMSUnderTest(client, leniencies: .moto)
            var run = 0
            for behaviour in Self.contracts {
                run += 1
                await #expect(throws: Never.self, "\(behaviour)") { try await behaviour.run(on: kms) }
            }
            #expect(run == 94)
        }
    }

    static let algorithms: [(JWSAlgorithm, KeySpec)] = [
        (.es256, .eccNISTP256), (.es384, .eccNISTP384), (.es512, .eccNISTP521),
        (.rs256, .rsa2048), (.rs384, .rsa3072), (.rs512, .rsa4096),
        (.ps256, .rsa2048), (.ps384, .rsa3072), (.ps512, .rsa4096),
        (.hs256, .hmac256), (.hs384, .hmac384), (.hs512, .hmac512), (.es256k, .eccSECGP256K1),
    ]

    /// moto salts RSA-PSS with as many bytes as fit, where AWS and RFC 7518 section 3.5 want as many as the hash has:
    /// its own signatures verify nowhere but there.
    static let saltedOtherwise: Set<JWSAlgorithm> = [.ps256, .ps384, .ps512]

    // moto hashes a digest again, so it is given the message. That the digest is what AWS wants, LocalKMS shows.
    @Test("all that moto has, by key id, ARN, alias and alias ARN, verified here and by moto", arguments: algorithms)
    func algorithm(_ algorithm: JWSAlgorithm, _ spec: KeySpec) async throws {
        try await Moto.withClient { client in
            let metadata = try await client.createKey(
                CreateKeyRequest(keySpec: spec, keyUsage: algorithm.keyUsage)
            ).keyMetadata
            let alias = "alias/\(algorithm)-\(UUID().uuidString)"
            try await client.createAlias(CreateAliasRequest(aliasName: alias, targetKeyID: metadata.keyID))
            let aliasARN = metadata.arn.replacing("key/\(metadata.keyID)", with: alias)
            for reference in [metadata.keyID, metadata.arn, alias, aliasARN] {
                let isLocal = algorithm.verifiesLocally && !Self.saltedOtherwise.contains(algorithm)
                for verification in isLocal ? [KeyOptions.Verification.local, .remote] : [.remote] {
                    let keys = KMSKeyCollection(client: client)
                    let options = KeyOptions(
                        verification: verification, checksNewSignatures: isLocal, sendsDigest: false)
                    try await keys.add(reference, algorithm: algorithm, options: options)
                    let token = try await keys.sign(Session())
                    #expect(try await keys.verify(token, as: Session.self).sub == "ada")
                    let error = await #expect(throws: JWTError.self) {
                        try await keys.verify(Self.tampered(token), as: Session.self)
                    }
                    #expect(error?.errorType == .signatureVerificationFailed)
                    // moto told the bare id first, and the ARN with the first signature.
                    #expect(keys.keys.first?.arn == metadata.arn)
                }
            }
        }
    }

    @Test("moto's salt is not RFC 7518's, and never becomes a token where it can be seen", arguments: saltedOtherwise)
    func salt(algorithm: JWSAlgorithm) async throws {
        try await Moto.withClient { client in
            let metadata = try await client.createKey(CreateKeyRequest(keySpec: .rsa2048)).keyMetadata
            let keys = KMSKeyCollection(client: client)
            try await keys.add(metadata.arn, algorithm: algorithm, options: .init(sendsDigest: false))
            let error = await #expect(throws: KMSError.self) { try await keys.sign(Session()) }
            #expect(error?.kind == .signatureSelfCheckFailed)
        }
    }

    @Test("PyJWT and joserfc verify an ES256K token that moto signed, and refuse it tampered")
    func es256k() async throws {
        try await Moto.withClient { client in
            let key = try await client.createKey(CreateKeyRequest(keySpec: .eccSECGP256K1)).keyMetadata
            let keys = KMSKeyCollection(client: client)
            let info = try await keys.add(key.arn, algorithm: .es256k, options: .init(sendsDigest: false))
            let token = try await keys.sign(Session())
            let answers = try await Peers.python(
                try ["PyJWT", "joserfc"].flatMap { library in
                    try [token, Self.tampered(token)].map { token in
                        [
                            "do": "verify", "library": library, "token": token, "algorithm": "ES256K",
                            "pem": try #require(info.publicKeyPEM) as String,
                        ]
                    }
                })
            #expect(answers.map { ($0 as? [String: Any])?["sub"] as? String } == ["ada", nil, "ada", nil])
            let thumbprint = try await Peers.python([
                ["do": "thumbprint", "pem": try #require(info.publicKeyPEM) as String, "algorithm": "ES256K"]
            ])
            #expect(thumbprint as? [String] == [try #require(info.kid?.string)])
        }
    }

    @Test("a digest, which moto hashes again, never becomes a token")
    func digest() async throws {
        try await Moto.withClient { client in
            let metadata = try await client.createKey(CreateKeyRequest(keySpec: .eccNISTP256)).keyMetadata
            let keys = KMSKeyCollection(client: client)
            try await keys.add(metadata.arn)
            let error = await #expect(throws: KMSError.self) { try await keys.sign(Session()) }
            #expect(error?.kind == .signatureSelfCheckFailed)
        }
    }

    @Test("an unknown key is NotFoundException, with moto's request id")
    func notFound() async throws {
        try await Moto.withClient { client in
            let keys = KMSKeyCollection(client: client)
            let error = await #expect(throws: KMSError.self) { try await keys.add("alias/none") }
            #expect(error?.kind == .notFound)
            #expect(error?.requestID != nil)
            #expect(error?.keyReference == "alias/none")
        }
    }

    private static func tampered(_ token: String) throws -> String {
        let parts = try CompactToken(Array(token.utf8))
        var signature = parts.signature
        signature[signature.count - 1] ^= 1
        return String(decoding: parts.signingInput, as: UTF8.self) + "." + Base64URL.encodeToString(signature)
    }
}
