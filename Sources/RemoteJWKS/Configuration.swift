// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if RemoteJWKS
#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif
import JWTKMS

extension RemoteJWKS {
    /// How an issuer's keys are fetched and for how long they are gone by.
    public struct Configuration: Sendable {
        /// For how long a set of keys is fresh at least and at most, whatever its `Cache-Control` says (RFC 9111 section
        /// 5.2.2). Default: from a minute to 24 hours. `no-store`, `no-cache` and an `Age` beyond `max-age` mean the least.
        /// The check of a `RotationPolicy` knows the default of the least lifetime and of ``cooldown``.
        public var lifetime: ClosedRange<Duration> = FetchBounds.usual.leastLifetime ... .seconds(24 * 60 * 60)
        /// For how long a set is fresh that says nothing of it. Default: 5 minutes.
        public var defaultLifetime: Duration = .seconds(5 * 60)
        /// For how long a set that is no longer fresh goes on verifying while the issuer can't be asked. Default: 24 hours.
        /// After it, verifying with these keys throws a `KMSError` that is retryable.
        public var maximumStaleness: Duration = .seconds(24 * 60 * 60)
        /// How far fetches are apart, whatever tokens come: a token with an unknown kid begins one at most this often, and
        /// after a failure the next is no sooner. A token whose kid can't be asked about because of it throws a `KMSError`
        /// that is retryable. Default: 30 seconds; at least one, at most a day, and no longer than the shortest lifetime and
        /// ``maximumStaleness`` together.
        public var cooldown: Duration = FetchBounds.usual.cooldown
        /// The values of a key's `use` that verify. A key without `use` does too. SPIFFE has `jwt-svid`. Default: `sig`.
        public var uses: Set<String> = ["sig"]
        /// How long a fetch may take in all, discovery and redirects included. Default: 10 seconds.
        public var timeLimit: Duration = .seconds(10)
        /// The certificates that are trusted, in PEM; nil for those of the system.
        public var certificateAuthorities: String?
        /// The URL of the proxy that the issuer is reached through, such as `http://proxy.example.com:3128`. nil for none:
        /// the environment is not looked at, as not all issuers of a process need be reached the same way. What is not
        /// encrypted is on this machine, and never goes through it.
        public var proxy: String?

        /// Headers of the requests, such as `Authorization`, for keys that are not public to all: those of a Kubernetes API
        /// server, say. nil for none. It is called once for each fetch, so that a token which expires can be read anew. They
        /// go to the scheme, host and port of the issuer or the URL that you gave, and nowhere else. What it throws is a
        /// failed fetch.
        public var headers: (@Sendable () async throws -> [String: String])?
        /// Hosts that may be asked by plain `http:` as loopback may, such as `keycloak` in a network of your own. Whoever is
        /// on the way can put keys of their own in place of the issuer's, so a warning is logged. Default: none.
        public var plainHosts: Set<String> = []

        /// As the members say.
        public init() {}
    }
}
#endif
