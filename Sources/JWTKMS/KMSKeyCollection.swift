// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

public import JWTKit
public import KMSAPI
public import Logging
import Synchronization

/// Signs and verifies JSON Web Tokens with keys that never leave AWS KMS.
///
/// Signing, verifying and adding local keys have the names and arguments of JWTKit's `JWTKeyCollection`. Adding throws, so
/// `await` becomes `try await`, and some rules are stricter: <doc:ComingFromJWTKit> has the table.
///
/// ```swift
/// let keys = KMSKeyCollection(client: kms)
/// try await keys.add("alias/sessions", algorithm: .es256)
/// let token = try await keys.sign(payload)                                // KMS Sign
/// let session = try await keys.verify(token, as: SessionPayload.self)     // local, with the cached public key
/// ```
///
/// Nothing is global: two collections share nothing, the cache of public keys included. Once a public key is cached,
/// a verification makes no call and suspends nowhere.
///
/// Errors are of three kinds: `JWTError` says that the token is bad (answer 401); `KMSError` that is `isRetryable`
/// says that it could not be checked or signed now (503); any other `KMSError` says that something is set up wrong
/// and somebody must act (500). `suggestedStatus` of both is that number. What a payload's own `verify(using:)` throws and
/// `CancellationError` pass untouched.
public final class KMSKeyCollection: Sendable {
    let client: (any KMSClient)?
    let requests: KMSRequests?
    let cache: KeyCachePolicy
    let maximumTokenBytes: Int
    let parser: (any JWTParser)?
    let serializer: (any JWTSerializer)?
    /// Writes payloads unless the user gave a serializer.
    let payloadEncoder: PayloadEncoder
    let logger: Logger?
    package let clock: CollectionClock
    let metrics: CollectionMetrics
    package let verifiedTokens: VerifiedTokens?
    let ring = Mutex(KeyRing())
    /// What waits for the next reading of a rotation's aliases.
    let polling = Wakeable()

    /// An empty collection.
    ///
    /// - Parameters:
    ///   - client: the KMS. nil for a collection that only verifies, with public keys that are added to it.
    ///   - cache: how long it goes by what KMS told it of a key.
    ///   - verifiedTokens: whether tokens that were verified are remembered. Not unless you say so.
    ///   - maximumTokenBytes: longer tokens are neither verified nor signed.
    ///   - maximumConcurrentRequests: how many requests to KMS are under way at a time; later ones wait.
    ///   - parser: decodes payloads after the signature and the strict checks; nil for this library's reader.
    ///   - serializer: encodes headers and payloads; nil for this library's writer.
    ///   - keepsDateFractions: whether a `Date` in a payload keeps its fraction of a second. Otherwise it is written in
    ///     whole seconds, rounded down, as `exp`, `nbf` and `iat` always are. A `serializer` decides for itself.
    ///   - logger: where fetches of public keys and failures are logged, never a token; nil for nowhere.
    ///   - clock: the time by which caches, rotations and `exp` go. Tests give one that they move: ``CollectionClock/Manual``.
    public init(
        client: (any KMSClient)? = nil, cache: KeyCachePolicy = .forever, verifiedTokens: VerifiedTokenPolicy = .none,
        maximumTokenBytes: Int = 16_384, maximumConcurrentRequests: Int = 64, parser: (any JWTParser)? = nil,
        serializer: (any JWTSerializer)? = nil, keepsDateFractions: Bool = false, logger: Logger? = nil,
        clock: CollectionClock = .system
    ) {
        self.client = client
        self.cache = cache
        self.maximumTokenBytes = maximumTokenBytes
        self.parser = parser
        self.serializer = serializer
        payloadEncoder = PayloadEncoder(keepsDateFractions: keepsDateFractions)
        self.logger = logger
        self.clock = clock
        metrics = CollectionMetrics()
        self.verifiedTokens = VerifiedTokens(verifiedTokens)
        requests = client.map { KMSRequests(client: $0, limit: RequestLimit(maximumConcurrentRequests)) }
    }

    /// The keys of the collection, in the order of adding; after a key, those that its alias named before and that
    /// still verify.
    public var keys: [KMSKeyInfo] {
        let now = clock.elapsed()
        return ring.withLock { ring in ring.records.keys.sorted().flatMap { ring.info($0, now: now) } }
    }

    /// Removes a key, and with it those that its alias named before. A use that is under way ends as it would have.
    ///
    /// By the name of a key that the alias named before, that one alone: its tokens are refused at once, and the key that
    /// the alias names now goes on signing and verifying. Keys that share a name, because the options give one, go
    /// together; add the reference again to have the one that its alias names now.
    ///
    /// - Returns: whether there was one of this name.
    @discardableResult
    public func remove(kid: JWKIdentifier) -> Bool {
        let now = clock.elapsed()
        return ring.withLock { $0.remove(KeyIdentifier(kid.string), now: now) }
    }

    /// Removes all keys but those named.
    ///
    /// - Parameters:
    ///   - kids: the names of the keys to keep. A key stays with those that its alias named before, by the name of any.
    ///   - clearingDefault: whether no key is the default one afterwards, not even one that is kept.
    /// - Returns: how many were removed.
    @discardableResult
    public func removeAll(except kids: [JWKIdentifier] = [], clearingDefault: Bool = true) -> Int {
        ring.withLock { ring in
            let kept = Set(kids.compactMap { ring.find(KeyIdentifier($0.string)) })
            // The default key is found without its name: it stays only where it is named, or is not to be cleared.
            let stays = clearingDefault ? kept : kept.union([ring.defaultID].compactMap { $0 })
            if clearingDefault { ring.clearDefault() }
            return ring.records.keys.filter { !stays.contains($0) }.filter { ring.remove($0) }.count
        }
    }

    /// Makes no key the default one, so that `sign` needs a kid. A key that has no kid is removed.
    ///
    /// - Returns: whether there was a default key.
    @discardableResult
    public func clearDefault() -> Bool { ring.withLock { $0.removeDefault() } }

    /// Removes the keys that have no kid: no ``remove(kid:)`` finds them. Keys of a JWK Set stay.
    ///
    /// - Returns: how many were removed.
    @discardableResult
    public func removeKeysWithoutKID() -> Int { ring.withLock { $0.removeNameless() } }

    /// Forgets all public keys: the next use of each fetches it, once however many ask. Names and ARNs stay.
    public func clearPublicKeys() {
        ring.withLock { ring in
            for id in ring.records.keys { _ = ring.update(id) { $0.clearPublicKey() } }
        }
    }

    /// Forgets the public key of one key, as ``clearPublicKeys()`` does of all.
    public func clearPublicKey(kid: JWKIdentifier) {
        ring.withLock { ring in
            guard let id = ring.find(KeyIdentifier(kid.string)) else { return }
            _ = ring.update(id) { $0.clearPublicKey() }
        }
    }
}
