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
    ///   - alias: the one that signs: `alias/x`.
    ///   - now: the time; for tests.
    public init(
        _ alias: String, policy: RotationPolicy, client: any KMSKeyDirectory & KMSAdministration,
        now: @escaping @Sendable () -> Date = { Date() }
    ) {
        keys = RotationKeys(client: client, aliases: RotationAliases(current: alias))
        self.policy = policy
        self.now = now
    }

    /// What is to be done, and nothing done.
    ///
    /// - Throws: `RotationRefusal` where a token would be refused by the policy, `KMSError`; `CancellationError`.
    public func look() async throws -> Report {
        let state = try await state()
        return Report(done: [], plan: try RotationPlan(state, policy: policy, now: now()), state: state)
    }

    /// Does all that is due, to the last.
    ///
    /// - Throws: as ``look()``. What was done until then stays, and the next run goes on from there.
    public func run() async throws -> Report {
        var done: [RotationStep] = []
        while done.count < Self.mostSteps {
            let report = try await look()
            guard let step = report.plan.due(now: now()) else {
                return Report(done: done, plan: report.plan, state: report.state)
            }
            try await RotationTaking(keys: keys, policy: policy, now: now).take(step, report.state)
            done.append(step)
        }
        throw KMSError(.configuration, message: "there is no end of what is due: somebody else changes the aliases too")
    }

    /// Takes the key that signs out of use at once, and lets another sign.
    ///
    /// - Throws: as ``look()``. Where that happens in between, the next ``run()`` finishes it.
    public func revoke() async throws -> Report {
        let state = try await state()
        let revoked = (state.revoked ?? state.current).keyID
        let step = RotationStep(action: .revoke(keyID: revoked), due: now())
        try await RotationTaking(keys: keys, policy: policy, now: now).take(step, state)
        let report = try await run()
        return Report(done: [step] + report.done, plan: report.plan, state: report.state)
    }

    private static let mostSteps = 20

    /// All keys of the account are looked at only where one may have to be made.
    private func state() async throws -> RotationState {
        var state = try await keys.state()
        let plan = try RotationPlan(state, policy: policy, now: now())
        guard plan.due(now: now())?.action == .create || state.revoked != nil else { return state }
        state.unpublished = try await keys.unpublished(besides: state.named)
        return state
    }
}

extension RotationState {
    var named: Set<String> { Set(([current, next, revoked] + previous).compactMap { $0?.keyID }) }
}
