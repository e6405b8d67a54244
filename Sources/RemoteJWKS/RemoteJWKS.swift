// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if RemoteJWKS
public import JWTKMS
public import KMSAPI
public import Logging
import Synchronization

/// The public keys of another issuer, fetched over HTTPS and kept fresh: for a verifier that needs no AWS.
///
/// ```swift
/// let keys = KMSKeyCollection()
/// try await keys.add(RemoteJWKS(issuer: "https://issuer.example"))
/// let claims = try await keys.verify(token, as: Claims.self)
/// ```
///
/// A token of these keys must have the `iss` of their issuer: a key of one issuer never verifies a token of another. What
/// a token says is never gone by: its header can't name a URL to ask, an algorithm for a key that has none, or more than
/// one fetch in a cooldown.
///
/// The keys are fetched ahead of the end of their lifetime when they are used, and by ``run()`` also when they are not.
/// While the issuer can't be asked, those that are known go on verifying, for as long as the configuration says.
public final class RemoteJWKS: Sendable {
    /// What changes, as one.
    struct Shared {
        var schedule: FetchSchedule
        var set: PublicKeySet?
        var memory: SetFetch.Memory?
        var lastError: KMSError?
        var flight: Flight?
        var holders: [Holder] = []
        /// When the holders were told to ask again.
        var nextUse: Duration?
        /// Waits for what happens though nobody asks.
        var alarm: (time: Duration, task: Task<Void, Never>)?

        /// Collections that are gone, or have removed the keys, get no more.
        mutating func forgetLeftHolders() { holders.removeAll { $0.collection?.has($0.id) != true } }
    }

    /// The `iss` that tokens of these keys must have; nil where they may have any.
    public let issuer: String?
    let requirements: Requirements
    let fetch: SetFetch
    let clock: CollectionClock
    let logger: Logger?
    let metrics = FetchMetrics()
    let shared: Mutex<Shared>

    /// The keys of an issuer, found by its discovery document: that of OpenID Connect (`/.well-known/openid-configuration`)
    /// or else of OAuth (`/.well-known/oauth-authorization-server`, RFC 8414), which must name just this issuer. Nothing is
    /// fetched yet.
    ///
    /// - Parameters:
    ///   - issuer: the issuer as it stands in its tokens' `iss`, to the byte: an `https:` URL (`http:` for loopback and
    ///     ``Configuration/plainHosts`` alone).
    ///   - algorithm: the `alg` of its keys that name none and serve it. Only RSA keys need it: without it they are passed
    ///     over.
    ///   - requirements: what tokens of these keys must show beside the issuer.
    ///   - configuration: times, certificates and proxy.
    ///   - logger: where fetches and what they passed over are logged; nil for nowhere.
    /// - Throws: `KMSError` of kind `configuration` where the issuer may not be asked, the requirements name another, or the
    ///   configuration can't be used.
    public convenience init(
        issuer: String, algorithm: JWSAlgorithm? = nil, requirements: Requirements = .init(),
        configuration: Configuration = .init(), logger: Logger? = nil
    ) throws(KMSError) {
        try self.init(
            place: KeyPlace(issuer: issuer, plainHosts: configuration.plainHosts), issuer: issuer, algorithm: algorithm,
            requirements: requirements,
            configuration: configuration, logger: logger, clock: .system)
    }

    /// The keys of a JWK Set at a URL. Nothing is fetched yet.
    ///
    /// - Parameters:
    ///   - url: an `https:` URL (`http:` for loopback and
    ///     ``Configuration/plainHosts`` alone).
    ///   - issuer: the `iss` that tokens of these keys must have. nil, which has to be written, for keys whose tokens may
    ///     have any: then check `iss` yourself, above all where the collection has keys of others.
    ///   - algorithm: the `alg` of keys that name none and serve it. Only RSA keys need it: without it they are passed over.
    ///   - requirements: what tokens of these keys must show beside the issuer.
    ///   - configuration: times, certificates and proxy.
    ///   - logger: where fetches and what they passed over are logged; nil for nowhere.
    /// - Throws: `KMSError` of kind `configuration` where the URL may not be asked, the requirements name another issuer, or
    ///   the configuration can't be used.
    public convenience init(
        url: String, issuer: String?, algorithm: JWSAlgorithm? = nil, requirements: Requirements = .init(),
        configuration: Configuration = .init(), logger: Logger? = nil
    ) throws(KMSError) {
        try self.init(
            place: KeyPlace(url: url, plainHosts: configuration.plainHosts), issuer: issuer, algorithm: algorithm,
            requirements: requirements,
            configuration: configuration, logger: logger, clock: .system)
    }

    /// The same, with time and chance given: for tests.
    init(
        place: KeyPlace, issuer: String?, algorithm: JWSAlgorithm? = nil, requirements: Requirements = .init(),
        configuration: Configuration = .init(), logger: Logger? = nil, clock: CollectionClock
    ) throws(KMSError) {
        try configuration.check()
        self.issuer = issuer
        self.requirements = try Self.requirements(requirements, issuer)
        fetch = try SetFetch(place: place, algorithm: algorithm, configuration: configuration)
        self.clock = clock
        self.logger = logger
        shared = Mutex(Shared(schedule: FetchSchedule(policy: configuration.schedule)))
        if !place.firstDocument.isEncrypted, !Loopback.contains(place.firstDocument.host) {
            logger?.warning(
                "the keys of an issuer are fetched without encryption; whoever is on the way can replace them",
                metadata: ["issuer": "\(name)", "url": "\(place.firstDocument)"])
        }
    }

    deinit { shared.withLock { $0.alarm }?.task.cancel() }

    private static func requirements(
        _ requirements: Requirements, _ issuer: String?
    ) throws(KMSError) -> Requirements {
        guard let issuer else { return requirements }
        if let other = requirements.issuer, !other.utf8.elementsEqual(issuer.utf8) {
            throw KMSError(
                .configuration,
                message: "the requirements name the issuer \(Excerpt.of(other)), and the keys are those of "
                    + Excerpt.of(issuer))
        }
        var all = requirements
        all.issuer = issuer
        return all
    }
}
#endif
