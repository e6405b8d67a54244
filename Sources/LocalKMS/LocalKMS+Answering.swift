// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension LocalKMS {
    /// Looks something up, as the answer to a request.
    func answer<R: Sendable>(
        _ operation: KMSOperation, key: String? = nil, _ body: @escaping @Sendable (Lookup) throws -> R
    ) async throws -> R {
        try await serve(operation, key) { try await self.look(operation, $0, body) }
    }

    /// Changes something, as the answer to a request.
    func change<R: Sendable>(
        _ operation: KMSOperation, key: String?, _ body: @escaping @Sendable (Lookup) throws -> R
    ) async throws -> R {
        try await serve(operation, key) { try await self.change(operation, $0, body) }
    }

    /// Answers a request, with what a test ordered to happen to it, and fills in what every error of KMS carries.
    func serve<R: Sendable>(
        _ operation: KMSOperation, _ key: String?, _ body: (Interference) async throws -> R
    ) async throws -> R {
        try await told(operation, key) {
            let interference = try faults.begin(operation)
            try await interference.happen()
            if interference.isDenied { throw try await denial(operation, key, interference) }
            let answer = try await body(interference)
            if let (alias, key) = interference.move { try await moveAlias(alias, to: key) }
            return answer
        }
    }

    /// Fills in what every error of KMS carries.
    func told<R: Sendable>(_ operation: KMSOperation, _ key: String?, _ body: () async throws -> R) async throws -> R {
        try Task.checkCancellation()
        do {
            return try await body()
        } catch let error as KMSError {
            throw error.during(operation, key: key).answered
        } catch let error as CancellationError {
            throw error
        } catch {
            throw KMSError(
                .kmsInternal, message: "LocalKMS could not do this.", operation: operation, keyReference: key,
                underlying: error
            ).answered
        }
    }

    /// One look at the records.
    func look<R: Sendable>(
        _ operation: KMSOperation, _ interference: Interference, _ body: @escaping @Sendable (Lookup) throws -> R
    ) async throws -> R {
        let lookup = lookup(operation, interference)
        return try await store.read { records in try body(lookup(records)) }
    }

    /// One change of the records.
    func change<R: Sendable>(
        _ operation: KMSOperation, _ interference: Interference, _ body: @escaping @Sendable (Lookup) throws -> R
    ) async throws -> R {
        let lookup = lookup(operation, interference)
        return try await store.change { records in
            let lookup = lookup(records)
            try lookup.removeOverdue()
            return try body(lookup)
        }
    }

    /// What a request sees of the records, once their lock is held.
    private func lookup(
        _ operation: KMSOperation, _ interference: Interference
    ) -> @Sendable (any KeyRecords) -> Lookup {
        let (scope, now, history) = (scope, Self.whole(now()), faults.aliases)
        return { records in
            Lookup(
                records: records, scope: scope, now: now, operation: operation, otherKey: interference.key,
                history: history)
        }
    }

    /// To the millisecond, as AWS dates its keys.
    static func whole(_ date: Date) -> Date {
        Date(timeIntervalSince1970: (date.timeIntervalSince1970 * 1000).rounded(.down) / 1000)
    }
}

extension KMSError {
    /// The error as KMS answers it: with a status and a request id. What never reached KMS has none.
    fileprivate var answered: KMSError {
        guard kind.ofService == kind, kind != .malformedResponse else { return self }
        var error = self
        error.kmsStatus = kmsStatus ?? (Self.serverFaults.contains(kind) ? 500 : 400)
        error.requestID = requestID ?? UUID().uuidString.lowercased()
        return error
    }

    private static let serverFaults: Set<Kind> = [.kmsInternal, .dependencyTimeout, .keyUnavailable]
}
