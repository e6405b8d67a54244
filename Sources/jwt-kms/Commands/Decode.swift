// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if Tools
import ArgumentParser
import JWTKMS

extension JWTKMSCommand {
    /// Shows what is in a token, and proves nothing.
    struct Decode: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what is in a token, without verifying it.",
            discussion: """
                Anybody can have written what is shown: only verify tells.

                EXAMPLE
                  echo "$token" | jwt-kms decode
                """)

        @OptionGroup var token: TokenArgument

        func run() async throws {
            let token = try token.read()
            guard token.utf8.count <= TokenArgument.maximumBytes else {
                throw JWTError.malformedToken(
                    reason: "the token has more than \(TokenArgument.maximumBytes) bytes")
            }
            let parts = try CompactToken(Array(token.utf8))
            let (header, payload) = (try JSONText.of(parts.header), try JSONText.of(parts.payload))
            Terminal.note("NOT VERIFIED: anybody can have written this token")
            try Terminal.result("\(header)\n\(payload)")
            for line in Dates.lines(parts.payload) { Terminal.note(line) }
        }
    }
}
#endif
