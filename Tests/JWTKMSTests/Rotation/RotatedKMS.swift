// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import KMSAPI
import LocalKMS
import Synchronization
import Testing

@testable import JWTKMS

/// A KMS with a rotation in it, and a clock that is moved by hand.
final class RotatedKMS: Sendable {
    static let policy = RotationPolicy(tokenLifetime: .seconds(3600), period: .seconds(30 * 86_400))

    let kms: LocalKMS
    private let time: TestTime

    final class TestTime: Sendable {
        let now = Mutex(Date(timeIntervalSince1970: 1_800_000_000))
    }

    private init(_ kms: LocalKMS, _ time: TestTime) { (self.kms, self.time) = (kms, time) }

    /// With a key that signs.
    static func start(_ spec: KeySpec = .eccNISTP256) async throws -> RotatedKMS {
        let time = TestTime()
        let kms = LocalKMS(now: { time.now.withLock { $0 } })
        _ = try await kms.makeKey(spec, alias: "alias/x")
        return RotatedKMS(kms, time)
    }

    var now: Date {
        get { time.now.withLock { $0 } }
        set { time.now.withLock { $0 = newValue } }
    }

    func operated(by client: (any KMSKeyDirectory & KMSAdministration)? = nil) throws -> KeyRotation {
        try KeyRotation(
            "alias/x", policy: Self.policy, client: client ?? kms, now: { [time] in time.now.withLock { $0 } })
    }

    /// Goes on to when the next step is due.
    func wait() async throws {
        let step = try #require(try await operated().look().plan.steps.first)
        now = max(now, step.due)
    }

    /// Takes so many steps of rotations that do not wait for the end of a period, so that keys before have tokens that live,
    /// and goes on to when the next of them is due.
    func hurry(steps: Int) async throws {
        for _ in 0..<steps {
            _ = try await operated().run(isPeriodOver: true)
            let plan = try await operated().look(isPeriodOver: true).plan
            now = try #require(plan.steps.first { if case .retire = $0.action { false } else { true } }?.due)
        }
    }

    /// What each alias of the rotation names.
    func aliases() async throws -> [String: String] {
        let list = try await kms.listAliases(ListAliasesRequest(limit: 100)).aliases
        return Dictionary(
            uniqueKeysWithValues: list.compactMap { entry in
                let name = entry.aliasName
                guard let key = entry.targetKeyID, name.hasPrefix("alias/x") else {
                    return nil
                }
                return (name, key)
            })
    }

    /// All keys, by their ids.
    func keys() async throws -> [String: KeyMetadata] {
        var keys: [String: KeyMetadata] = [:]
        for entry in try await kms.listKeys(ListKeysRequest(limit: 1000)).keys {
            keys[entry.keyID] = try await kms.describeKey(DescribeKeyRequest(keyID: entry.keyID)).keyMetadata
        }
        return keys
    }

    /// Keys that can be used, and that no alias names.
    func leaked() async throws -> [String] {
        let named = try await Set(aliases().values)
        return try await keys().values.filter { $0.keyState == .enabled && !named.contains($0.keyID) }.map(\.keyID)
    }
}
