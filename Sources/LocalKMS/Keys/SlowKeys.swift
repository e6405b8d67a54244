// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Synchronization

/// Where RSA keys are made: two at a time, however many are asked for, so that the rest of the process keeps its cores.
enum SlowKeys {
    private static let lanes = [0, 1].map { DispatchQueue(label: "jwt-kms.LocalKMS.keys-\($0)") }

    /// Whether whoever asked has gone.
    private final class Asker: Sendable {
        let isGone = Atomic(false)
    }

    /// - Throws: `CancellationError` where the task was cancelled before its turn came.
    static func make(_ family: KeyFamily) async throws -> ParsedKey {
        let asker = Asker()
        let lane = lanes[Int.random(in: lanes.indices)]
        return try await withTaskCancellationHandler {
            try await lane.running {
                guard !asker.isGone.load(ordering: .relaxed) else { throw CancellationError() }
                return try family.generate()
            }
        } onCancel: {
            asker.isGone.store(true, ordering: .relaxed)
        }
    }
}
