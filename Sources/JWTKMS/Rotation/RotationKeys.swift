// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A rotation's keys as they are in KMS.
struct RotationKeys: Sendable {
    let client: any KMSKeyDirectory & KMSAdministration
    let aliases: RotationAliases

    /// What the aliases name now.
    ///
    /// - Throws: `KMSError`; of kind `notFound` where there is no key that signs, `configuration` where it is one that
    ///   encrypts: what it encrypted would be lost with it.
    func state() async throws -> RotationState {
        // In the order in which keys move: one that moves meanwhile is seen under one of its names.
        let (revoked, next) = (try await key(aliases.revoked), try await key(aliases.next))
        guard let current = try await key(aliases.current) else { throw try await noCurrent(besides: next) }
        guard [.signVerify, .generateVerifyMAC].contains(current.keyUsage) else {
            throw KMSError(
                .configuration,
                message:
                    "\(aliases.current) names a key of KeyUsage \(current.keyUsage): only keys that sign are rotated",
                operation: .describeKey, keyReference: aliases.current)
        }
        var previous: [RotationState.Key?] = []
        for index in 0..<RotationAliases.mostPrevious {
            guard let key = try await key(aliases.previous(index)) else { break }
            previous.append(key)
        }
        return RotationState(current: current, next: next, previous: previous, revoked: revoked)
    }

    private func noCurrent(besides next: RotationState.Key?) async throws -> KMSError {
        let isRotation = if next == nil { try await keyID(aliases.previous(0)) != nil } else { true }
        let remedy =
            isRotation
            ? "its companions are there: give this name to the key that signed last, whose tokens verifiers know"
            : "make a key and the alias first"
        return KMSError(
            .notFound, message: "there is no \(aliases.current); \(remedy)", operation: .describeKey,
            keyReference: aliases.current)
    }

    /// The id of the key that an alias names now; nil where there is no such alias.
    func keyID(_ alias: String) async throws -> String? {
        try await ifThere { try await metadata(alias).keyID }
    }

    /// Whether an alias that is none of the rotation's names a key too.
    func hasOtherNames(_ keyID: String) async throws -> Bool {
        try await !allNames(of: keyID).isSubset(of: aliases.all)
    }

    /// The aliases of the rotation that name a key.
    func names(of keyID: String) async throws -> Set<String> {
        try await allNames(of: keyID).intersection(aliases.all)
    }

    private func allNames(of keyID: String) async throws -> Set<String> {
        var (names, marker) = (Set<String>(), String?.none)
        repeat {
            let request = ListAliasesRequest(keyID: keyID, limit: 100, marker: marker)
            guard let page = try await ifThere({ try await client.listAliases(request) }) else { return names }
            names.formUnion(page.aliases.map(\.aliasName))
            marker = NextPage.marker(after: marker, isTruncated: page.truncated, next: page.nextMarker)
        } while marker != nil
        return names
    }

    /// Keys that were made for this rotation, that no alias names, and that never signed: those that runs left which were
    /// broken off.
    ///
    /// KMS has no search by tag: the tags of every key of the account and Region are read, one call a key. So this is asked
    /// only before a key is made.
    func unpublished(besides named: Set<String>) async throws -> [RotationState.Key] {
        var (found, marker) = ([RotationState.Key](), String?.none)
        repeat {
            let page = try await client.listKeys(ListKeysRequest(limit: 1000, marker: marker))
            for entry in page.keys where !named.contains(entry.keyID) {
                if let key = try await leftover(entry.keyID) { found.append(key) }
            }
            marker = NextPage.marker(after: marker, isTruncated: page.truncated, next: page.nextMarker)
        } while marker != nil
        return found
    }

    /// Whether a key of this rotation can sign no more, as one can't that was revoked or retired.
    func isOutOfUse(_ keyID: String) async throws -> Bool {
        try await ifThere {
            guard try await metadata(keyID).keyState != .enabled else { return false }
            return try await tags(of: keyID).contains(RotationTags.owner(aliases.current))
        } ?? false
    }

    /// nil where there is no such key.
    func arn(_ keyID: String) async throws -> String? { try await ifThere { try await metadata(keyID).arn } }

    /// The Regions that have the same key too: it is a multi-Region key.
    func otherRegions(of keyID: String) async throws -> [String] {
        let metadata = try await metadata(keyID)
        let keys = metadata.multiRegionConfiguration.map { [$0.primaryKey].compactMap { $0 } + ($0.replicaKeys ?? []) }
        return (keys ?? []).filter { $0.arn != metadata.arn }.compactMap(\.region)
    }

    /// nil where there is no such key any more.
    func keyState(_ keyID: String) async throws -> KeyState? {
        try await ifThere { try await metadata(keyID).keyState } ?? nil
    }

    func isPendingDeletionOrGone(_ keyID: String) async throws -> Bool {
        try await keyState(keyID)?.isPendingDeletion ?? true
    }

    /// nil where KMS knows no key or alias of the name that is asked for.
    private func ifThere<Value>(
        isExpected: Bool = true, _ ask: () async throws -> Value
    ) async throws -> Value? {
        do {
            return try await ExpectedAbsence.$isExpected.withValue(isExpected) { try await ask() }
        } catch let error as KMSError where error.kind == .notFound {
            return nil
        }
    }

    /// - Parameter reference: the id of a key, or an alias.
    private func metadata(_ reference: String) async throws -> KeyMetadata {
        try await client.describeKey(DescribeKeyRequest(keyID: reference)).keyMetadata
    }

    private func leftover(_ keyID: String) async throws -> RotationState.Key? {
        do {
            let tags = try await tags(of: keyID)
            guard tags.contains(RotationTags.owner(aliases.current)) else { return nil }
            let key = try await Self.key(metadata(keyID), tags)
            guard !key.keyState.isPendingDeletion, key.marks.promoted == nil, key.marks.demoted == nil else {
                return nil
            }
            return try await hasOtherNames(keyID) ? nil : key
        } catch let error as KMSError where [.accessDenied, .notFound, .kmsInvalidState].contains(error.kind) {
            // Somebody else's, or gone since.
            return nil
        }
    }

    private func key(_ alias: String) async throws -> RotationState.Key? {
        try await ifThere(isExpected: alias != aliases.current) {
            let metadata = try await metadata(alias)
            return try await Self.key(metadata, tags(of: metadata.keyID))
        }
    }

    private static func key(_ metadata: KeyMetadata, _ tags: [Tag]) throws -> RotationState.Key {
        guard let spec = metadata.keySpec, let usage = metadata.keyUsage, let state = metadata.keyState,
            let date = metadata.creationDate
        else {
            throw KMSError(
                .malformedResponse, message: "KMS answered without KeySpec, KeyUsage, KeyState or CreationDate",
                operation: .describeKey, keyReference: metadata.keyID)
        }
        return RotationState.Key(
            keyID: metadata.keyID, keySpec: spec, keyUsage: usage, keyState: state, creationDate: date,
            marks: RotationTags.marks(tags, since: date))
    }

    /// All tags of a key.
    func tags(of keyID: String) async throws -> [Tag] {
        var (tags, marker) = ([Tag](), String?.none)
        repeat {
            let page = try await client.listResourceTags(ListResourceTagsRequest(keyID: keyID, marker: marker))
            tags += page.tags
            marker = NextPage.marker(after: marker, isTruncated: page.truncated, next: page.nextMarker)
        } while marker != nil
        return tags
    }
}
