// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// Ends work that takes too long.
package enum TimeLimit {
    /// Runs `work`, and cancels it when the limit is over. It is a limit on all of it: a byte a second would pass a limit
    /// on each read.
    ///
    /// - Parameter failure: the error to throw then, made when it is needed.
    /// - Throws: what `work` throws, and `failure`; `CancellationError`.
    package static func run<Value: Sendable>(
        _ limit: Duration, orThrow failure: @escaping @Sendable () -> KMSError,
        _ work: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let limit = limit.asTimeLimit
        return try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask { try await work() }
            group.addTask {
                try await Task.sleep(for: limit)
                return nil
            }
            defer { group.cancelAll() }
            guard let value = try await group.next() ?? nil else { throw failure() }
            return value
        }
    }
}

extension Duration {
    /// From nothing to a day: clocks trap on what they can't add to the time that it is now.
    package var asTimeLimit: Duration { min(max(self, .zero), .seconds(86_400)) }

    /// As people read it: `4.02 s`, `50 ms`.
    package var forPeople: String {
        let milliseconds = Int64(self / .milliseconds(1))
        guard milliseconds >= 1000 else { return "\(milliseconds) ms" }
        let (seconds, rest) = (milliseconds / 1000, milliseconds % 1000 / 10)
        return rest == 0 ? "\(seconds) s" : "\(seconds).\(rest < 10 ? "0" : "")\(rest) s"
    }
}
