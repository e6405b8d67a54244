// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI
import Synchronization

extension KMSKeyCollection {
    /// Makes a call that names a key by its ARN. A key that was found by an alias may be denied then, by a policy that goes
    /// by the alias in the request: the error says so.
    func calling<Answer>(byARN arn: String, _ call: () async throws -> Answer) async throws -> Answer {
        do {
            return try await call()
        } catch var error as KMSError where error.kind == .accessDenied {
            if let alias = ring.withLock({ $0.alias(of: arn) }) {
                error.message += ". \(AccessDenial.requestAlias(alias))"
            }
            throw error
        }
    }
}

extension KeyRing {
    /// The alias by which a key was found; nil if it was found by another reference.
    func alias(of arn: String) -> String? {
        for record in records.values {
            switch record {
            case .reference(let key) where key.bindings.contains { $0.arn == arn }:
                if let reference = try? KeyReference(key.reference), reference.isAlias { return key.reference }
            case .set(let set) where set.members.contains { $0.binding.arn == arn }: return set.reference
            default: continue
            }
        }
        return nil
    }
}
