// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

public import KMSAPI

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// Rotates a key: reads what its aliases name, and does what the plan says, one step at a time.
///
/// It keeps nothing between two runs. Whoever runs it next, wherever, goes on from what KMS says.
public struct KeyRotation: Sendable {
    /// What a run did, and what comes next.
    public struct Report: Sendable {
        /// What was done, in this order; empty where nothing was due.
        public let done: [RotationStep]
        /// What is to come, in the order of its time.
        public let plan: RotationPlan
        /// What the aliases name now.
        public let state: RotationState
    }

    let keys: RotationKeys
    let policy: RotationPolicy
    let now: @Sendable () -> Date

    /// - Parameters:
    ///   - alias: the name of the one that signs: `alias/x`.
    ///   - policy: as issuers and verifiers have it.
    ///   - now: the time; for tests.
    /// - Throws: `KMSError` of kind `configuration` where the alias is none, or too long for the names that are made of it.
    public init(
        _ alias: String, policy: RotationPolicy, client: any KMSKeyDirectory & KMSAdministration,
        now: @escaping @Sendable () -> Date = { Date() }
    ) throws(KMSError) {
        keys = RotationKeys(client: client, aliases: try RotationAliases(naming: alias))
        self.policy = policy
        self.now = now
    }

    /// What the aliases of a rotation name now.
    ///
    /// - Throws: `KMSError`; of kind `configuration` where the alias is none. `CancellationError`.
    public static func state(
        of alias: String, client: any KMSKeyDirectory & KMSAdministration
    ) async throws -> RotationState {
        try await RotationKeys(client: client, aliases: RotationAliases(naming: alias)).state()
    }

    /// What is to be done, and nothing done.
    ///
    /// - Parameter isPeriodOver: as of ``run(isPeriodOver:)``.
    /// - Throws: ``RotationRefusal`` where a token would be refused by the policy, `KMSError`; `CancellationError`.
    public func look(isPeriodOver: Bool = false) async throws -> Report {
        let state = try await state(isPeriodOver)
        let plan = try RotationPlan(state, policy: policy, now: now(), isPeriodOver: isPeriodOver)
        return Report(done: [], plan: plan, state: state)
    }

    /// Does all that is due, to the last.
    ///
    /// - Parameter isPeriodOver: whether the next key is to sign as soon as all have it, however long the current one has
    ///   signed. Ask for it again when it may: nothing is written of it.
    /// - Throws: as ``look(isPeriodOver:)``. What was done until then stays, and the next run goes on from there.
    public func run(isPeriodOver: Bool = false) async throws -> Report {
        var isPeriodOver = isPeriodOver
        var (done, last, conflicts, making) = ([RotationStep](), RotationStep?.none, 0, KMSError?.none)
        while done.count < Self.mostSteps {
            let report = try await look(isPeriodOver: isPeriodOver)
            // What was made a moment ago may not be seen yet: one more would not be either.
            if let making, report.plan.due(now: now())?.action == .create { throw making }
            // KMS may not show yet what was just done.
            guard let step = report.plan.due(now: now()), step.action != last?.action else {
                return Report(done: done, plan: report.plan, state: report.state)
            }
            do {
                done.append(try await take(step, report.state))
                last = step
                // One rotation was asked for, and this was it.
                if case .promote = step.action { isPeriodOver = false }
            } catch let error as KMSError where error.kind == .conflict && conflicts < Self.mostConflicts {
                // Somebody else may have done it: the next look tells.
                conflicts += 1
                if step.action == .create { making = error }
            }
        }
        throw KMSError(
            .conflict, message: "there is no end of what is due: somebody else changes the aliases too",
            keyReference: keys.aliases.current)
    }

    /// Takes a key out of use at once: it is disabled, no longer published, and if it is the one that signs, another signs
    /// in its place: the next one, or one that is made.
    ///
    /// - Parameter keyID: the id or ARN of the one that nobody is to trust any more, which an alias of the rotation names; nil for the one
    ///   that signs. That one is not taken where it came to sign a moment ago: it may be what another operator put in the
    ///   place of the one that you mean. Nothing is done of one that is revoked already.
    /// - Throws: as ``look(isPeriodOver:)``; `KMSError` of kind `configuration` where the key is none of this rotation's. Where it is
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
        return Report(done: [step] + report.done, plan: report.plan, state: report.state)
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
        // Logs tell ARNs.
        let keyID = key.map { KeyARN($0)?.keyID ?? $0 }
        if let revoked = state.revoked, keyID ?? revoked.keyID == revoked.keyID { return revoked.keyID }
        if let keyID {
            guard state.named.contains(keyID) else {
                if try await keys.isOutOfUse(keyID) { return nil }
                throw KMSError(.configuration, message: "no alias of the rotation names it", keyReference: keyID)
            }
            return keyID
        }
        let current = state.current
        if let promoted = current.marks.promoted, now() < promoted.addingTimeInterval(policy.spread.seconds),
            !rules(state).isAhead(promoted)
        {
            throw KMSError(
                .configuration,
                message:
                    "the key \(current.keyID) signs only since \(promoted.formatted(.iso8601)): if another operator "
                    + "has revoked the one before it, all is done; to revoke this one, name its id",
                keyReference: keys.aliases.current)
        }
        return current.keyID
    }

    /// What revoking a key does to others.
    package struct Consequences: Sendable {
        /// What signs in its place; nil for one that is made for it.
        package let replacement: RotationState.Key?
        /// Whether an alias names it that is none of the rotation's.
        package let hasOtherNames: Bool
    }

    package func consequences(ofRevoking keyID: String, _ state: RotationState) async throws -> Consequences {
        var state = state
        state.revoked = state.keys.first { $0.keyID == keyID }
        return Consequences(
            replacement: rules(state).replacement, hasOtherNames: try await keys.hasOtherNames(keyID))
    }

    private func rules(_ state: RotationState) -> RotationRules {
        RotationRules(state: state, policy: policy, now: now())
    }

    private func take(_ step: RotationStep, _ state: RotationState) async throws -> RotationStep {
        try await RotationTaking(keys: keys, policy: policy, now: now).take(step, state)
    }

    private static let mostSteps = 20
    private static let mostConflicts = 3

    /// All keys of the account are looked at only where one may have to be made.
    private func state(_ isPeriodOver: Bool) async throws -> RotationState {
        var state = try await keys.state()
        let plan = try RotationPlan(state, policy: policy, now: now(), isPeriodOver: isPeriodOver)
        guard plan.due(now: now())?.action == .create || state.revoked != nil else { return state }
        state.unpublished = try await keys.unpublished(besides: state.named)
        return state
    }
}
