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
    ///   - now: the time by which something is due; nil for the KMS's, so that it does not hang on the clock of whoever runs it.
    /// - Throws: `KMSError` of kind `configuration` where the alias is none, or too long for the names that are made of it.
    public init(
        _ alias: String, policy: RotationPolicy, client: any KMSKeyDirectory & KMSAdministration,
        now: (@Sendable () -> Date)? = nil
    ) throws(KMSError) {
        keys = RotationKeys(client: client, aliases: try RotationAliases(naming: alias))
        self.policy = policy
        self.now = now ?? { client.serverTime }
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

    func rules(_ state: RotationState) -> RotationRules {
        RotationRules(state: state, policy: policy, now: now())
    }

    func take(_ step: RotationStep, _ state: RotationState) async throws -> RotationStep {
        try await RotationTaking(keys: keys, policy: policy, now: now).take(step, state)
    }

    private static let mostSteps = 20
    private static let mostConflicts = 3

    /// All keys of the account are looked at only where one may have to be made.
    func state(_ isPeriodOver: Bool) async throws -> RotationState {
        var state = try await keys.state()
        let plan = try RotationPlan(state, policy: policy, now: now(), isPeriodOver: isPeriodOver)
        guard plan.due(now: now())?.action == .create || state.revoked != nil else { return state }
        state.unpublished = try await keys.unpublished(besides: state.named)
        return state
    }
}
