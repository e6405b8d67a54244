// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import JWTKit
import KMSAPI
import Logging
public import ServiceLifecycle
import Synchronization

/// Keeps public keys of a ``KMSKeyCollection`` in a `JWTKeyCollection`: those that
/// ``KMSKeyCollection/jwks(includingOthers:)`` publishes, under their kids, added and removed there as they come and go
/// here.
///
/// JWTKit's own rules hold there. Left out, and logged once, is what it can't do: keys without a kid, ES256K, ML-DSA-44
/// and the name `Ed25519`. Of two keys of one kid it holds the one that signs. None of the keys becomes the default one,
/// so that an unknown kid is refused unless you added a default key of your own, and so is a token without a kid. The
/// kids are the mirror's: a key of yours that has one of them is replaced, and a key of the mirror that somebody removed
/// or replaced is back after the next update.
public final class KeyMirror: Service {
    private let source: KMSKeyCollection
    private let target: JWTKeyCollection
    /// What was put there, by kid, and what can't be.
    private let held = Mutex<[KeyIdentifier: Held]>([:])

    private struct Held {
        let key: Mirrored
        /// nil before it was put there for the first time.
        let isThere: Bool?
    }

    init(_ source: KMSKeyCollection, _ target: JWTKeyCollection) {
        self.source = source
        self.target = target
    }

    /// Brings the other collection up to date, now: after a key was removed here, say.
    ///
    /// Keys whose public key is not at hand are fetched. Where that fails, the others are up to date all the same.
    ///
    /// - Throws: `KMSError` where a public key is to be fetched and can't be, `CancellationError`.
    public func update() async throws {
        let fetched: Result<Void, any Error>
        do {
            fetched = .success(try await source.fetchPublicKeys())
        } catch {
            fetched = .failure(error)
        }
        await apply(to: target)
        try fetched.get()
    }

    /// Brings the other collection up to date again and again, until the task is cancelled or the services shut down. What
    /// fails is logged, and tried again the next time. The keys stay when it ends.
    ///
    /// - Parameter interval: how long it waits between two times. It asks KMS for nothing but a public key that is not
    ///   at hand, so that this may be short.
    public func run(every interval: Duration = .seconds(1)) async {
        await cancelWhenGracefulShutdown { await self.run { try await Task.sleep(for: interval) } }
    }

    /// The same, every second: among the services of a group.
    public func run() async throws { await run(every: .seconds(1)) }

    /// The same, with the wait given: for tests.
    func run(pause: () async throws -> Void) async {
        var lastError: String?
        while !Task.isCancelled {
            do {
                try await update()
                lastError = nil
            } catch is CancellationError {
                return
            } catch {
                // An outage is one line, not one a second.
                if lastError != "\(error)" { log("a public key could not be fetched to be mirrored", "\(error)") }
                lastError = "\(error)"
            }
            guard (try? await pause()) != nil else { return }
        }
    }

    /// On the other collection's actor and without a suspension from the look at the keys on: two updates at a time end
    /// with the later look.
    private func apply(to target: isolated JWTKeyCollection) async {
        // Asked first, as it may suspend where there is one, and never where there is none.
        let hasDefault = await target.hasDefault()
        let keys = source.keys
        let wanted = Dictionary(
            keys.compactMap { Mirrored($0) }.map { ($0.kid, $0) }, uniquingKeysWith: { current, _ in current })
        // A key that is known, and whose public key is to be fetched again, stays: its tokens are not bad. Another that
        // has its kid now is not that key.
        let before = held.withLock { $0 }
        var after = before.filter { kid, held in keys.contains { held.key.is($0) } }
        for (kid, held) in before where held.isThere == true && after[kid] == nil {
            target.remove(kid: JWKIdentifier(string: kid.string))
        }
        for (kid, key) in wanted where after[kid]?.key != key { after[kid] = Held(key: key, isThere: nil) }
        // All of them, each time: who has the collection may have removed or replaced any, and it does not tell.
        for (kid, held) in after {
            let isThere = put(held.key, into: target, hasDefault: hasDefault)
            if !isThere, held.isThere != false {
                log("JWTKit can't verify with a key, so it is not mirrored", "\(kid) (\(held.key.algorithm))")
            }
            after[kid] = Held(key: held.key, isThere: isThere)
        }
        held.withLock { $0 = after }
    }

    private func put(_ key: Mirrored, into target: isolated JWTKeyCollection, hasDefault: Bool) -> Bool {
        do {
            try target.add(key.jwk, hasDefault: hasDefault)
            return true
        } catch {
            // What may be there is another key's of this name.
            target.remove(kid: JWKIdentifier(string: key.kid.string))
            return false
        }
    }

    private func log(_ message: Logger.Message, _ reason: String) {
        source.logger?.warning(message, metadata: ["reason": "\(reason)"])
    }
}
