// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import FleetTimes
import Foundation
import JWTKMS
import Synchronization

/// Decides of each answer whether it is right, and counts.
final class FleetJudge: Sendable {
    struct Token: Sendable {
        let text: String
        let kid: String
        let expires: Date
    }

    struct Counts {
        var signed = 0
        var accepted = 0
        /// Answers that came when the token was over, or its key in between: either is right.
        var either = 0
        var retiredRefused = 0
        /// What must not be.
        var unsigned: [String] = []
        var goodRefused: [String] = []
        var retiredAccepted: [String] = []
    }

    private struct State {
        var counts = Counts()
        var over: [String: Date] = [:]
        /// Until when a key that was never announced may be unknown to a verifier, after an emergency.
        var unknownUntil: Date?
        var isEmergency = false
    }

    private let state = Mutex(State())

    var counts: Counts { state.withLock { $0.counts } }

    /// A key is about to be revoked: for a while issuers try to sign with it, and verifiers do not know the next one.
    func emergencyBegins() {
        state.withLock { state in
            state.isEmergency = true
            state.unknownUntil = .distantFuture
        }
    }

    /// The key of this kid was retired, or revoked.
    func isOver(_ kid: String) {
        state.withLock { state in
            state.over[kid] = Date()
            if state.isEmergency { state.unknownUntil = Date(timeIntervalSinceNow: FleetTimes.end) }
        }
    }

    /// What an issuer answered.
    func signed(_ answer: String, by issuer: String) -> Token? {
        guard !answer.hasPrefix("unsigned"), let token = Token(answer) else {
            // The key that an issuer knows may just have been disabled.
            state.withLock { if !$0.isEmergency { $0.counts.unsigned.append("\(issuer): \(answer)") } }
            return nil
        }
        state.withLock { $0.counts.signed += 1 }
        return token
    }

    /// What a verifier answered, to a question of that time.
    func verdict(_ answer: String, on token: Token, by verifier: String, asked: Date) {
        let answered = Date()
        state.withLock { state in
            if let over = state.over[token.kid] {
                guard asked > over.addingTimeInterval(FleetTimes.end) else { return state.counts.either += 1 }
                guard answer == "yes" else { return state.counts.retiredRefused += 1 }
                return state.counts.retiredAccepted.append(
                    "\(verifier): \(asked.timeIntervalSince(over)) s after its end")
            }
            if answer == "yes" { return state.counts.accepted += 1 }
            guard answered < token.expires, state.unknownUntil.map({ asked > $0 }) ?? true else {
                return state.counts.either += 1
            }
            state.counts.goodRefused.append(
                "\(verifier): \(answer), \(token.expires.timeIntervalSince(asked)) s before its exp")
        }
    }
}

extension FleetJudge.Token {
    /// nil where it is no token.
    init?(_ text: String) {
        guard let token = try? CompactToken(Array(text.utf8)),
            let kid = try? JSONDocument(bytes: token.header).root.member("kid")?.string,
            let exp = try? JSONDocument(bytes: token.payload).root.member("exp")?.double
        else { return nil }
        (self.text, self.kid) = (text, kid)
        expires = Date(timeIntervalSince1970: exp)
    }
}

extension FleetJudge.Counts: CustomStringConvertible {
    var description: String {
        "\(signed) tokens signed, \(accepted) times accepted, \(goodRefused.count) good ones refused; of keys that were over: "
            + "\(retiredRefused) refused, \(retiredAccepted.count) accepted; \(either) answers in between"
    }
}
