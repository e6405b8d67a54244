// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A series of failed calls to an endpoint, which no successful one has ended.
struct Outage: Sendable {
    /// Fewer failures than this are not an outage.
    static let failuresInARow = 3
    /// Failures that are further apart are not one outage, because no call was made between them.
    private static let longestPause: TimeInterval = 60

    private var failures = 0
    private var since = Date.distantPast
    private var lastFailure = Date.distantPast
    /// The error of the last failure in a row; nil after a call that was answered.
    private(set) var last: KMSError?
    /// When a call may be tried again.
    private(set) var nextProbe = Date.distantPast

    var isOn: Bool { failures >= Self.failuresInARow }

    /// How long calls have been failing; nil if there is no outage.
    func length(until now: Date) -> Duration? { isOn ? .seconds(now.timeIntervalSince(since)) : nil }

    /// - Parameter random: from 0 up to 1.
    /// - Returns: whether an outage began with this failure.
    mutating func failed(_ error: KMSError, at now: Date, random: Double) -> Bool {
        if now.timeIntervalSince(lastFailure) > Self.longestPause { failures = 0 }
        if failures == 0 { since = now }
        failures += 1
        (last, lastFailure) = (error, now)
        guard failures == Self.failuresInARow else { return false }
        probed(at: now, random: random)
        return true
    }

    /// A probe begins. The next one begins a delay later, whether or not this one has ended by then.
    mutating func probed(at now: Date, random: Double) {
        nextProbe = now.addingTimeInterval(RetryPolicy.patient.longestDelay(random: random) / .seconds(1))
    }

    /// A call was answered.
    ///
    /// - Returns: how long the outage was; nil if there was none.
    mutating func end(at now: @autoclosure () -> Date) -> Duration? {
        // Nearly all calls end here.
        guard failures > 0 else { return nil }
        defer { (failures, last) = (0, nil) }
        return length(until: now())
    }
}
