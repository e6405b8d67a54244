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

    /// The key that a key id, a key ARN, an alias or an alias ARN names.
    func key(_ reference: String) throws -> KeyRecord {
        try Self.checkLength(reference, at: "keyId")
        if let arn = try parsedARN(reference) {
            guard scope.contains(arn) else { throw notFound(arn) }
            return try arn.keyID == nil ? aliased(arn.resource) : identified(arn.keyID ?? "")
        }
        return try reference.utf8.starts(with: AliasName.prefix.utf8) ? aliased(reference) : identified(reference)
    }

    /// The key that a key id or a key ARN names: what the operations take that change keys.
    func keyButNoAlias(_ reference: String, at member: String = "keyId") throws -> KeyRecord {
        try Self.checkLength(reference, at: member)
        guard let arn = try parsedARN(reference) else { return try identified(reference) }
        guard let id = arn.keyID else { throw KMSError.invalidARN(reference) }
        guard scope.contains(arn) else { throw notFound(arn) }
        return try identified(id)
    }

    /// The key of this id; nil where there is none, or none any more.
    func living(_ id: KeyID) throws -> KeyRecord? {
        guard let key = try records.key(id), !key.isOver(at: now) else { return nil }
        return key
    }

    /// Whether a key is there. One whose file can't be read is.
    func isThere(_ id: KeyID) -> Bool {
        do { return try living(id) != nil } catch { return true }
    }

    func arn(of key: KeyRecord) -> String { scope.arn(of: key.id) }

    private func identified(_ string: String) throws -> KeyRecord {
        guard let id = KeyID(string) else { throw KMSError.invalidKeyID(string) }
        guard let key = try living(id) else { throw KMSError.keyNotFound(scope.arn(of: id)) }
        return key
    }

    private func aliased(_ string: String) throws -> KeyRecord {
        guard let name = AliasName(string) else { throw KMSError.aliasNotFound(scope.arn(string.printable)) }
        guard let target = try records.aliases()[name], let key = try living(target) else {
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

    private func notFound(_ arn: KeyARN) -> KMSError {
        arn.keyID == nil ? .aliasNotFound(arn.description) : .keyNotFound(arn.description)
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
