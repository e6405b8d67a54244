// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import AWSKMS
import Foundation
import LocalKMS
import LocalKMSServer
import Testing

/// A request of KMS's protocol, as it goes over the wire.
func request(
    _ operation: String, _ body: String = "{}", path: String = "/", host: String? = "localhost",
    contentType: String = "application/x-amz-json-1.1", target: String? = nil, headers: [String] = []
) -> String {
    var lines = ["POST \(path) HTTP/1.1"]
    if let host { lines.append("Host: \(host)") }
    lines += ["Content-Type: \(contentType)", "X-Amz-Target: \(target ?? "TrentService.\(operation)")"]
    lines += headers + ["Content-Length: \(body.utf8.count)", "", body]
    return lines.joined(separator: "\r\n")
}

func get(_ path: String, host: String = "localhost", headers: [String] = []) -> String {
    (["GET \(path) HTTP/1.1", "Host: \(host)"] + headers + ["", ""]).joined(separator: "\r\n")
}

extension AWSKMSClient {
    /// Runs `body` with a client of a server.
    static func with<Value: Sendable>(
        _ url: String, credentials: Credentials = Credentials(accessKeyID: "test", secretAccessKey: "test"),
        region: String = "us-east-1", _ body: (AWSKMSClient) async throws -> Value
    ) async throws -> Value {
        let configuration = AWSKMSClient.Configuration(
            region: region, credentials: credentials, endpoint: url, maximumAttempts: 1,
            attemptTimeout: .seconds(60), requestTimeout: .seconds(60))
        return try await withClient(configuration: configuration, body)
    }
}
