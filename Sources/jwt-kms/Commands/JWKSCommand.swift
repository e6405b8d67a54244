// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if Tools
import ArgumentParser
import JWTKMS

extension JWTKMSCommand {
    /// Prints the key set that verifiers need.
    struct JWKSCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "jwks",
            abstract: "Print the public keys of keys of KMS as a JWK Set.",
            discussion: """
                It is canonical: the same keys are the same bytes. The keys that sign come first. Serve it where \
                your verifiers look, as /.well-known/jwks.json.

                EXAMPLES
                  jwt-kms jwks alias/sessions alias/api > jwks.json
                  jwt-kms jwks --local alias/rsa --algorithm PS256 --pretty
                  jwt-kms jwks --rotation alias/sessions
                  jwt-kms jwks alias/api alias/next-api --without ML-DSA-65
                """)

        @OptionGroup var connection: ConnectionOptions

        @Argument(help: ArgumentHelp("The keys: key ids, key ARNs, alias/NAMEs or alias ARNs.", valueName: "ref"))
        var keys: [String]

        @Option(
            parsing: .unconditionalSingleValue,
            help: "The algorithm of those keys that serve several; one for each kind of key.")
        var algorithm: [JWSAlgorithm] = []

        @Option(
            parsing: .unconditionalSingleValue,
            help: ArgumentHelp(
                "Leave out the keys of this algorithm, for readers that reject a set with a key type that they do not "
                    + "know. May be repeated.", valueName: "algorithm"))
        var without: [JWSAlgorithm] = []

        @Flag(help: "Each key is the alias of a rotation: its next and previous keys are there too.")
        var rotation = false

        @Flag(help: "Write it for people: indented.")
        var pretty = false

        func run() async throws {
            try await connection.withKMS { kms in
                let collection = KMSKeyCollection(client: kms)
                for key in keys {
                    let algorithm = try await algorithm(of: key, kms)
                    let added =
                        rotation
                        ? try await collection.add(rotating: key, algorithm: algorithm)
                        : [try await collection.add(key, algorithm: algorithm)]
                    guard added.allSatisfy({ $0.publicKeyDER != nil }) else { throw PublicKeyCommand.noPublicKey(key) }
                }
                // What is missing would be refused by whoever reads the set.
                if let trouble = collection.status().flatMap(\.troubles).first { throw trouble.error }
                let set = try await collection.jwks(without: Set(without))
                guard !set.keys.isEmpty else {
                    throw ValidationError("--without leaves no key; name another key, or leave out fewer algorithms")
                }
                try Terminal.result(pretty ? JSONText.of(Array(set.json.utf8)) : set.json)
            }
        }

        /// The one of the algorithms that the key serves; nil where none does, or none was given.
        private func algorithm(of key: String, _ kms: any KMSClient) async throws -> JWSAlgorithm? {
            guard !algorithm.isEmpty else { return nil }
            do {
                let answer = try await kms.getPublicKey(GetPublicKeyRequest(keyID: key))
                return algorithm.first { answer.keySpec.map($0.keySpecs.contains) ?? false }
            } catch let error as KMSError where error.kind == .unsupportedOperation {
                throw PublicKeyCommand.noPublicKey(key)
            }
        }
    }
}
#endif
