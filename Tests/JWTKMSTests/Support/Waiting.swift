// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// Starts tasks, and comes back when each of them has come as far as it can: all run on the main actor, one after
/// another, and who asks stands in the same line behind them.
@MainActor
func waiting<Value: Sendable>(
    _ count: Int, _ body: @escaping @MainActor () async throws -> Value
) async -> [Task<Value, any Error>] {
    let tasks = (0..<count).map { _ in Task { try await body() } }
    for _ in 0...count { await Task.yield() }
    return tasks
}
