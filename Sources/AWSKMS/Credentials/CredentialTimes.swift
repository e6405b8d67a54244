// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// When credentials that expire are fetched anew: in the background from 15 minutes before, waited for in the last minute.
///
/// Of those that live shortly, the last half and the last quarter take the place of these, so that a fetch does not follow
/// upon a fetch.
struct CredentialTimes: Sendable, Equatable {
    /// From when on they are refreshed in the background; nil for never.
    private(set) var refreshFrom: Date?
    /// From when on a call waits for new ones; nil for never.
    private(set) var waitFrom: Date?
    /// When AWS stops taking them; nil for never.
    private(set) var expiration: Date?

    private static let refreshBefore: TimeInterval = 15 * 60
    private static let waitBefore: TimeInterval = 60
    /// After a refresh that failed.
    private static let pause: TimeInterval = 30

    /// - Parameter random: from 0 up to 1. Servers that were started together do not refresh together: up to a third of
    ///   the quarter of an hour passes first.
    init(expiration: Date?, fetched now: Date, random: Double) {
        self.expiration = expiration
        guard let expiration else { return }
        let lifetime = expiration.timeIntervalSince(now)
        guard lifetime > 0 else {
            // This machine's clock is wrong: AWS knows better, and is asked by using them.
            refreshFrom = now.addingTimeInterval(Self.pause)
            waitFrom = now.addingTimeInterval(Self.waitBefore)
            return
        }
        let early = min(Self.refreshBefore * (1 - random / 3), lifetime / 2)
        refreshFrom = expiration.addingTimeInterval(-early)
        waitFrom = expiration.addingTimeInterval(-min(Self.waitBefore, lifetime / 4))
    }

    /// What a caller of this moment is to do.
    enum Need {
        case nothing, refresh, wait
    }

    func need(at now: Date) -> Need {
        if let waitFrom, now >= waitFrom { return .wait }
        if let refreshFrom, now >= refreshFrom { return .refresh }
        return .nothing
    }

    func isExpired(at now: Date) -> Bool { expiration.map { now >= $0 } ?? false }

    /// A refresh failed: the next is not tried at once.
    mutating func failed(at now: Date, random: Double) {
        guard refreshFrom != nil else { return }
        refreshFrom = now.addingTimeInterval(Self.pause * (1 + random))
    }
}
