// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import AWSKMS
import Signing

/// Signs tokens by a KMS with `AWSKMSClient`.
@main
struct Client {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 4, ["checked", "unchecked"].contains(arguments[3]) else {
            fail(usage: "client ENDPOINT KEY-ID checked|unchecked")
        }
        let configuration = AWSKMSClient.Configuration(
            region: "us-east-1", credentials: Credentials(accessKeyID: "test", secretAccessKey: "test"),
            endpoint: arguments[1])
        try await AWSKMSClient.withClient(configuration: configuration) { kms in
            try await SigningLoad(client: kms, keyID: arguments[2], checks: arguments[3] == "checked").serve()
        }
    }
}
