// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import FleetTimes
import Foundation
import Synchronization

/// Tokens at full rate: each issuer signs one after another, all verifiers are asked at once, and again just before the token
/// is over.
struct FleetTraffic: Sendable {
    let fleet: Fleet
    let judge: FleetJudge
    /// Tokens that are to be asked about again.
    private let again = AgainQueue()
    /// Seconds before its `exp` that a token is asked about again.
    private static let margin = 0.7

    final class AgainQueue: Sendable {
        private let tokens = Mutex([FleetJudge.Token]())

        func add(_ token: FleetJudge.Token) { tokens.withLock { $0.append(token) } }

        var all: [FleetJudge.Token] { tokens.withLock { $0 } }

        func due() -> [FleetJudge.Token] {
            let now = Date(timeIntervalSinceNow: FleetTraffic.margin)
            return tokens.withLock { tokens in
                let due = tokens.prefix { $0.expires < now }
                tokens.removeFirst(due.count)
                return Array(due)
            }
        }
    }

    init(_ fleet: Fleet, _ judge: FleetJudge) { (self.fleet, self.judge) = (fleet, judge) }

    /// Runs while `body` does.
    func running(_ body: () async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for issuer in fleet.issuers {
                group.addTask { while !Task.isCancelled { try await next(of: issuer) } }
            }
            try await body()
            group.cancelAll()
            try await group.waitForAll()
        }
    }

    /// What is due goes first, so that nobody falls behind however many tokens there are.
    private func next(of issuer: FleetProcess) async throws {
        let due = again.due()
        if !due.isEmpty {
            return try await withThrowingTaskGroup(of: Void.self) { group in
                for token in due { group.addTask { try await ask(about: token) } }
                try await group.waitForAll()
            }
        }
        guard let token = judge.signed(try await issuer.ask("sign"), by: issuer.name) else {
            try? await Task.sleep(for: .milliseconds(50))
            return
        }
        try await ask(about: token)
        again.add(token)
    }

    func ask(about token: FleetJudge.Token) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for verifier in fleet.verifiers {
                group.addTask {
                    let asked = Date()
                    judge.verdict(try await verifier.ask(token.text), on: token, by: verifier.name, asked: asked)
                }
            }
            try await group.waitForAll()
        }
    }
}
