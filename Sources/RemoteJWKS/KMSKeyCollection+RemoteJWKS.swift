// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if RemoteJWKS
public import JWTKMS
import KMSAPI
import Logging
import Synchronization

extension KMSKeyCollection {
    /// Adds the keys of another issuer: they verify, without KMS, and sign nothing. They are fetched now, if they are not
    /// known yet, and from then on replaced as the issuer changes them.
    ///
    /// A key that comes later with the kid of another key of the collection is passed over, and logged. To remove the keys,
    /// remove one of them by its kid: they go together.
    ///
    /// - Parameters:
    ///   - toleratesOutage: whether to go on if the issuer can't be reached now. Its tokens then throw a `KMSError` that is
    ///     retryable until its keys could be fetched, which their use tries once in a cooldown. What an outage does not
    ///     explain, such as a URL where there are no keys, is thrown all the same.
    ///   - waiting: whether to wait for the first fetch. With `false` it begins, and the server starts meanwhile, whatever
    ///     comes of it. A failure is logged, as an error if no outage explains it. A token of the issuer waits for a fetch
    ///     that is under way. If that fails, it throws a `KMSError` that is retryable, as above.
    /// - Returns: the issuer's keys now; none if they are not fetched yet.
    /// - Throws: `KMSError` if they can't be fetched, and nothing is added then; of kind `publicKeyRefused` if none of
    ///   them verifies here, with the reason of each; of kind `configuration` if a key of the collection has the kid of
    ///   one; `CancellationError`.
    @discardableResult
    public func add(
        _ issuer: RemoteJWKS, toleratesOutage: Bool = false, waiting: Bool = true
    ) async throws -> [KMSKeyInfo] {
        guard waiting else {
            issuer.fetchWhatIsDue(isRefreshedUnused: true)
            return keys(of: try issuer.publish(to: self))
        }
        do {
            try await issuer.load()
        } catch let error as KMSError where toleratesOutage && error.isRetryable {
            issuer.logger?.warning(
                "an issuer is added whose keys could not be fetched yet",
                metadata: ["issuer": "\(issuer.name)", "error": "\(error)"])
        }
        return keys(of: try issuer.publish(to: self))
    }
}
#endif
