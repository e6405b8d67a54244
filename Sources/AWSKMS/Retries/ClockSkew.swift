// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI
import Synchronization

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// By how much AWS's clock is ahead of this machine's, as its answers showed. It is for signatures of requests alone: no
/// token is judged by it.
final class ClockSkew: Sendable {
    /// What AWS takes is 5 minutes; below 4 the clock is not why a signature was refused.
    static let smallest: TimeInterval = 240
    private let seconds = Mutex(TimeInterval(0))

    /// In seconds; 0 until an answer showed another.
    var offset: TimeInterval { seconds.withLock { $0 } }

    /// Learns from an answer that refused a request's time.
    ///
    /// - Parameters:
    ///   - header: the answer's `Date`.
    ///   - now: this machine's time.
    ///   - used: the offset that the request was signed with. Others may have corrected it since.
    /// - Returns: whether the request was signed with a wrong offset, so that another try can help. Where the answer's time
    ///   is nearly the one that was signed, the clock is not what is wrong.
    func correct(by header: String?, now: Date, used: TimeInterval) -> Bool {
        guard let header, let date = HTTPDate.date(header) else { return false }
        let difference = date.timeIntervalSince(now)
        guard abs(difference - used) >= Self.smallest else { return false }
        seconds.withLock { $0 = difference }
        return true
    }

    /// The codes that can mean a wrong clock. `InvalidSignatureException` means a wrong secret too.
    static func canBeCause(of kind: KMSError.Kind) -> Bool { codes.contains(kind.code) }

    private static let codes: Set<String> = [
        "RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture", "InvalidSignatureException",
        "SignatureDoesNotMatch", "AuthFailure",
    ]
}
