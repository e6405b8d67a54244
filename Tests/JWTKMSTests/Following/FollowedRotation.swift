// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import InMemoryLogging
import JWTKit
import KMSAPI
import LocalKMS
import Logging

@testable import JWTKMS

/// The aliases of a rotation, and collections that follow them.
struct FollowedRotation {
    let hand: HandClock
    let kms: RecordingKMS
    let log = InMemoryLogHandler()
    let policy = RotationPolicy(tokenLifetime: .seconds(3600))

    init() {
        let hand = HandClock()
        self.hand = hand
        kms = RecordingKMS(LocalKMS(now: { .init(timeIntervalSince1970: hand.clock.secondsSince1970()) }))
    }

    func collection() -> KMSKeyCollection {
        KMSKeyCollection(client: kms, logger: Logger(label: "jwt-kms") { [log] _ in log }, clock: hand.clock)
    }

    /// Makes the key before, the current and the next one.
    func threeKeys() async throws -> (previous: String, current: String, next: String) {
        let names = ["alias/x-previous", "alias/x", "alias/x-next"]
        var arns: [String] = []
        for name in names { arns.append(try await kms.kms.makeKey(alias: name)) }
        return (arns[0], arns[1], arns[2])
    }

    /// What GetPublicKey was asked for, in this order.
    var read: [String] { kms.calls.filter { $0.0 == .getPublicKey }.map(\.1) }

    /// What was asked to find the keys, HMAC keys too.
    var reads: [String] { kms.calls.filter { [.getPublicKey, .describeKey].contains($0.0) }.map(\.1) }

    /// Holds up every reading from now on: the first opens `hasBegun`, and none goes on before `gate` is opened.
    func holdReadings() -> (gate: Gate, hasBegun: Gate) {
        let (gate, hasBegun) = (Gate(), Gate())
        kms.change {
            $0.getPublicKey = { _ in
                hasBegun.open()
                await gate.pass()
                return nil
            }
        }
        return (gate, hasBegun)
    }

    /// A token of a key, as somebody else signed it.
    func token(of arn: String) async throws -> String {
        let keys = KMSKeyCollection(client: kms.kms, clock: hand.clock)
        try await keys.add(arn)
        return try await keys.sign(Session.ofAnHour)
    }
}

extension Session {
    /// As long as the policy lets tokens live.
    static var ofAnHour: Session { Session(exp: .init(value: .init(timeIntervalSince1970: 1_800_003_600))) }
}

/// The kid of a token.
func kid(_ token: String) throws -> JWKIdentifier? {
    let header = try TokenHeader(json: CompactToken(Array(token.utf8)).header)
    return header.kid.map { JWKIdentifier(string: $0.string) }
}
