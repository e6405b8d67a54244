// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

// The code of the guide "Run a KMS for every language".

import AWSKMS
import JWTKMS
import LocalKMS
import LocalKMSServer

func runLocalKMSServer(_ sessions: (any KMSClient, String) async throws -> Void) async throws {
    try await LocalKMSServer.withServer(LocalKMS()) { url in
        let configuration = AWSKMSClient.Configuration(
            region: "us-east-1", credentials: Credentials(accessKeyID: "111122223333", secretAccessKey: "any"),
            endpoint: url)
        try await AWSKMSClient.withClient(configuration: configuration) { kms in
            let key = try await kms.createKey(CreateKeyRequest(keySpec: .eccNISTP256)).keyMetadata
            try await sessions(kms, key.arn)
        }
    }
}
