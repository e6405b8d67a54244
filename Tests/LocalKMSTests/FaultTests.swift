// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Crypto
import Foundation
import KMSAPI
import LocalKMS
import Synchronization
import Testing

@Suite("LocalKMS does what a test orders")
struct FaultTests {
    let clock = TestClock()
    let kms: LocalKMS

    init() {
        kms = LocalKMS(now: { [clock] in clock.now })
    }

    @Test("the next calls of one operation are throttled, and then no more")
    func throttling() async throws {
        let key = try await kms.newKey()
        kms.faults.throttle(next: 2, of: .sign)
        _ = try await kms.getPublicKey(.init(keyID: key.arn))
        for _ in 1...2 {
            let error = await refusal { _ = try await kms.sign(key.arn) }
            #expect(error?.kind == .throttling && error?.isRetryable == true)
            #expect(error?.kmsStatus == 400 && error?.requestID != nil && error?.operation == .sign)
        }
        _ = try await kms.sign(key.arn)
        kms.faults.throttle()
        #expect(await refusal { _ = try await kms.listKeys(.init()) }?.kind == .throttling)
        _ = try await kms.listKeys(.init())
    }

    @Test("errors are answered in the order in which they were ordered, with the status that KMS gives them")
    func failing() async throws {
        let key = try await kms.newKey()
        kms.faults.fail(of: .sign, with: KMSError(.kmsInternal, message: "one"))
        kms.faults.fail(of: .sign, with: KMSError(.accessDenied, message: "two"))
        kms.faults.fail(of: .sign, with: KMSError(.timeout, message: "three"))
        let errors = [
            await refusal { _ = try await kms.sign(key.arn) }, await refusal { _ = try await kms.sign(key.arn) },
            await refusal { _ = try await kms.sign(key.arn) },
        ]
        #expect(errors.map { $0?.message } == ["one", "two", "three"])
        #expect(errors.map { $0?.kmsStatus } == [500, 400, nil])
        #expect(errors.map { $0?.requestID != nil } == [true, true, false])
        _ = try await kms.sign(key.arn)
    }

    @Test("An operation that is denied stays so, in AWS's words with the key's ARN, until clear()")
    func denying() async throws {
        let key = try await kms.newKey()
        try await kms.createAlias(.init(aliasName: "alias/x", targetKeyID: key.keyID))
        kms.faults.deny(.sign)
        let message =
            "User: arn:aws:iam::111122223333:user/local-kms is not authorized to perform: kms:Sign on resource: \(key.arn) "
            + "because no identity-based policy allows the kms:Sign action"
        for reference in [key.arn, key.keyID, "alias/x", "alias/x"] {
            let error = await refusal { _ = try await kms.sign(reference) }
            #expect(error?.kind == .accessDenied && error?.message == message)
            #expect(error?.kmsStatus == 400 && error?.requestID != nil && error?.operation == .sign)
        }
        #expect(kms.faults.calls(of: .sign) == 4)
        // Others are not denied, and what is not there is not found.
        _ = try await kms.getPublicKey(.init(keyID: key.arn))
        #expect(await refusal { _ = try await kms.sign("alias/y") }?.kind == .notFound)
        kms.faults.deny(.listKeys)
        let list = await refusal { _ = try await kms.listKeys(.init()) }
        #expect(list?.message.contains("perform: kms:ListKeys on resource: * because") == true)
        kms.faults.deny(.deleteAlias)
        let alias = await refusal { try await kms.deleteAlias(.init(aliasName: "alias/x")) }
        #expect(alias?.message.contains("on resource: arn:aws:kms:us-east-1:111122223333:alias/x because") == true)
        kms.faults.deny(.disableKey)
        #expect(await refusal { try await kms.disableKey(.init(keyID: key.arn)) }?.kind == .accessDenied)
        kms.faults.clear()
        _ = try await kms.sign("alias/x")
    }

    @Test("a failed change changes nothing")
    func nothingChanged() async throws {
        let key = try await kms.newKey()
        kms.faults.throttle()
        #expect(await refusal { try await kms.disableKey(.init(keyID: key.arn)) }?.kind == .throttling)
        kms.faults.throttle(of: .createKey)
        #expect(await refusal { _ = try await kms.newKey() }?.kind == .throttling)
        #expect(try await kms.describeKey(.init(keyID: key.arn)).keyMetadata.keyState == .enabled)
        #expect(try await kms.listKeys(.init()).keys.count == 1)
    }

    @Test("a call waits until the test lets it go, and can be cancelled while it waits")
    func waiting() async throws {
        let key = try await kms.newKey()
        let (began, begin) = AsyncStream.makeStream(of: Void.self)
        let (opened, open) = AsyncStream.makeStream(of: Void.self)
        kms.faults.delay(next: 1, of: .sign) {
            begin.finish()
            for await _ in opened {}
        }
        let task = Task { [kms] in try await kms.sign(key.arn) }
        for await _ in began {}
        _ = try await kms.getPublicKey(.init(keyID: key.arn))
        open.finish()
        #expect(try await task.value.keyID == key.arn)

        kms.faults.delay(of: .sign, by: .seconds(86_400))
        let cancelled = Task { [kms] in
            unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
            return try await kms.sign(key.arn)
        }
        await #expect(throws: CancellationError.self) { try await cancelled.value }
    }

    @Test("a call waits by the clock that it is given")
    func clocks() async throws {
        let key = try await kms.newKey()
        let instant = InstantClock()
        kms.faults.delay(next: 2, of: .sign, by: .seconds(100), on: instant)
        for _ in 1...3 { _ = try await kms.sign(key.arn) }
        #expect(instant.slept == .seconds(200))
    }

    @Test("a delay and an error hold for the same call")
    func combined() async throws {
        let key = try await kms.newKey()
        let instant = InstantClock()
        kms.faults.delay(of: .sign, by: .seconds(100), on: instant)
        kms.faults.throttle(of: .sign)
        #expect(await refusal { _ = try await kms.sign(key.arn) }?.kind == .throttling)
        #expect(instant.slept == .seconds(100))
    }

    @Test("another key answers")
    func otherKey() async throws {
        let (key, other) = (try await kms.newKey(), try await kms.newKey())
        kms.faults.answer(next: 2, withKey: other.arn)
        #expect(try await kms.sign(key.arn).keyID == other.arn)
        #expect(try await kms.getPublicKey(.init(keyID: key.arn)).keyID == other.arn)
        #expect(try await kms.sign(key.arn).keyID == key.arn)
    }

    @Test("an alias moves between two calls")
    func moving() async throws {
        let (old, new) = (try await kms.newKey(), try await kms.newKey())
        try await kms.createAlias(.init(aliasName: "alias/x", targetKeyID: old.keyID))
        kms.faults.move("alias/x", to: new.keyID, after: 2, of: .sign)
        _ = try await kms.getPublicKey(.init(keyID: "alias/x"))
        var arns: [String] = []
        for _ in 1...3 { arns.append(try await kms.sign("alias/x").keyID) }
        #expect(arns == [old.arn, old.arn, new.arn])
        #expect(kms.faults.calls(of: .updateAlias) == 0)
        kms.faults.move("alias/none", to: new.keyID)
        #expect(await refusal { _ = try await kms.sign(new.arn) }?.kind == .notFound)
    }

    @Test("what is done to an alias is seen after a while, and by those who change it at once")
    func eventually() async throws {
        let (old, new, last) = (try await kms.newKey(), try await kms.newKey(), try await kms.newKey())
        try await kms.createAlias(.init(aliasName: "alias/x", targetKeyID: old.keyID))
        kms.faults.showAliasChanges(after: .seconds(86_400))
        try await kms.createAlias(.init(aliasName: "alias/y", targetKeyID: old.keyID))
        try await kms.updateAlias(.init(aliasName: "alias/x", targetKeyID: new.keyID))
        func target(_ alias: String) async throws -> String? {
            do { return try await kms.sign(alias).keyID } catch let error as KMSError where error.kind == .notFound {
                return nil
            }
        }
        #expect(try await target("alias/y") == nil)
        #expect(try await target("alias/x") == old.arn)
        #expect(try await kms.listAliases(.init()).aliases.map(\.targetKeyID) == [old.keyID])
        let again = CreateAliasRequest(aliasName: "alias/y", targetKeyID: old.keyID)
        #expect(await refusal { try await kms.createAlias(again) }?.kind == .alreadyExists)

        clock.advance(days: 0.6)
        try await kms.updateAlias(.init(aliasName: "alias/x", targetKeyID: last.keyID))
        #expect(try await target("alias/x") == old.arn)
        clock.advance(days: 0.6)
        #expect(try await target("alias/y") == old.arn)
        #expect(try await target("alias/x") == new.arn)
        clock.advance(days: 0.6)
        #expect(try await target("alias/x") == last.arn)

        try await kms.deleteAlias(.init(aliasName: "alias/x"))
        #expect(try await target("alias/x") == last.arn)
        clock.advance(days: 1)
        #expect(try await target("alias/x") == nil)
        try await kms.createAlias(.init(aliasName: "alias/z", targetKeyID: old.keyID))
        kms.faults.showAliasChanges(after: .zero)
        #expect(try await target("alias/z") == old.arn)
    }

    @Test(
        "the integers of ECDSA signatures have the lengths that are ordered",
        arguments: [
            (KeySpec.eccNISTP256, SigningAlgorithm.ecdsaSHA256, 31...33), (.eccNISTP384, .ecdsaSHA384, 47...49),
            (.eccNISTP521, .ecdsaSHA512, 65...66),
        ])
    func integers(spec: KeySpec, algorithm: SigningAlgorithm, lengths: ClosedRange<Int>) async throws {
        let key = try await kms.newKey(spec)
        for length in lengths {
            kms.faults.shortenIntegers(to: length)
            let signature = try await kms.sign(key.arn, algorithm).signature
            let start = signature[1] == 0x81 ? 3 : 2
            let r = Int(signature[start + 1])
            let s = Int(signature[start + 3 + r])
            #expect(min(r, s) == length && signature.count == start + 4 + r + s)
            _ = try await kms.verify(
                .init(
                    keyID: key.arn, message: Data("hello".utf8), signature: signature, signingAlgorithm: algorithm))
        }
        let rsa = try await kms.newKey(.rsa2048)
        kms.faults.shortenIntegers(to: 31)
        #expect(try await kms.sign(rsa.arn, .rsassaPSSSHA256).signature.count == 256)
    }

    @Test("calls are counted by operation, however they are answered, and in every Region")
    func counting() async throws {
        let key = try await kms.newKey()
        kms.faults.throttle(of: .sign)
        _ = await refusal { _ = try await kms.sign(key.arn) }
        _ = try await kms.sign(key.arn)
        _ = await refusal { _ = try await kms.scoped(toRegion: "eu-west-1").sign(key.arn) }
        #expect(kms.faults.calls(of: .sign) == 3)
        #expect(kms.faults.calls(of: .verify) == 0)
        #expect(kms.faults.calls() == 4)
    }

    @Test("orders can be taken back, and there are not endlessly many")
    func bounds() async throws {
        let key = try await kms.newKey()
        kms.faults.throttle(next: 100)
        kms.faults.throttle(next: 0)
        kms.faults.throttle(next: -1)
        kms.faults.clear()
        _ = try await kms.sign(key.arn)
        for _ in 1...1000 { kms.faults.throttle(of: .verify) }
        _ = try await kms.sign(key.arn)
        kms.faults.throttle(of: .verify)
        #expect(await refusal { _ = try await kms.sign(key.arn) }?.kind == .configuration)
        kms.faults.clear()
        _ = try await kms.sign(key.arn)
        #expect(kms.faults.calls(of: .sign) == 4)
    }

    @Test("orders are used up exactly once, however many calls come at a time")
    func concurrency() async throws {
        let key = try await kms.newKey()
        kms.faults.throttle(next: 30, of: .sign)
        let throttled = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<100 {
                group.addTask { [kms] in
                    do { _ = try await kms.sign(key.arn) } catch { return true }
                    return false
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(throttled == 30)
        #expect(kms.faults.calls(of: .sign) == 100)
    }
}

/// A clock on which nobody waits, and that counts for how long one would have.
final class InstantClock: Clock, Sendable {
    struct Instant: InstantProtocol {
        var offset: Duration = .zero
        func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        func duration(to other: Instant) -> Duration { other.offset - offset }
        static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    private let time = Mutex(Instant())

    var now: Instant { time.withLock { $0 } }
    var slept: Duration { now.offset }
    let minimumResolution = Duration.zero

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        try Task.checkCancellation()
        time.withLock { if $0 < deadline { $0 = deadline } }
    }
}
