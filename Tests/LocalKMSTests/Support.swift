// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import KMSAPI
import LocalKMS
import Synchronization
import Testing

/// A wall clock that a test moves by hand.
final class TestClock: Sendable {
    private let time = Mutex(Date(timeIntervalSince1970: 1_800_000_000))

    var now: Date { time.withLock { $0 } }

    func advance(days: Double) { time.withLock { $0 += days * 86_400 } }
}

/// Runs a test with the path of a folder that is not there yet, and removes it.
func withFolder<R>(_ body: (String) async throws -> R) async throws -> R {
    let folder = FileManager.default.temporaryDirectory.path + "/local-kms-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try await body(folder)
}

/// The error that KMS refuses with.
func refusal(_ body: () async throws -> Void, sourceLocation: SourceLocation = #_sourceLocation) async -> KMSError? {
    await #expect(throws: KMSError.self, sourceLocation: sourceLocation) { try await body() }
}

extension LocalKMS {
    func newKey(_ spec: KeySpec = .eccNISTP256) async throws -> KeyMetadata {
        try await createKey(.init(keySpec: spec)).keyMetadata
    }

    func sign(_ reference: String, _ algorithm: SigningAlgorithm = .ecdsaSHA256) async throws -> SignResponse {
        try await sign(.init(keyID: reference, message: Data("hello".utf8), signingAlgorithm: algorithm))
    }
}

extension KeyMetadata {
    /// The name of the key's file.
    var fileName: String {
        KeyARN(arn).map { "\($0.account).\($0.region).\(keyID).json" } ?? ""
    }
}
