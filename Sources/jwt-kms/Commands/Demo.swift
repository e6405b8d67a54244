// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if Tools
import ArgumentParser
import JWTKMS
import LocalKMS

extension JWTKMSCommand {
    /// Shows the whole thing, with an embedded KMS in memory.
    struct Demo: AsyncParsableCommand {
        /// What the tokens of the demonstration say.
        struct Session: JWTPayload {
            var iss: String
            var sub: String
            var admin: Bool
            var exp: Int

            func verify(using algorithm: some JWTAlgorithm) async throws {}
        }

        static let configuration = CommandConfiguration(
            abstract: "Show it all with an embedded KMS: make keys, sign, verify, tamper, be refused.",
            discussion: """
                Needs no account and no network, and leaves nothing behind.

                EXAMPLE
                  jwt-kms demo
                """)

        func run() async throws {
            let kms = LocalKMS()
            let keys = KMSKeyCollection(client: kms)
            let session = Session(iss: "https://issuer.example", sub: "ada", admin: false, exp: 4_102_444_800)
            try Terminal.result("An embedded KMS makes a key of each kind, and each signs and verifies a token:\n")
            for (algorithm, spec) in try await Self.keys(kms, keys) {
                let token = try await keys.sign(session, kid: JWKIdentifier(string: algorithm.name))
                _ = try await keys.verify(token, as: Session.self)
                let name = algorithm.signingAlgorithm?.rawValue ?? algorithm.macAlgorithm?.rawValue ?? ""
                let columns = algorithm.name.padding(to: 11) + spec.rawValue.padding(to: 23) + name.padding(to: 26)
                let verifier = algorithm.verifiesLocally ? "here" : "by the KMS"
                try Terminal.result("  \(columns)\(token.utf8.count) bytes".padding(to: 74) + "verified \(verifier)")
            }
            try Terminal.result(
                "\nNot here, but on AWS: ES256K and ML-DSA-44, which no library of this embedded KMS has.")
            let token = try await keys.sign(session, kid: "ES256")
            try Self.show(token)
            let verified = try await keys.verify(token, as: Session.self)
            try Terminal.result("Verified here, with the cached public key: the token is \(verified.sub)'s.\n")
            try await Self.tamper(token, keys)
            try Terminal.result(
                """
                Next, with keys that stay, in ./.jwt-kms:
                  jwt-kms key create --local --spec ECC_NIST_P256 --alias alias/sessions
                  token=$(jwt-kms sign --local --key alias/sessions --subject ada --expires-in 15m)
                  jwt-kms verify --local --key alias/sessions "$token"
                """)
        }

        /// Makes the keys, one of each type for all that it serves, and adds them to the collection.
        private static func keys(
            _ kms: LocalKMS, _ keys: KMSKeyCollection
        ) async throws -> [(JWSAlgorithm, KeySpec)] {
            var arns: [KeySpec: String] = [:]
            var made: [(JWSAlgorithm, KeySpec)] = []
            for algorithm in JWSAlgorithm.all where ![.es256k, .mlDSA44].contains(algorithm) {
                let spec = algorithm.keySpecs[0]
                if arns[spec] == nil {
                    let request = CreateKeyRequest(keySpec: spec, keyUsage: algorithm.keyUsage)
                    arns[spec] = try await kms.createKey(request).keyMetadata.arn
                }
                let options = KeyOptions(kid: .name(algorithm.name))
                try await keys.add(arns[spec] ?? "", algorithm: algorithm, options: options)
                made.append((algorithm, spec))
            }
            return made
        }

        private static func show(_ token: String) throws {
            let parts = try CompactToken(Array(token.utf8))
            try Terminal.result("\nThe ES256 token, as it goes over the wire:\n\n\(token)\n\nand what is in it:\n")
            try Terminal.result("header \(try JSONText.of(parts.header))")
            try Terminal.result("payload \(try JSONText.of(parts.payload))")
            try Terminal.result("signature: \(parts.signature.count) bytes, made by the key in the KMS\n")
        }

        private static func tamper(_ token: String, _ keys: KMSKeyCollection) async throws {
            let parts = token.split(separator: ".")
            let payload = String(decoding: try CompactToken(Array(token.utf8)).payload, as: UTF8.self)
            let forged = Base64URL.encodeToString(Array(payload.replacing("false", with: "true").utf8))
            try Terminal.result("The same token, with \"admin\" : true written into its payload:")
            do {
                _ = try await keys.verify("\(parts[0]).\(forged).\(parts[2])", as: Session.self)
                throw UsageError("a forged token was accepted")
            } catch let error as JWTError {
                try Terminal.result("  refused: \(Failure.reason(error))\n")
            }
        }
    }
}

extension String {
    /// The text with spaces up to a width.
    func padding(to width: Int) -> String {
        self + String(repeating: " ", count: Swift.max(1, width - count))
    }
}
#endif
