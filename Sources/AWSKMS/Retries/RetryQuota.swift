// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// What the retries of all calls of a client are paid from, so that a service which is down is not asked three times as
/// often. A first try is never paid for.
final class RetryQuota: Sendable {
    static let capacity = 500
    private let tokens: Mutex<Int>

    init(_ tokens: Int = capacity) { self.tokens = Mutex(tokens) }

    /// What was corrected is free: it is no sign of a service that is down, and all calls under way meet it at once.
    static func cost(of retryClass: RetryClass) -> Int {
        switch retryClass {
        case .transient, .never: 14
        case .throttling: 5
        case .corrected: 0
        }
    }

    /// Pays for a retry.
    ///
    /// - Returns: whether there was enough.
    func pay(_ cost: Int) -> Bool {
        tokens.withLock { tokens in
            guard tokens >= cost else { return false }
            tokens -= cost
            return true
        }
    }

    /// A call succeeded: what its last retry cost comes back, or 1 where there was none.
    func refund(_ lastCost: Int?) { tokens.withLock { $0 = min($0 + (lastCost ?? 1), Self.capacity) } }

    /// What is left: for tests.
    var remaining: Int { tokens.withLock { $0 } }
}
