// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import KMSAPI
import LocalKMS
import Synchronization
import Testing

@testable import JWTKMS

@Suite("Operators who cross")
struct CrossingTests {
    /// A rotation whose next key may sign, asked for by `--now`, and whose key before has tokens that live.
    struct World {
        let kms: RotatedKMS
        let current: String
        let next: String
        let previous: String

        static func start() async throws -> World {
            let kms = try await RotatedKMS.start()
            try await kms.hurry(steps: 3)
            let aliases = try await kms.aliases()
            return World(
                kms: kms, current: try #require(aliases["alias/x"]), next: try #require(aliases["alias/x-next"]),
                previous: try #require(aliases["alias/x-previous"]))
        }
    }

    enum Operator: Sendable, CaseIterable {
        case rotates, revokesCurrent, revokesNext, revokesPrevious

        func revoked(_ world: World) -> String? {
            switch self {
            case .rotates: nil
            case .revokesCurrent: world.current
            case .revokesNext: world.next
            case .revokesPrevious: world.previous
            }
        }

        /// - Returns: the key that is to be revoked again, for whoever was told to come again.
        func operate(_ world: World, by client: InterruptedKMS) async throws -> String? {
            do {
                if let key = revoked(world) {
                    _ = try await world.kms.operated(by: client).revoke(key)
                } else {
                    _ = try await world.kms.operated(by: client).run(isPeriodOver: true)
                }
            } catch let error as KMSError where [.conflict, .configuration].contains(error.kind) {
                return revoked(world)
            }
            return nil
        }
    }

    private static let pairs = Operator.allCases.flatMap { first in
        Operator.allCases.compactMap { first == $0 ? nil : (first, $0) }
    }

    @Test(
        "one is held up at any call until the other is at any of its own, who waits for the first: each gets what it wants, and no living key is without a name",
        arguments: pairs)
    func cross(first: Operator, second: Operator) async throws {
        var (call, isOver, count) = (1, false, 0)
        while !isOver {
            // Of all that there are, enough: each of the first's calls meets other ones of the second's.
            var (other, isOtherOver) = (1 + call % 7, false)
            while !isOtherOver {
                let world = try await World.start()
                (isOver, isOtherOver) = try await cross(world, (first, call), (second, other))
                try await settle(world, [first, second], "\(first) \(call), \(second) \(other)")
                other += 7
                count += 1
            }
            call += 2
        }
        #expect(count > 50)
    }

    /// - Returns: whether each was through before its call came.
    private func cross(
        _ world: World, _ first: (by: Operator, call: Int), _ second: (by: Operator, call: Int)
    ) async throws -> (Bool, Bool) {
        let (one, two) = (InterruptedKMS(world.kms.kms), InterruptedKMS(world.kms.kms))
        let (isFirstOver, isSecondHeld) = (Gate(), Gate())
        two.interrupt(
            second.call,
            .meanwhile {
                isSecondHeld.open()
                await isFirstOver.pass()
            })
        let begun = Mutex(Task<String?, any Error>?.none)
        one.interrupt(
            first.call,
            .meanwhile {
                begun.withLock {
                    $0 = Task {
                        defer { isSecondHeld.open() }
                        return try await second.by.operate(world, by: two)
                    }
                }
                await isSecondHeld.pass()
            })
        let ofFirst = try await first.by.operate(world, by: one)
        isFirstOver.open()
        let task = begun.withLock { $0 }
        let ofSecond =
            if let task { try await task.value } else { try await second.by.operate(world, by: two) }
        for _ in 0..<3 {
            world.kms.now += 61
            _ = try await world.kms.operated().run()
            for key in [ofFirst, ofSecond].compactMap({ $0 }) {
                // What was told, that somebody else is at it, may be told once more.
                do { _ = try await world.kms.operated().revoke(key) } catch let error as KMSError
                    where error.kind == .conflict
                {}
            }
        }
        return (one.calls.count < first.call, two.calls.count < second.call)
    }

    private func settle(_ world: World, _ operators: [Operator], _ comment: String) async throws {
        let kms = world.kms
        let (aliases, keys) = (try await kms.aliases(), try await kms.keys())
        let revoked = Set(operators.compactMap { $0.revoked(world) })
        #expect(try await keys[#require(aliases["alias/x"])]?.keyState == .enabled, "\(comment)")
        #expect(revoked.isDisjoint(with: aliases.values), "\(comment)")
        #expect(revoked.allSatisfy { keys[$0]?.keyState == .disabled }, "\(comment)")
        let living = Set([world.current, world.previous]).subtracting(revoked)
        #expect(living.isSubset(of: aliases.values), "\(comment)")
        let numbers = (0..<9).filter { aliases[RotationAliases(current: "alias/x").previous($0)] != nil }
        #expect(numbers == Array(numbers.indices), "what stands behind a gap is not read: \(comment)")
        #expect(living.allSatisfy { keys[$0]?.keyState == .enabled }, "\(comment)")
        #expect(aliases["alias/x-revoked"] == nil, "\(comment)")
    }
}
