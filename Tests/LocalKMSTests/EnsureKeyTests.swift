// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import KMSAPI
import LocalKMS
import Testing

@Suite("ensureKey")
struct EnsureKeyTests {
    @Test("Makes key and alias if the alias is missing, and returns the same key from then on")
    func once() async throws {
        let kms = LocalKMS()
        let key = try await kms.ensureKey(alias: "alias/x", spec: .eccNISTP256)
        #expect(key.keySpec == .eccNISTP256 && key.keyUsage == .signVerify && key.keyState == .enabled)
        #expect(try await kms.sign("alias/x").keyID == key.arn)
        #expect(try await kms.ensureKey(alias: "alias/x", spec: .eccNISTP256) == key)
        #expect(try await kms.listKeys(.init()).keys.map(\.keyID) == [key.keyID])
    }

    @Test(
        "The usage is the usual one of the spec, unless it is given",
        arguments: [
            (.hmac256, nil, .generateVerifyMAC), (.symmetricDefault, nil, .encryptDecrypt),
            (.rsa2048, .encryptDecrypt, .encryptDecrypt), (.eccNISTP384, nil, .signVerify),
        ] as [(KeySpec, KeyUsage?, KeyUsage)])
    func usage(spec: KeySpec, usage: KeyUsage?, expected: KeyUsage) async throws {
        let kms = LocalKMS()
        #expect(try await kms.ensureKey(alias: "alias/x", spec: spec, usage: usage).keyUsage == expected)
    }

    @Test("An alias of a key of another type or usage is an error, and nothing is made")
    func otherKey() async throws {
        let kms = LocalKMS()
        let key = try await kms.ensureKey(alias: "alias/x", spec: .eccNISTP256)
        for (spec, usage) in [(.eccNISTP384, nil), (.eccNISTP256, .keyAgreement)] as [(KeySpec, KeyUsage?)] {
            let error = await refusal { try await kms.ensureKey(alias: "alias/x", spec: spec, usage: usage) }
            #expect(error?.kind == .configuration)
            #expect(
                error?.description.hasPrefix("Configuration of key alias/x: the alias names a key of type ") == true)
        }
        #expect(try await kms.listKeys(.init()).keys.map(\.keyID) == [key.keyID])
    }

    @Test("Names and types are refused as CreateAlias and CreateKey refuse them, before a key is made")
    func refused() async throws {
        let kms = LocalKMS()
        #expect(await refusal { try await kms.ensureKey(alias: "x", spec: .eccNISTP256) }?.kind == .validation)
        let reserved = await refusal { try await kms.ensureKey(alias: "alias/aws/x", spec: .eccNISTP256) }
        #expect(reserved?.kind == .notAuthorized)
        #expect(
            await refusal { try await kms.ensureKey(alias: "alias/x", spec: .mlDSA44) }?.kind == .unsupportedOperation)
        #expect(try await kms.listKeys(.init()).keys.isEmpty)
    }

    @Test("A key that was deleted is made anew; one that is disabled is returned as it is")
    func states() async throws {
        let clock = TestClock()
        let kms = LocalKMS(now: { clock.now })
        let key = try await kms.ensureKey(alias: "alias/x", spec: .eccNISTP256)
        try await kms.disableKey(.init(keyID: key.keyID))
        let disabled = try await kms.ensureKey(alias: "alias/x", spec: .eccNISTP256)
        #expect(disabled.keyID == key.keyID && disabled.keyState == .disabled)
        _ = try await kms.scheduleKeyDeletion(.init(keyID: key.keyID, pendingWindowInDays: 7))
        clock.advance(days: 8)
        #expect(try await kms.ensureKey(alias: "alias/x", spec: .eccNISTP256).keyID != key.keyID)
    }

    @Test("Many at once get one key, in memory and by several openings of one folder, as other processes have them")
    func atOnce() async throws {
        try await withFolder { folder in
            let memory = LocalKMS()
            // Each opening takes the lock of the folder by a file of its own, as another process does.
            let openings = try (0..<8).map { _ in try LocalKMS(folder: folder) }
            for all in [[memory], openings] {
                let keys = try await withThrowingTaskGroup(of: String.self) { group in
                    for number in 0..<64 {
                        let kms = all[number % all.count]
                        group.addTask { try await kms.ensureKey(alias: "alias/x", spec: .eccNISTP256).keyID }
                    }
                    return try await group.reduce(into: Set()) { $0.insert($1) }
                }
                #expect(keys.count == 1)
                #expect(Set(try await all[0].listKeys(.init()).keys.map(\.keyID)) == keys)
            }
        }
    }

    @Test("Nothing that a test orders happens to it, and it is not counted")
    func faults() async throws {
        let kms = LocalKMS()
        kms.faults.throttle(next: 1)
        kms.faults.deny(.createKey)
        try await kms.ensureKey(alias: "alias/x", spec: .eccNISTP256)
        #expect(kms.faults.calls() == 0)
        #expect(await refusal { _ = try await kms.listKeys(.init()) }?.kind == .throttling)
    }
}
