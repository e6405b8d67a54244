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
        let (scope, now) = (scope, whole(now()))
        return try await explaining(operation, key) {
            try await self.store.read { records in
                try body(Lookup(records: records, scope: scope, now: now, operation: operation))
            }
        }
    }

    /// Changes something, as the answer to a request.
    func change<R: Sendable>(
        _ operation: KMSOperation, key: String?, _ body: @escaping @Sendable (Lookup) throws -> R
    ) async throws -> R {
        let (scope, now) = (scope, whole(now()))
        return try await explaining(operation, key) {
            try await self.store.change { records in
                let lookup = Lookup(records: records, scope: scope, now: now, operation: operation)
                try lookup.removeOverdue()
                return try body(lookup)
            }
        }
    }

    /// Fills in what every error of KMS carries.
    func explaining<R: Sendable>(
        _ operation: KMSOperation, _ key: String?, _ body: () async throws -> R
    ) async throws -> R {
        try Task.checkCancellation()
        do {
            return try await body()
        } catch let error as KMSError {
            var error = error.during(operation, key: key)
            if error.kind != .configuration {
                error.httpStatus = error.httpStatus ?? 400
                error.requestID = UUID().uuidString.lowercased()
            }
            throw error
        } catch let error as CancellationError {
            throw error
        } catch {
            throw KMSError(
                .kmsInternal, message: "LocalKMS could not do this.", operation: operation, keyReference: key,
                requestID: UUID().uuidString.lowercased(), httpStatus: 500, underlying: error)
        }
    }

    /// To the millisecond, as AWS dates its keys.
    private func whole(_ date: Date) -> Date {
        Date(timeIntervalSince1970: (date.timeIntervalSince1970 * 1000).rounded(.down) / 1000)
    }
}
