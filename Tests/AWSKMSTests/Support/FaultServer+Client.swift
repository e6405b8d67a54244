// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import AWSKMS
import Logging

extension FaultServer {
    /// What the clients of ``withClient(_:timeout:logger:path:_:)`` sign with, and must never show.
    static let secret = "hunter2-secret-access-key"
    static let token = "t0ken-of-the-session"

    /// Runs a server and a client of it while `body` runs.
    static func withClient<Value: Sendable>(
        _ behaviour: Behaviour, timeout: Duration = .seconds(10), logger: Logger? = nil,
        path: String = "", _ body: (AWSKMSClient, FaultServer) async throws -> Value
    ) async throws -> Value {
        try await run(behaviour) { server in
            let client = try await AWSKMSClient(
                configuration: .init(
                    region: "us-east-1", endpoint: server.url + path,
                    credentials: Credentials(accessKeyID: "AKID", secretAccessKey: secret, sessionToken: token),
                    connectTimeout: timeout, requestTimeout: timeout),
                logger: logger, environment: Environment([:]))
            do {
                let value = try await body(client, server)
                // The test may have done it already.
                try? await client.shutdown()
                return value
            } catch {
                try? await client.shutdown()
                throw error
            }
        }
    }
}
