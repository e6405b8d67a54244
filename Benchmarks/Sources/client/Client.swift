// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import AWSKMS
import Signing

/// Signs tokens by a KMS with `AWSKMSClient`.
@main
struct Client {
    static func main() async throws {
        let arguments = Arguments(of: "client", modes: ["checked", "unchecked"])
        try await AWSKMSClient.withClient(configuration: arguments.configuration) { kms in
            try await SigningLoad(client: kms, keyID: arguments.keyID, checks: arguments.mode == "checked").serve()
        }
    }
}
