// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Signing

@testable import AWSKMS

/// Signs tokens by a KMS with `AWSKMSClient`, over its own connections or over async-http-client in their place.
@main
struct Transport {
    static func main() async throws {
        let arguments = Arguments(of: "transport", modes: ["own", "async-http-client"])
        let other = arguments.mode == "own" ? nil : AsyncHTTP.makeClient()
        let kms = try await AWSKMSClient(
            configuration: arguments.configuration, environment: .process, http: other.map { AsyncHTTP(client: $0) })
        try await SigningLoad(client: kms, keyID: arguments.keyID, checks: false).serve()
        try await kms.shutdown()
        try await other?.shutdown()
    }
}
