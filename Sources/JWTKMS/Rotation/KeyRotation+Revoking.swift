// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension KeyRotation {
    /// Takes a key out of use at once: it is disabled, no longer published, and if it is the one that signs, another signs
    /// in its place: the next one, or one that is made.
    ///
    /// - Parameter keyID: the id or ARN of the one that nobody is to trust any more, which an alias of the rotation names; nil for the one
    ///   that signs. That one is not taken where it came to sign a moment ago: it may be what another operator put in the
    ///   place of the one that you mean. Nothing is done of one that is revoked already.
    /// - Throws: as ``look(isPeriodOver:)``; `KMSError` of kind `configuration` where the key is none of this rotation's, of
    ///   kind `conflict` where another operator has just changed what signs: try again in a minute. Where it is
    ///   broken off, the next ``run(isPeriodOver:)`` finishes it.
    public func revoke(_ keyID: String? = nil) async throws -> Report {
        var state = try await state(false)
        // Another operator may have revoked it while the aliases were read.
        if isOld(state) { state = try await self.state(false) }
        guard let keyID = try await keyToRevoke(keyID, state) else { return try await look() }
        guard !isOld(state) else {
            throw RotationTaking.conflict(
                keys.aliases.current, "names a key that says that another has just taken its place",
                state.current.keyID)
        }
        if let other = state.revoked, other.keyID != keyID {
            // One at a time has the name of one that is being revoked.
            try await finishRevoking(other.keyID, state)
            state = try await self.state(false)
        }
        try await finishRevoking(keyID, state)
        let report = try await run()
        let step = RotationStep(action: .revoke(keyID: keyID), due: now())
        let others = report.done.filter { $0.action != step.action }
        return Report(done: [step] + others, plan: report.plan, state: report.state)
    }

    /// Whether the key that signs says that another took its place a moment ago, and its revocation is not under way: KMS may
    /// show the aliases as they were, and the one that signs would lose its only name.
    private func isOld(_ state: RotationState) -> Bool {
        rules(state).demotionSettles != nil && (state.revoked == nil || state.current.keyState == .disabled)
    }

    private func finishRevoking(_ keyID: String, _ state: RotationState) async throws {
        var state = state
        // Of a key that can't be named as revoked, what was broken off is found like this alone.
        if state.current.keyID == keyID, state.current.keyState.isPendingDeletion, state.revoked == nil {
            state.unpublished = try await keys.unpublished(besides: state.named)
        }
        do {
            _ = try await take(RotationStep(action: .revoke(keyID: keyID), due: now()), state)
        } catch let error as KMSError where error.kind == .conflict {
            // Another operator does the same. Where it is written down that the key is to be revoked, the next run does it.
            guard try await keys.keyID(keys.aliases.revoked) != keyID else { return }
            guard try await !keys.state().named.contains(keyID), try await keys.isOutOfUse(keyID) else { throw error }
        }
    }

    /// The key that ``revoke(_:)`` takes out of use, as it throws; nil where that was done before.
    package func keyToRevoke(_ key: String?, _ state: RotationState) async throws -> String? {
        guard let key else { return try signingKeyToRevoke(state) }
        let keyID = try await keyID(key)
        if state.named.contains(keyID) { return keyID }
        if try await keys.isOutOfUse(keyID) { return nil }
        throw KMSError(.configuration, message: "no alias of the rotation names it", keyReference: key)
    }

    /// The one that signs; but not where it came to sign a moment ago.
    private func signingKeyToRevoke(_ state: RotationState) throws(KMSError) -> String {
        if let revoked = state.revoked { return revoked.keyID }
        let (current, marks) = (state.current, state.current.marks)
        let promoted = rules(state).past(marks.promoted)
        // One that was the next one, and is not marked yet, signs from now on.
        let isFresh = promoted.map { now() < $0.addingTimeInterval(policy.spread.seconds) } ?? (marks.announced != nil)
        guard !isFresh else {
            throw KMSError(
                .configuration,
                message:
                    "the key \(current.keyID) signs only since \(promoted?.formatted(.iso8601) ?? "a moment ago"): if another "
                    + "operator has revoked the one before it, all is done; to revoke this one, name its id (--key)",
                keyReference: keys.aliases.current)
        }
        return current.keyID
    }

    /// The id of a key that somebody names, who may have its ARN of a log.
    private func keyID(_ key: String) async throws -> String {
        let arn = KeyARN(key)
        guard let keyID = arn.map(\.keyID) ?? key, !keyID.utf8.starts(with: "alias/".utf8) else {
            throw KMSError(
                .configuration, message: "an alias may name another key by now: give the key's id or ARN",
                keyReference: key)
        }
        guard let arn, let found = try await keys.arn(keyID).flatMap(KeyARN.init) else { return keyID }
        // A multi-Region key is the same in all Regions.
        let isOfRegion = arn.region == found.region || keyID.utf8.starts(with: "mrk-".utf8)
        guard isOfRegion, arn.account == found.account, arn.partition == found.partition else {
            throw KMSError(
                .configuration,
                message: "it is another key: the one of this id in the rotation's account and Region is \(found)",
                keyReference: key)
        }
        return keyID
    }

    /// What revoking a key does to others.
    package struct Consequences: Sendable {
        /// What signs in its place; nil for one that is made for it.
        package let replacement: RotationState.Key?
        /// Whether an alias names it that is none of the rotation's.
        package let hasOtherNames: Bool
        /// The other Regions where the same key can be used all the same, of a multi-Region key.
        package let otherRegions: [String]
    }

    package func consequences(ofRevoking keyID: String, _ state: RotationState) async throws -> Consequences {
        var state = state
        state.revoked = state.key(keyID)
        return Consequences(
            replacement: rules(state).replacement, hasOtherNames: try await keys.hasOtherNames(keyID),
            otherRegions: try await keys.otherRegions(of: keyID))
    }
}
