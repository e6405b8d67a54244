// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation

/// What keep-alive and HTTP/2 bring a client of KMS: async-http-client against a server of our own, over TLS.
///
/// `measure` and `failures` start `serve` as a process of its own, so that the processor time is the client's alone.
@main
struct Transport {
    private static let usage = """
        usage: transport measure CERTIFICATE KEY [ROUNDS [SECONDS]]
               transport failures CERTIFICATE KEY
               transport serve CERTIFICATE KEY

        """

    static func main() async throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        guard arguments.count >= 3 else { fail() }
        let identity = Identity(certificate: arguments[1], key: arguments[2])
        switch arguments[0] {
        case "measure":
            guard let rounds = Int(arguments.count > 3 ? arguments[3] : "7"), rounds > 0,
                let seconds = Double(arguments.count > 4 ? arguments[4] : "1"), seconds > 0
            else { fail() }
            try await Measurement(identity: identity, rounds: rounds, length: .seconds(seconds)).run()
        case "failures": try await Failures(identity: identity).run()
        case "serve": try Server(identity: identity).run()
        default: fail()
        }
    }

    private static func fail() -> Never {
        FileHandle.standardError.write(Data(usage.utf8))
        exit(2)
    }
}

/// Files in PEM, for `localhost`.
struct Identity: Sendable {
    let certificate: String
    let key: String
}
