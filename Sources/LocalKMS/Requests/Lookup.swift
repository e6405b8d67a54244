// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Finds what a request names, as it is at one moment.
struct Lookup {
    let records: any KeyRecords
    let scope: Scope
    let now: Date
    let operation: KMSOperation
    /// The key that a test wants to be used, whatever the request names.
    let otherKey: String?
    /// What is not yet to be seen of the aliases.
    let history: AliasHistory

    /// The key that a key id, a key ARN, an alias or an alias ARN names.
    func key(_ reference: String) throws -> KeyRecord {
        try named(otherKey ?? reference)
    }

    private func named(_ reference: String) throws -> KeyRecord {
        try Self.checkLength(reference, at: "keyId")
        if let arn = try parsedARN(reference) {
            guard scope.contains(arn) else { throw notFound(arn) }
            return try arn.keyID == nil ? aliased(arn.resource) : identified(arn.keyID ?? "")
        }
        return try reference.utf8.starts(with: AliasName.prefix.utf8) ? aliased(reference) : identified(reference)
    }

    /// The key that a key id or a key ARN names: what the operations take that change keys.
    func keyButNoAlias(_ reference: String, at member: String = "keyId") throws -> KeyRecord {
        if let otherKey { return try named(otherKey) }
        try Self.checkLength(reference, at: member)
        guard let arn = try parsedARN(reference) else {
            try checkIsNoTarget(isAlias: reference.utf8.starts(with: AliasName.prefix.utf8))
            return try identified(reference)
        }
        guard let id = arn.keyID else {
            try checkIsNoTarget(isAlias: true)
            throw KMSError.invalidARN(reference)
        }
        guard scope.contains(arn) else { throw notFound(arn) }
        return try identified(id)
    }

    /// The aliases of this Region, and the keys that they name.
    func aliases() throws -> [AliasName: KeyID] { try records.aliases(in: scope) }

    /// The aliases as they are shown, which may be as they were a while ago.
    func shownAliases() throws -> [AliasName: KeyID] { history.shown(try aliases(), in: scope, at: now) }

    func place(_ id: KeyID) -> KeyPlace { KeyPlace(scope: scope, id: id) }

    private func identified(_ string: String) throws -> KeyRecord {
        guard let id = KeyID(string) else { throw KMSError.invalidKeyID(string) }
        guard let key = try living(place(id)) else { throw KMSError.keyNotFound(scope.arn(of: id)) }
        return key
    }

    private func aliased(_ string: String) throws -> KeyRecord {
        guard let name = AliasName(string) else { throw KMSError.aliasNotFound(scope.arn(string.printable)) }
        guard let target = try shownAliases()[name], let key = try living(place(target)) else {
            throw KMSError.aliasNotFound(scope.arn(of: name))
        }
        return key
    }

    private func parsedARN(_ reference: String) throws -> KeyARN? {
        guard reference.utf8.starts(with: "arn:".utf8) else { return nil }
        if let arn = KeyARN(reference) { return arn }
        // The model lists InvalidArnException for the other operations, and not for these.
        switch operation {
        case .sign, .verify, .generateMac, .verifyMac, .createAlias, .updateAlias:
            throw KMSError.invalidKeyID(reference)
        default: throw KMSError.invalidARN(reference)
        }
    }

    /// Refuses to let an alias name an alias.
    private func checkIsNoTarget(isAlias: Bool) throws {
        guard isAlias, [.createAlias, .updateAlias].contains(operation) else { return }
        throw KMSError.validation("Aliases must refer to keys. Not aliases")
    }

    private func notFound(_ arn: KeyARN) -> KMSError {
        if arn.region != scope.region { return .otherRegion(arn.region) }
        return arn.keyID == nil ? .aliasNotFound(arn.description) : .keyNotFound(arn.description)
    }

    private static func checkLength(_ reference: String, at member: String) throws {
        guard !reference.isEmpty else {
            throw KMSError.constraint(reference, at: member, "have length greater than or equal to 1")
        }
        guard reference.utf8.count <= 2048 else {
            throw KMSError.constraint(reference, at: member, "have length less than or equal to 2048")
        }
    }
}
