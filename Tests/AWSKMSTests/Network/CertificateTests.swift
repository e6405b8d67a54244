// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPFaults
import KMSAPI
import Testing

@testable import AWSKMS

@Suite("Certificates")
struct CertificateTests {
    private func sign(
        _ server: FaultServer, _ environment: [String: String] = [:], authorities: String? = nil
    ) async throws {
        let client = try await AWSKMSClient(
            configuration: .init(
                region: "us-east-1", credentials: FaultServer.credentials, endpoint: server.url,
                certificateAuthorities: authorities, connectTimeout: .seconds(60), attemptTimeout: .seconds(60),
                requestTimeout: .seconds(120)), environment: Environment(environment),
            timing: HandTiming(now: Date()).timing)
        do {
            _ = try await client.sign(CallTests.request)
            try await client.shutdown()
        } catch {
            try? await client.shutdown()
            throw error
        }
    }

    @Test("one that the system does not trust is refused before anything is sent, and trusted where the user says so")
    func trust() async throws {
        try await TestCertificate.make { certificate in
            let rule: FaultServer.Rule = { _ in .answer(body: CallTests.answer) }
            try await FaultServer.run(by: rule, certificate: certificate) { server in
                let error = await #expect(throws: KMSError.self) { try await sign(server) }
                #expect(error?.kind == .transport && error?.isRetryable == false)
                #expect(error?.message.contains("its certificate is not trusted; AWS_CA_BUNDLE") == true)
                #expect(server.requests.isEmpty)
                try await sign(server, ["AWS_CA_BUNDLE": certificate.file])
                try await sign(server, authorities: certificate.file)
                let config = certificate.folder.appending(path: "config")
                try Data("[default]\nca_bundle = \(certificate.file)\n".utf8).write(to: config)
                try await sign(server, ["AWS_CONFIG_FILE": config.path()])
                #expect(server.requests.count == 3)
            }
        }
    }

    @Test("a file that is missing or holds no certificate is told with where it was named", arguments: [nil, "no PEM"])
    func unusable(contents: String?) async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        if let contents { try Data(contents.utf8).write(to: file) }
        defer { try? FileManager.default.removeItem(at: file) }
        try await FaultServer.run(.close) { server in
            let error = await #expect(throws: KMSError.self) {
                try await sign(server, ["AWS_CA_BUNDLE": file.path()])
            }
            #expect(error?.kind == .configuration)
            #expect(error?.message.contains("AWS_CA_BUNDLE") == true)
            #expect(server.requests.isEmpty)
        }
    }
}
