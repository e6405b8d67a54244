// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

extension RotationTaking {
    /// Makes a change of an alias, if the alias still is as it was seen.
    ///
    /// - Throws: `KMSError`; of kind `conflict` where it is not.
    func apply(_ change: RotationAliases.Change) async throws {
        switch change {
        case .create(let alias, let keyID):
            do {
                try await client.createAlias(CreateAliasRequest(aliasName: alias, targetKeyID: keyID))
            } catch let error as KMSError where error.kind == .alreadyExists {
                // The answer of the call before may have been lost.
                let found = try await keys.keyID(alias)
                guard found == keyID else { throw Self.conflict(alias, "names \(found ?? "another key") now", keyID) }
            } catch let error as KMSError where error.kind == .notFound {
                throw Self.conflict(alias, "can't name the key yet, which is too new", keyID)
            }
        case .update(let alias, let old, let keyID):
            let found = try await keys.keyID(alias)
            guard found != keyID else { return }
            guard found == old else { throw Self.conflict(alias, "names \(found ?? "no key") now, not \(old)", keyID) }
            do {
                try await client.updateAlias(UpdateAliasRequest(aliasName: alias, targetKeyID: keyID))
            } catch let error as KMSError where error.kind == .notFound {
                throw Self.conflict(alias, "is gone", keyID)
            }
        case .delete(let alias, let keyID):
            guard let found = try await keys.keyID(alias) else { return }
            guard found == keyID else { throw Self.conflict(alias, "names \(found) now", keyID) }
            do {
                try await client.deleteAlias(DeleteAliasRequest(aliasName: alias))
            } catch let error as KMSError where error.kind == .notFound {}
        }
    }

    static func conflict(_ alias: String, _ what: String, _ keyID: String) -> KMSError {
        KMSError(
            .conflict, message: "\(alias) \(what): somebody else rotates it too, or KMS shows a state that is old",
            keyReference: keyID)
    }
}
