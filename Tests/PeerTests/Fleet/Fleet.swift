// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// Three issuers, and five verifiers: two that read KMS, two by the JWKS of an issuer, and PyJWT by that of another.
struct Fleet: Sendable {
    let issuers: [FleetProcess]
    let verifiers: [FleetProcess]

    static func running<Value: Sendable>(
        on endpoint: String, _ body: (Fleet) async throws -> Value
    ) async throws -> Value {
        var started: [FleetProcess] = []
        defer { for process in started { process.end() } }
        func start(_ name: String, _ executable: URL, _ arguments: [String]) throws -> FleetProcess {
            let process = try FleetProcess(name, executable, arguments)
            started.append(process)
            return process
        }
        let member = try Peers.built("rotation-fleet")
        let issuers = try (1...3).map { try start("issuer \($0)", member, ["issuer", endpoint]) }
        var sets: [String] = []
        for issuer in issuers { sets.append(try await issuer.line()) }
        var verifiers = try (1...2).map { try start("KMS verifier \($0)", member, ["kms-verifier", endpoint]) }
        verifiers += try (1...2).map { try start("JWKS verifier \($0)", member, ["jwks-verifier", sets[$0 - 1]]) }
        verifiers.append(
            try start("PyJWT", Peers.program("python"), [Peers.file("Python/verifier.py"), sets[2]]))
        for verifier in verifiers { try #require(try await verifier.line() == "ready", "\(verifier.name)") }
        return try await body(Fleet(issuers: issuers, verifiers: verifiers))
    }
}
