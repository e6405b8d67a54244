// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import KMSAPI
import LocalKMS
import Testing

@Suite("LocalKMS deletes by its clock")
struct LifecycleTests {
    let clock = TestClock()

    @Test("a key is gone with its aliases when its time is over, and not before", arguments: [true, false])
    func deletion(inMemory: Bool) async throws {
        try await withFolder { folder in
            let now: @Sendable () -> Date = { [clock] in clock.now }
            let kms = inMemory ? LocalKMS(now: now) : try LocalKMS(folder: folder, now: now)
            let key = try await kms.newKey()
            try await kms.createAlias(.init(aliasName: "alias/x", targetKeyID: key.keyID))
            let answer = try await kms.scheduleKeyDeletion(.init(keyID: key.arn, pendingWindowInDays: 7))
            #expect(answer.deletionDate == clock.now.addingTimeInterval(7 * 86_400))

            clock.advance(days: 6.99)
            #expect(try await kms.describeKey(.init(keyID: "alias/x")).keyMetadata.keyState == .pendingDeletion)

            clock.advance(days: 0.01)
            #expect(await refusal { _ = try await kms.describeKey(.init(keyID: key.arn)) }?.kind == .notFound)
            #expect(await refusal { _ = try await kms.describeKey(.init(keyID: "alias/x")) }?.kind == .notFound)
            #expect(await refusal { _ = try await kms.cancelKeyDeletion(.init(keyID: key.arn)) }?.kind == .notFound)
            #expect(try await kms.listKeys(.init()).keys.isEmpty)
            #expect(try await kms.listAliases(.init()).aliases.isEmpty)

            let next = try await kms.newKey()
            try await kms.createAlias(.init(aliasName: "alias/x", targetKeyID: next.keyID))
            #expect(try await kms.describeKey(.init(keyID: "alias/x")).keyMetadata.arn == next.arn)
            if !inMemory {
                let files = try FileManager.default.contentsOfDirectory(atPath: folder + "/keys")
                #expect(files.filter { $0.hasSuffix(".json") } == [next.fileName])
            }
        }
    }

    @Test("keys are dated by the clock")
    func creationDate() async throws {
        let kms = LocalKMS(now: { [clock] in clock.now })
        #expect(try await kms.newKey().creationDate == clock.now)
    }
}
