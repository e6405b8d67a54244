// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPFaults
import KMSAPI
import KMSTransport

@testable import AWSKMS
@testable import RemoteJWKS

/// A user of the transport. Each question has an identifier, and a good response repeats it.
struct SceneClient: Sendable {
    /// Who asks.
    enum Kind: String, CaseIterable {
        case kms, container, issuer

        /// The body of a good response.
        func body(_ identifier: String) -> String {
            switch self {
            case .kms: #"{"KeyId":"\#(identifier)","Signature":"AQID","SigningAlgorithm":"ECDSA_SHA_256"}"#
            case .container:
                #"{"AccessKeyId":"\#(identifier)","SecretAccessKey":"s","Token":"t","Expiration":"2099-01-01T00:00:00Z"}"#
            case .issuer: #"{"keys":[],"id":"\#(identifier)"}"#
            }
        }

        /// How often a question is asked that fails: only the source of credentials has tries of its own.
        var tries: Int { self == .container ? 3 : 1 }

        /// The longest body that is read, in bytes.
        var maximumBodyBytes: Int { 65_536 }
    }

    /// The identifier of a request, which stands between two tildes.
    static func identifier(_ request: String) -> String? {
        let parts = request.split(separator: "~", omittingEmptySubsequences: false)
        return parts.count > 2 ? String(parts[1]) : nil
    }

    let kind: Kind
    /// What a question with this identifier comes to: the identifier that its response has.
    let ask: @Sendable (String) async throws -> String
    let shutdown: @Sendable () async throws -> Void

    init(_ kind: Kind, _ server: SceneServer, _ certificate: TestCertificate, timeLimit: Duration) async throws {
        self.kind = kind
        switch kind {
        case .kms: (ask, shutdown) = try await Self.kms(server, certificate, timeLimit)
        case .container: (ask, shutdown) = try Self.container(server, certificate, timeLimit)
        case .issuer: (ask, shutdown) = try Self.issuer(server, certificate, timeLimit)
        }
    }

    private typealias Calls = (@Sendable (String) async throws -> String, @Sendable () async throws -> Void)

    private static func environment(_ server: SceneServer) -> [String: String] {
        server.proxy.map { ["HTTPS_PROXY": $0] } ?? [:]
    }

    private static func kms(
        _ server: SceneServer, _ certificate: TestCertificate, _ timeLimit: Duration
    ) async throws -> Calls {
        let client = try await AWSKMSClient(
            configuration: .init(
                region: "us-east-1", credentials: Credentials(accessKeyID: "AKID", secretAccessKey: "s"),
                endpoint: server.url, maximumAttempts: 1, certificateAuthorities: certificate.file,
                connectTimeout: .seconds(60), attemptTimeout: timeLimit, requestTimeout: timeLimit),
            environment: Environment(environment(server)), files: Files())
        return (
            { identifier in
                let response = try await client.sign(
                    SignRequest(
                        keyID: "~\(identifier)~", message: Data(count: 32), messageType: .digest,
                        signingAlgorithm: .ecdsaSHA256))
                return response.keyID
            }, { try await client.shutdown() }
        )
    }

    private static func container(
        _ server: SceneServer, _ certificate: TestCertificate, _ timeLimit: Duration
    ) throws -> Calls {
        let variables = environment(server)
        let connections = try Connections(
            .init(connectTimeout: .seconds(60)), proxy: ProxyRule.find(Environment(variables)),
            authorities: Array(certificate.pem.utf8))
        let url = server.url
        return (
            { identifier in
                let environment = variables.merging([ContainerEndpoint.full: "\(url)/~\(identifier)~"]) { $1 }
                let surroundings = Surroundings(
                    environment: Environment(environment), files: Files(), timing: Timing(sleep: { _ in }),
                    http: connections.http, metadata: connections.metadata)
                return try await ContainerCredentials(surroundings, timeLimit: timeLimit).credentials()?.accessKeyID
                    ?? "none"
            }, { try await connections.shutdown() }
        )
    }

    private static func issuer(
        _ server: SceneServer, _ certificate: TestCertificate, _ timeLimit: Duration
    ) throws -> Calls {
        var configuration = RemoteJWKS.Configuration()
        configuration.certificateAuthorities = try certificate.pem
        configuration.proxy = server.proxy
        configuration.timeLimit = timeLimit
        let client = try DocumentClient(configuration)
        let url = server.url
        return (
            { identifier in
                let response = try await client.get(
                    DocumentURL("\(url)/~\(identifier)~"), maximumBytes: Kind.issuer.maximumBodyBytes)
                guard response.status == 200 else {
                    throw KMSError(.malformedResponse, message: "another status", kmsStatus: response.status)
                }
                let object = try JSONSerialization.jsonObject(with: response.body) as? [String: Any]
                return object?["id"] as? String ?? "none"
            }, {}
        )
    }
}
