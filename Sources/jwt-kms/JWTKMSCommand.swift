// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if Tools
import ArgumentParser
import JWTKMS

/// The command line. Results go to standard output, alone; everything else goes to standard error.
@main
struct JWTKMSCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jwt-kms",
        abstract: "Sign and verify JSON Web Tokens with keys that never leave AWS KMS.",
        discussion: """
            Keys are those of AWS, with the Region and the credentials that every AWS tool finds, or with \
            --local those of an embedded KMS in ./.jwt-kms, which is for development.

            EXAMPLES
              jwt-kms demo
              jwt-kms key create --local --spec ECC_NIST_P256 --alias alias/sessions
              token=$(jwt-kms sign --local --key alias/sessions --expires-in 15m)
              jwt-kms verify --local --key alias/sessions "$token"

            EXIT CODES
              0  done
              1  the token is bad
              2  the call is wrong
              3  it could not be done or checked
            """,
        version: "0.1.0",
        subcommands: [
            Demo.self, Key.self, Sign.self, Verify.self, PublicKeyCommand.self, JWKSCommand.self, Rotate.self,
            Status.self, Decode.self, DoctorCommand.self, LocalKMSCommand.self,
        ])

    static func main() async {
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            Failure.exit(with: error)
        }
    }
}
#else
/// The command line needs the package trait `Tools`.
@main
struct JWTKMSCommand {
    static func main() {
        print("jwt-kms was built without the package trait Tools, which brings its command line.")
    }
}
#endif
