// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// One behaviour that every KMS must show.
public struct ContractCase: Sendable, CustomStringConvertible {
    /// The behaviour as a sentence.
    public let description: String
    let body: @Sendable (KMSUnderTest) async throws -> Void

    init(_ description: String, _ body: @escaping @Sendable (KMSUnderTest) async throws -> Void) {
        self.description = description
        self.body = body
    }

    /// Tries a KMS.
    ///
    /// - Throws: ``ContractViolation`` where it does otherwise; what the client throws where that was not expected.
    public func run(on kms: KMSUnderTest) async throws { try await body(kms) }
}
