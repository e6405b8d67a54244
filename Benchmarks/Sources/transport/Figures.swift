// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation

/// What one run cost.
struct Figures: Sendable {
    /// Microseconds between two answers, by the wall clock.
    var wall: Double
    /// Microseconds of this process a request, on all its threads.
    var processor: Double
    /// Milliseconds to an answer, for half of the requests.
    var median: Double
    /// Milliseconds to an answer, for 99 of 100.
    var late: Double
    /// Milliseconds in which a new client got its first answers, to so many requests at once.
    var burst = 0.0
    /// Opened in all, from the first burst on; the most of all rounds.
    var connections = 0

    func least(_ other: Figures) -> Figures {
        Figures(
            wall: min(wall, other.wall), processor: min(processor, other.processor),
            median: min(median, other.median), late: min(late, other.late), burst: min(burst, other.burst),
            connections: max(connections, other.connections))
    }

    /// The columns of a Markdown table.
    func row(against base: Figures) -> String {
        [
            String(format: "%.0f", 1e6 / wall), String(format: "%.2f", base.wall / wall),
            String(format: "%.0f", processor), String(format: "%.2f", processor / base.processor),
            String(format: "%.2f", median), String(format: "%.2f", late), "\(connections)",
            String(format: "%.1f", burst),
        ].joined(separator: " | ")
    }
}

/// The processor time of this process: what `getrusage` tells, finer.
enum ProcessorTime {
    static var now: Duration {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}
