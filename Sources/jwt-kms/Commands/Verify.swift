// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if Tools
import ArgumentParser
import Foundation
import JWTKMS

extension JWTKMSCommand {
    /// Verifies a token.
    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Verify a token with a key of KMS or a public key, and print its claims as JSON.",
            discussion: """
                With --kid, a token that names another key is refused; without it the one key is used, whatever key \
                the token names. The times of the token are shown on standard error.

                EXAMPLES
                  jwt-kms verify --key alias/sessions "$token"
                  echo "$token" | jwt-kms verify --public-key key.pem --audience api
                """)

        @OptionGroup var connection: ConnectionOptions

        @Option(
            parsing: .unconditional,
            help: ArgumentHelp("The key: key id, key ARN, alias/NAME or alias ARN.", valueName: "ref"))
        var key: String?

        @Option(
            parsing: .unconditional,
            help: ArgumentHelp("A public key instead, with no KMS at all.", valueName: "file.pem"))
        var publicKey: String?

        @Flag(help: "Let KMS verify, instead of this process.")
        var remote = false

        @Option(parsing: .unconditional, help: "The algorithm; may be left out where the key serves one.")
        var algorithm: JWSAlgorithm?

        @Option(parsing: .unconditional, help: "The issuer that the token must have (iss).")
        var issuer: String?

        @Option(parsing: .unconditionalSingleValue, help: "The audience that the token must be for (aud).")
        var audience: [String] = []

        @Option(parsing: .unconditional, help: "The type that the token's header must have, such as at+jwt.")
        var typ: String?

        @Option(
            parsing: .unconditional, help: ArgumentHelp("How far clocks may be apart, such as 30s.", valueName: "time"),
            transform: Span.init)
        var leeway: Span?

        @Option(parsing: .unconditional, help: ArgumentHelp("The key that the token must name.", valueName: "name"))
        var kid: String?

        @OptionGroup var token: TokenArgument

        func validate() throws {
            guard (key == nil) != (publicKey == nil) else {
                throw ValidationError("give --key or --public-key, one of them")
            }
            guard !(remote && publicKey != nil) else {
                throw ValidationError("--remote needs --key: KMS verifies with its own keys")
            }
            guard !(connection.isGiven && publicKey != nil) else {
                throw ValidationError("with --public-key no KMS is asked: leave out which one")
            }
            guard audience.count <= 1 else {
                throw ValidationError("--audience is given \(audience.count) times: a verifier is one audience")
            }
        }

        func run() async throws {
            let token = try token.read()
            let options = KeyOptions(
                kid: try name(in: token), verification: remote ? .remote : nil, checksNewSignatures: false,
                requirements: Requirements(
                    issuer: issuer, audience: audience.first, type: typ, leeway: .seconds(leeway?.seconds ?? 0)))
            guard let publicKey else {
                return try await connection.withKMS { kms in
                    let keys = KMSKeyCollection(client: kms)
                    try await keys.add(key ?? "", algorithm: algorithm, options: options)
                    try await verify(token, keys)
                }
            }
            let pem = String(decoding: try InputFile.read(publicKey, what: "the public key"), as: UTF8.self)
            let keys = KMSKeyCollection()
            try keys.add(publicKeyPEM: pem, algorithm: algorithm, options: options)
            try await verify(token, keys)
        }

        /// The name to give the one key: what the caller demands, else whatever the token says. A token that can't be
        /// read is refused by the collection, by the rules that it has for all.
        private func name(in token: String) throws -> KeyOptions.KeyName {
            if let kid { return .name(kid) }
            guard token.utf8.count <= TokenArgument.maximumBytes,
                let name = try? TokenHeader(json: CompactToken(Array(token.utf8)).header).keyName
            else { return .none }
            return .name(name)
        }

        private func verify(_ token: String, _ keys: KMSKeyCollection) async throws {
            if kid != nil, try TokenHeader(json: CompactToken(Array(token.utf8)).header).keyName == nil {
                throw JWTError.missingKIDHeader
            }
            _ = try await keys.verify(token, as: AnyClaims.self)
            let payload = try CompactToken(Array(token.utf8)).payload
            try Terminal.result(JSONText.of(payload))
            for line in Dates.lines(payload) { Terminal.note(line) }
        }
    }
}
#endif
