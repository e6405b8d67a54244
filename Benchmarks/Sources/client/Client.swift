// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import AWSKMS
import Foundation
import JWTKMS

/// Signs tokens by a KMS with `AWSKMSClient`, 64 at once, as Peers/golang-kms does.
///
/// Reads `COUNT`, a line a time, and answers the nanoseconds of this process's processor time and those of the wall
/// clock that one token took.
@main
struct Client {
    static let concurrency = 64

    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 4, ["checked", "unchecked"].contains(arguments[3]) else {
            FileHandle.standardError.write(Data("usage: client ENDPOINT KEY-ID checked|unchecked\n".utf8))
            exit(2)
        }
        let configuration = AWSKMSClient.Configuration(
            region: "us-east-1", credentials: Credentials(accessKeyID: "test", secretAccessKey: "test"),
            endpoint: arguments[1])
        try await AWSKMSClient.withClient(configuration: configuration) { kms in
            let keys = KMSKeyCollection(client: kms)
            try await keys.add(
                arguments[2], algorithm: .es256, options: KeyOptions(checksNewSignatures: arguments[3] == "checked"))
            while let line = readLine(), let count = Int(line) {
                // Not print: what it keeps in a buffer, the one who asks waits for.
                FileHandle.standardOutput.write(Data("\(try await measure(keys, count))\n".utf8))
            }
        }
    }

    private static func measure(_ keys: KMSKeyCollection, _ count: Int) async throws -> String {
        let (processor, wall) = (ProcessorTime.now, ContinuousClock.now)
        try await sign(keys, count)
        let times = [ProcessorTime.now - processor, ContinuousClock.now - wall]
        return times.map { "\($0 / .nanoseconds(1) / Double(count))" }.joined(separator: " ")
    }

    private static func sign(_ keys: KMSKeyCollection, _ count: Int) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for task in 0..<concurrency {
                let share = count / concurrency + (task < count % concurrency ? 1 : 0)
                group.addTask {
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
