// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import AWSKMS
import Foundation
import JWTKMS
import LocalKMS
import LocalKMSServer
import Testing

@Suite("Tokens over LocalKMSServer")
struct AlgorithmTests {
    struct Session: JWTPayload {
        var sub = "ada"
        func verify(using algorithm: some JWTAlgorithm) async throws {}
    }

    static let algorithms = JWSAlgorithm.all.filter { ![.es256k, .mlDSA44].contains($0) }

    @Test("every algorithm, by key id, ARN, alias and alias ARN, verified here and by KMS", arguments: algorithms)
    func references(_ algorithm: JWSAlgorithm) async throws {
        try await LocalKMSServer.withServer(LocalKMS()) { url in
            try await AWSKMSClient.with(url) { client in
                let request = CreateKeyRequest(keySpec: algorithm.keySpecs[0], keyUsage: algorithm.keyUsage)
                let key = try await client.createKey(request).keyMetadata
                try await client.createAlias(CreateAliasRequest(aliasName: "alias/sessions", targetKeyID: key.keyID))
                let aliasARN = key.arn.replacing("key/\(key.keyID)", with: "alias/sessions")
                var verified = 0
                for reference in [key.keyID, key.arn, "alias/sessions", aliasARN] {
                    for verification in [nil, .remote] as [KeyOptions.Verification?] {
                        let keys = KMSKeyCollection(client: client)
                        try await keys.add(reference, algorithm: algorithm, options: .init(verification: verification))
                        #expect(keys.keys.first?.arn == key.arn)
                        let token = try await keys.sign(Session())
                        #expect(try await keys.verify(token, as: Session.self).sub == "ada")
                        let forged = try await keys.sign(Session(sub: "eve"))
                        let mixed = token.split(separator: ".")[..<2] + forged.split(separator: ".")[2...]
                        await #expect(throws: JWTError.self) {
                            try await keys.verify(mixed.joined(separator: "."), as: Session.self)
                        }
                        verified += 1
                    }
                }
                #expect(verified == 8)
            }
        }
    }
}
