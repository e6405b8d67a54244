// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import KMSAPI
import LocalKMS
import Testing

@testable import JWTKMS

@Suite("Rotations that are broken off, and two at a time")
struct InterruptionTests {
    /// Brings a rotation to where the step of this number is due: create, promote, retire.
    private func world(before step: Int) async throws -> RotatedKMS {
        let world = try await RotatedKMS.start()
        for _ in 0..<step {
            try await world.wait()
            _ = try await world.operated().run()
        }
        try await world.wait()
        return world
    }

    /// The keys that must have a name: what signs, and what has signed and is not over.
    private func published(_ world: RotatedKMS) async throws -> Set<String> {
        let aliases = try await world.aliases()
        return Set([aliases["alias/x"], aliases["alias/x-previous"], aliases["alias/x-next"]].compactMap { $0 })
    }

    @Test(
        "broken off at any call of any step, the next run comes to the same end, and no key is ever without a name",
        arguments: 0..<3)
    func crashes(step: Int) async throws {
        var (call, isOver, count) = (1, false, 0)
        let reference = try await world(before: step)
        _ = try await reference.operated().run()
        while !isOver {
            for interruption in [InterruptedKMS.Interruption.before, .after] {
                let world = try await world(before: step)
                let published = try await published(world)
                let client = InterruptedKMS(world.kms) {
                    // What is published stays so until it is to be deleted.
                    let named = try await Set(world.aliases().values)
                    for key in published.subtracting(named) {
                        #expect(try await world.keys()[key]?.keyState == .pendingDeletion)
                    }
                }
                client.interrupt(call, interruption)
                do {
                    _ = try await world.operated(by: client).run()
                    isOver = true
                } catch is InterruptedKMS.BrokenOff {
                    count += 1
                    _ = try await world.operated().run()
                }
                #expect(try await world.aliases().keys == reference.aliases().keys, "call \(call)")
                #expect(try await world.keys().count == reference.keys().count, "call \(call)")
                #expect(try await world.leaked().isEmpty, "call \(call)")
                // A run more changes nothing.
                #expect(try await world.operated().run().done.isEmpty)
            }
            call += 1
        }
        #expect(count >= 30)
    }

    @Test("a crash loop makes one key, and not one a crash")
    func crashLoop() async throws {
        let world = try await world(before: 0)
        for _ in 0..<200 {
            let client = InterruptedKMS(world.kms)
            let rotation = try world.operated(by: client)
            // Up to the first CreateAlias.
            let calls = try await probe(world)
            client.interrupt(calls, .before)
            await #expect(throws: InterruptedKMS.BrokenOff.self) { try await rotation.run() }
        }
        #expect(try await world.keys().count == 2)
        _ = try await world.operated().run()
        #expect(try await world.leaked().isEmpty)
    }

    /// The number of the call by which a run would name the next key.
    private func probe(_ world: RotatedKMS) async throws -> Int {
        let report = try await world.operated().look()
        let named = report.state.named.count
        let others = try await world.keys().count - named
        // -revoked, -next, x and its tags, -previous; all keys, and the tags and the state of each that is left over.
        let look = 5 + 1 + others * 2
        let making = others == 0 ? 4 : 0
        return look + making + 1
    }

    @Test(
        "keys that runs left which nobody finished are deleted once one is to be made, but not before an hour is over")
    func leftovers() async throws {
        let world = try await world(before: 0)
        let tags = [Tag(tagKey: "jwt-kms:rotation", tagValue: "alias/x")]
        for _ in 0..<3 { _ = try await world.kms.createKey(CreateKeyRequest(keySpec: .eccNISTP256, tags: tags)) }
        let others = try await world.kms.createKey(
            CreateKeyRequest(keySpec: .eccNISTP256, tags: [Tag(tagKey: "jwt-kms:rotation", tagValue: "alias/y")]))
        #expect(
            try await world.operated().look().plan.steps.filter { if case .discard = $0.action { true } else { false } }
                .count == 2)
        world.now += 3601
        _ = try await world.operated().run()
        #expect(try await world.leaked() == [others.keyMetadata.keyID])
        let aliases = try await world.aliases()
        #expect(aliases.count == 2)
        #expect(try await world.keys().values.filter { $0.keyState == .pendingDeletion }.count == 2)
    }

    @Test(
        "two operators at a time, one held up at any call while the other runs: as if there had been one",
        arguments: 0..<3)
    func twoOperators(step: Int) async throws {
        var (call, isOver) = (1, false)
        let reference = try await world(before: step)
        _ = try await reference.operated().run()
        while !isOver {
            let world = try await world(before: step)
            let published = try await published(world)
            let client = InterruptedKMS(world.kms)
            client.interrupt(call, .meanwhile { _ = try await world.operated().run() })
            _ = try await world.operated(by: client).run()
            isOver = client.calls.count < call
            #expect(try await world.aliases().keys == reference.aliases().keys, "call \(call)")
            #expect(try await world.leaked().isEmpty, "call \(call)")
            let keys = try await world.keys()
            let aliases = try await world.aliases()
            #expect(Set(aliases.values).count == aliases.count, "call \(call)")
            for key in aliases.values { #expect(keys[key]?.keyState == .enabled, "call \(call)") }
            if step < 2 {
                #expect(published.isSubset(of: aliases.values), "call \(call)")
            }
            call += 1
        }
        #expect(call > 10)
    }

    @Test(
        "two operators who revoke at a time: one key signs, the old one is out, none is left over; who named it is told so",
        arguments: [true, false])
    func twoRevocations(isNamed: Bool) async throws {
        var (call, isOver) = (1, false)
        while !isOver {
            let world = try await RotatedKMS.start()
            let bad = try #require(try await world.aliases()["alias/x"])
            let client = InterruptedKMS(world.kms)
            let named = isNamed ? bad : nil
            client.interrupt(call, .meanwhile { _ = try await world.operated().revoke(named) })
            // Who names none is told that another was faster: the one that signs now may be the one that is meant.
            do { _ = try await world.operated(by: client).revoke(named) } catch let error as KMSError {
                #expect(!isNamed && [.configuration, .conflict].contains(error.kind), "call \(call): \(error)")
            }
            isOver = client.calls.count < call
            _ = try await world.operated().run()
            #expect(try await Array(world.aliases().keys) == ["alias/x"], "call \(call)")
            let keys = try await world.keys()
            #expect(keys[bad]?.keyState == .disabled, "call \(call)")
            #expect(try await keys[world.aliases()["alias/x"] ?? ""]?.keyState == .enabled, "call \(call)")
            #expect(try await world.leaked().isEmpty, "call \(call)")
            call += 1
        }
        #expect(call > 10)
    }
}
