// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPFaults
import Logging
import Tracing

@testable import AWSKMS

extension FaultServer.Request {
    /// Which try of its call the client says that it is, from 1.
    var attempt: Int { Int(header("Amz-Sdk-Request").dropFirst("attempt=".count).prefix { $0 != ";" }) ?? 0 }
    var operation: String { String(header("X-Amz-Target").dropFirst("TrentService.".count)) }
}

extension FaultServer {
    /// What the clients of ``withClient(_:timeout:timing:logger:path:_:)`` sign with, and must never show.
    static let secret = "hunter2-secret-access-key"
    static let token = "t0ken-of-the-session"
    static let credentials = Credentials(accessKeyID: "AKID", secretAccessKey: secret, sessionToken: token)

    /// Runs a server that always does the same, and a client of it, while `body` runs.
    @discardableResult
    static func withClient<Value: Sendable>(
        _ behaviour: Behaviour, timeout: Duration = .seconds(120), timing: Timing? = nil, logger: Logger? = nil,
        path: String = "", _ body: (AWSKMSClient, FaultServer) async throws -> Value
    ) async throws -> Value {
        try await withClient(
            by: { _ in behaviour }, timeout: timeout, timing: timing, logger: logger, path: path, body)
    }

    /// Runs a server that decides at each request, and a client of it, while `body` runs.
    ///
    /// - Parameters:
    ///   - timing: by default one of its own, so that no test waits between tries.
    ///   - credentials: where the client takes its credentials from.
    @discardableResult
    static func withClient<Value: Sendable>(
        by rule: @escaping Rule, timeout: Duration = .seconds(120), attempts: Int? = nil, timing: Timing? = nil,
        credentials: any CredentialSource = credentials, logger: Logger? = nil, tracer: (any Tracer)? = nil,
        path: String = "", _ body: (AWSKMSClient, FaultServer) async throws -> Value
    ) async throws -> Value {
        try await run(by: rule) { server in
            let client = try await AWSKMSClient(
                configuration: .init(
                    region: "us-east-1", credentials: credentials, endpoint: server.url + path,
                    maximumAttempts: attempts, connectTimeout: timeout, attemptTimeout: timeout,
                    requestTimeout: timeout),
                logger: logger, environment: Environment([:]), files: Files(root: "/nowhere"),
                timing: timing ?? HandTiming(now: Date(), random: 1).timing, tracer: tracer)
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
