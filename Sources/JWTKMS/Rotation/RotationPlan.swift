// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// What is to be done next with a rotation's keys: from what KMS says of them now and the policy, by rules alone.
///
/// Nothing is remembered between two runs, so that a run that was broken off, and two operators at a time, come to the same
/// end: what is half done is finished first.
public struct RotationPlan: Sendable {
    /// All that is to be done as things are, in the order of its time.
    public let steps: [RotationStep]
    /// What keeps the next key from signing; empty where nothing does.
    public let obstacles: [RotationObstacle]

    /// A key that was made a moment ago may be about to be published by another operator.
    static let youth: TimeInterval = 3600

    /// - Parameter isPeriodOver: whether the next key is to sign as soon as all have it, however long the current one has
    ///   signed.
    /// - Throws: ``RotationRefusal`` where a token would be refused by this policy.
    public init(
        _ state: RotationState, policy: RotationPolicy, now: Date, isPeriodOver: Bool = false
    ) throws(RotationRefusal) {
        try policy.checkSafety()
        let rules = RotationRules(state: state, policy: policy, now: now, isPeriodOver: isPeriodOver)
        obstacles = rules.obstacles
        steps = rules.steps.enumerated()
            .sorted { ($0.element.due, $0.offset) < ($1.element.due, $1.offset) }.map(\.element)
    }

    /// The step that may be taken now; nil where it is to be waited.
    public func due(now: Date) -> RotationStep? { steps.first.flatMap { $0.due <= now ? $0 : nil } }
}
