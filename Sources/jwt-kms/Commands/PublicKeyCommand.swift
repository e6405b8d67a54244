// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if Tools
import ArgumentParser
import Foundation
import JWTKMS

extension JWTKMSCommand {
    /// Exports a public key.
    struct PublicKeyCommand: AsyncParsableCommand {
        /// How a public key is written.
        enum Format: String, ExpressibleByArgument, CaseIterable {
            case pem
            case der
            case jwk
        }

        static let configuration = CommandConfiguration(
            commandName: "public-key",
            abstract: "Print the public key of a key of KMS.",
            discussion: """
                EXAMPLES
                  jwt-kms public-key --key alias/sessions > key.pem
                  jwt-kms public-key --local --key alias/sessions --format jwk
                """)

        @OptionGroup var connection: ConnectionOptions

        @Option(
            parsing: .unconditional,
            help: ArgumentHelp("The key: key id, key ARN, alias/NAME or alias ARN.", valueName: "ref"))
        var key: String

        @Option(parsing: .unconditional, help: "How to write it: pem, der (bytes) or jwk.")
        var format: Format = .pem

        @Option(
            parsing: .unconditional, help: "The algorithm to name in the JWK; may be left out where the key serves one."
        )
        var algorithm: JWSAlgorithm?

        func run() async throws {
            try await connection.withKMS { kms in
                // PEM and DER name no algorithm, so which of an RSA key's it is does not matter.
                let keys = KMSKeyCollection(client: kms)
                var chosen = algorithm
                if chosen == nil, format != .jwk { chosen = try await Self.anyAlgorithm(key, kms) }
                let info = try await keys.add(key, algorithm: chosen)
                guard info.publicKeyDER != nil else { throw Self.noPublicKey(key) }
                switch format {
                case .pem: try Terminal.result(info.publicKeyPEM ?? "")
                case .der: try Terminal.result(bytes: info.publicKeyDER ?? [])
                case .jwk: try Terminal.result(info.jwk)
                }
            }
        }

        private static func anyAlgorithm(_ key: String, _ kms: any KMSClient) async throws -> JWSAlgorithm? {
            do {
                let answer = try await kms.getPublicKey(GetPublicKeyRequest(keyID: key))
                return JWSAlgorithm.all.first { answer.keySpec.map($0.keySpecs.contains) ?? false }
            } catch let error as KMSError where error.kind == .unsupportedOperation {
                throw noPublicKey(key)
            }
        }

        static func noPublicKey(_ key: String) -> UsageError {
            UsageError("\(Excerpt.of(key, limit: 256)) has no public key: it is a secret, which stays in the KMS")
        }
    }
}
#endif
