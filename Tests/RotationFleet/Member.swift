// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if Tools
import FleetTimes
import AWSKMS
import Foundation
import JWTKMS

/// One process of a fleet: an issuer, or a verifier by KMS or by JWKS. It is asked by lines of standard input, and answers
/// each with a line.
///
///     rotation-fleet issuer ENDPOINT          says the URL of its JWKS first; a line `sign` is answered by a token
///     rotation-fleet kms-verifier ENDPOINT    a line with a token is answered by `yes`, `no` or `unchecked`, and why
///     rotation-fleet jwks-verifier URL        likewise
@main
struct Member {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 3 else { throw Failure("usage: rotation-fleet ROLE URL") }
        switch arguments[1] {
        case "issuer": try await Issuer.run(endpoint: arguments[2])
        case "kms-verifier": try await Verifier.run(endpoint: arguments[2])
        case "jwks-verifier": try await Verifier.run(jwks: arguments[2])
        default: throw Failure("there is no role \(arguments[1])")
        }
    }

    /// Follows the rotation while `body` runs.
    static func following(_ endpoint: String, _ body: (KMSKeyCollection) async throws -> Void) async throws {
        let configuration = AWSKMSClient.Configuration(
            region: "us-east-1", credentials: Credentials(accessKeyID: "test", secretAccessKey: "test"),
            endpoint: endpoint)
        try await AWSKMSClient.withClient(configuration: configuration) { kms in
            let keys = KMSKeyCollection(client: kms)
            // moto hashes a digest again, so it is given the message.
            let options = KeyOptions(sendsDigest: false, requirements: .init(leeway: FleetTimes.policy.leeway))
            try await keys.add(
                rotating: FleetTimes.alias, algorithm: .es256, policy: FleetTimes.policy, options: options)
            let service = Task { try await keys.run() }
            defer { service.cancel() }
            try await body(keys)
        }
    }

    /// Answers each line of standard input.
    static func answer(_ answer: (String) async -> String) async throws {
        let (lines, line) = AsyncStream<String>.makeStream()
        // On a thread that runs no tasks: reading blocks.
        Thread.detachNewThread {
            while let text = readLine() { line.yield(text) }
            line.finish()
        }
        for await text in lines { say(await answer(text)) }
    }

    static func say(_ line: String) {
        FileHandle.standardOutput.write(Data((line.replacing("\n", with: " ") + "\n").utf8))
    }

    struct Failure: Error, CustomStringConvertible {
        let description: String
        init(_ description: String) { self.description = description }
    }
}

/// Claims that check nothing by themselves.
struct FleetClaims: JWTPayload {
    var exp: ExpirationClaim

    func verify(using algorithm: some JWTAlgorithm) async throws {}
}
#else
@main
struct Member {
    static func main() { print("rotation-fleet was built without the package trait Tools.") }
}
#endif
