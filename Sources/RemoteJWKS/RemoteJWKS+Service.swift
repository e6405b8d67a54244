// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if RemoteJWKS
import JWTKMS
import KMSAPI
public import ServiceLifecycle
import Synchronization

extension RemoteJWKS: Service {
    /// Keeps the keys fresh, used or not, until the task is cancelled or the services shut down. Failures are logged and
    /// tried again, the later the more there were; they end nothing.
    ///
    /// It is not needed: keys that are used are refreshed without it. With it the first token after a quiet night waits for
    /// nothing, and a key that the issuer withdrew goes in time.
    public func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled { await self.refreshOnce() }
        }
    }

    private func refreshOnce() async {
        let due = shared.withLock { $0.schedule.due(isRefreshedUnused: true) }
        // Meanwhile another may have fetched: it is looked at again.
        if let due { try? await clock.sleep(due) }
        guard !Task.isCancelled else { return }
        try? await fetchWhatIsDue(isRefreshedUnused: true)?.wait()
    }
}
#endif
