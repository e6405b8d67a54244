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
            abstract: "Verify a token with a key of KMS, a public key or a JWK Set, and print its claims as JSON.",
            discussion: """
                With --kid, a token that names another key is rejected. Without it --key and --public-key are used \
                whatever key the token names; of a JWK Set it is always the key that the token names. The times of \
                the token are shown on standard error.

                EXAMPLES
                  jwt-kms verify --key alias/sessions "$token"
                  echo "$token" | jwt-kms verify --public-key key.pem --audience api
                  jwt-kms verify --jwks jwks.json --issuer https://issuer.example "$token"
                  jwt-kms verify --issuer-url https://issuer.example "$token"
                """)

        @OptionGroup var connection: ConnectionOptions

        @OptionGroup var verifier: VerifierOptions

        @Flag(help: "Let KMS verify, instead of this process.")
        var remote = false

        @Option(parsing: .unconditional, help: "The algorithm, if the key serves several and does not say which.")
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
            if let instead = verifier.instead {
                guard !remote else { throw ValidationError("--remote needs --key: KMS verifies with its own keys") }
                guard !connection.isGiven else {
                    throw ValidationError("with \(instead) no KMS is asked: leave out which one")
                }
            }
            for (option, value) in [("--kid", kid), ("--typ", typ)] where value?.isEmpty == true {
                throw ValidationError("\(option) is empty: leave it out to accept any")
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
            guard let key = verifier.key else {
                return try await verify(token, try await verifier.keys(algorithm, options))
            }
            try await connection.withKMS { kms in
                let keys = KMSKeyCollection(client: kms)
                try await keys.add(key, algorithm: algorithm, options: options)
                try await verify(token, keys)
            }
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
            if let kid {
                guard let name = try TokenHeader(json: CompactToken(Array(token.utf8)).header).keyName else {
                    throw JWTError.missingKIDHeader
                }
                // A set has other keys too.
                guard !verifier.isSet || name.utf8.elementsEqual(kid.utf8) else {
                    throw JWTError.unknownKID(JWKIdentifier(string: Excerpt.of(name)))
                }
            }
            do {
                _ = try await keys.verify(token, as: AnyClaims.self)
            } catch let error as KMSError where error.isRetryable && verifier.isSet {
                // The set was fetched before its issuer could be asked about this token.
                try await keys.resolveAgain()
                _ = try await keys.verify(token, as: AnyClaims.self)
            }
            let payload = try CompactToken(Array(token.utf8)).payload
            try Terminal.result(JSONText.of(payload))
            for line in Dates.lines(payload) { Terminal.note(line) }
        }
    }
}
#endif
