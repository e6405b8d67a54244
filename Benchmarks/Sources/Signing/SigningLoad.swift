// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import JWTKMS
public import KMSAPI

/// Signs tokens by a KMS, 64 at once, as Peers/golang-kms does.
public struct SigningLoad {
    private static let concurrency = 64

    private let keys: KMSKeyCollection

    /// - Parameter checks: whether each new signature is checked.
    public init(client: any KMSClient, keyID: String, checks: Bool) async throws {
        keys = KMSKeyCollection(client: client)
        try await keys.add(keyID, algorithm: .es256, options: KeyOptions(checksNewSignatures: checks))
    }

    /// Reads `COUNT`, a line a time, and answers the nanoseconds of this process's processor time and those of the wall
    /// clock that one token took.
    public func serve() async throws {
        while let line = readLine(), let count = Int(line) {
            // Not print: what it keeps in a buffer, the one who asks waits for.
            FileHandle.standardOutput.write(Data("\(try await measure(count))\n".utf8))
        }
    }

    private func measure(_ count: Int) async throws -> String {
        let (processor, wall) = (ProcessorTime.now, ContinuousClock.now)
        try await sign(count)
        let times = [ProcessorTime.now - processor, ContinuousClock.now - wall]
        return times.map { "\($0 / .nanoseconds(1) / Double(count))" }.joined(separator: " ")
    }

    private func sign(_ count: Int) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for task in 0..<Self.concurrency {
                let share = count / Self.concurrency + (task < count % Self.concurrency ? 1 : 0)
                group.addTask { [keys] in
                    for _ in 0..<share { _ = try await keys.sign(Claims()) }
                }
            }
            try await group.waitForAll()
        }
    }
}

/// The processor time of this process, all its threads: what `getrusage` tells, finer.
enum ProcessorTime {
    static var now: Duration {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}
