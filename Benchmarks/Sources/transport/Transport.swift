// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Signing

@testable import AWSKMS

/// Signs tokens by a KMS with `AWSKMSClient`, over its own connections or over async-http-client in their place.
@main
struct Transport {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 4, ["own", "async-http-client"].contains(arguments[3]) else {
            fail(usage: "transport ENDPOINT KEY-ID own|async-http-client")
        }
        let configuration = AWSKMSClient.Configuration(
            region: "us-east-1", credentials: Credentials(accessKeyID: "test", secretAccessKey: "test"),
            endpoint: arguments[1])
        let other = arguments[3] == "own" ? nil : AsyncHTTP.makeClient()
        let kms = try await AWSKMSClient(
            configuration: configuration, environment: .process, http: other.map { AsyncHTTP(client: $0) })
        try await SigningLoad(client: kms, keyID: arguments[2], checks: false).serve()
        try await kms.shutdown()
        try await other?.shutdown()
    }
}
