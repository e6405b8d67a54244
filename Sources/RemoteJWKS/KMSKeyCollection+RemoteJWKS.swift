// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if RemoteJWKS
public import JWTKMS
import KMSAPI
import Synchronization

extension KMSKeyCollection {
    /// Adds the keys of another issuer: they verify, without KMS, and sign nothing. They are fetched now, where they are
    /// not known yet, and from then on replaced as the issuer changes them.
    ///
    /// A key that comes later with the kid of another key of the collection is passed over, and logged. To remove the keys,
    /// remove one of them by its kid: they go together.
    ///
    /// - Returns: the issuer's keys now.
    /// - Throws: `KMSError` where they can't be fetched, and nothing is added then; of kind `publicKeyRefused` where none of
    ///   them verifies here, with the reason of each; of kind `configuration` where a key of the collection has the kid of
    ///   one; `CancellationError`.
    @discardableResult
    public func add(_ issuer: RemoteJWKS) async throws -> [KMSKeyInfo] {
        try await issuer.load()
        if let set = issuer.shared.withLock({ $0.set }), set.keys.isEmpty {
            let reasons = set.passedOver.isEmpty ? "it is empty" : set.passedOver.joined(separator: "; ")
            throw KMSError(
                .publicKeyRefused,
                message: "no key of \(issuer.name) can verify a token here: \(Excerpt.of(reasons, limit: 1024))")
        }
        try issuer.publish(to: self)
        // Of the same issuer there may be keys of another place.
        let names = Set(issuer.kids)
        return keys.filter { key in
            key.reference == issuer.name && key.kid.map { names.contains(Array($0.string.utf8)) } ?? false
        }
    }
}
#endif
