// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if Tools
import ArgumentParser
import Foundation
import JWTKMS

extension JWTKMSCommand {
    /// Signs a token.
    struct Sign: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Sign a token with a key of KMS and print it.",
            discussion: """
                iat is set unless it is given.

                EXAMPLES
                  jwt-kms sign --key alias/sessions --subject ada --expires-in 15m
                  jwt-kms sign --local --key alias/x --claim scope=read --claim 'roles:=["a"]'
                  jwt-kms sign --key alias/x --algorithm PS256 --claims c.json --kid key-id
                """)

        @OptionGroup var connection: ConnectionOptions

        @Option(
            parsing: .unconditional,
            help: ArgumentHelp("The key: key id, key ARN, alias/NAME or alias ARN.", valueName: "ref"))
        var key: String

        @Option(parsing: .unconditional, help: "The algorithm; may be left out where the key serves one.")
        var algorithm: JWSAlgorithm?

        @OptionGroup var claims: ClaimOptions

        @Option(
            parsing: .unconditional,
            help: ArgumentHelp(
                "What the token calls the key; else thumbprint, and key-id of an HMAC key. none leaves kid out.",
                valueName: "thumbprint|key-id|none|NAME"))
        var kid: String?

        @Option(
            parsing: .unconditional,
            help: "The type in the token's header, such as at+jwt; else JWT. none leaves typ out.")
        var typ: String?

        func validate() throws {
            for (option, value) in [("--kid", kid), ("--typ", typ)] where value?.isEmpty == true {
                throw ValidationError("\(option) is empty: give a value, or none to leave it out of the header")
            }
        }

        func run() async throws {
            let claims = try claims.read(now: Date())
            try await connection.withKMS { kms in
                let keys = KMSKeyCollection(client: kms, serializer: ClaimsSerializer())
                try await keys.add(key, algorithm: algorithm, options: options)
                let token = try await keys.sign(claims)
                if claims["exp"] == nil {
                    Terminal.note("note: the token has no exp, so it never expires (--expires-in)")
                }
                try Terminal.result(token)
            }
        }

        private var options: KeyOptions {
            typ == "none" ? KeyOptions(kid: name, omitsType: true) : KeyOptions(kid: name, type: typ)
        }

        private var name: KeyOptions.KeyName? {
            switch kid {
            case nil: nil
            case "thumbprint": .thumbprint
            case "key-id": .keyID
            case "none": KeyOptions.KeyName.none
            case let kid?: .name(kid)
            }
        }
    }
}
#endif
