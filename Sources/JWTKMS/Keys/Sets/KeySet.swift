// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

package import KMSAPI

/// Keys that come and go together: those of a rotation, or those that another issuer publishes.
///
/// Their source replaces them as a whole. Each has a name of its own, and one of them may sign.
package struct KeySet: Sendable {
    /// One of the keys.
    package struct Member: Sendable {
        let binding: KeyBinding
        /// nil for a key of others that serves tokens without a kid.
        let kid: KeyIdentifier?
        let algorithm: JWSAlgorithm
        let options: KeyOptions
        let key: VerificationKey

        /// A key of KMS.
        init?(_ binding: KeyBinding, _ algorithm: JWSAlgorithm, _ options: KeyOptions, until: Duration? = nil) {
            guard let kid = binding.kid else { return nil }
            self.binding = binding
            self.kid = kid
            self.algorithm = algorithm
            self.options = options
            key = VerificationKey(
                algorithm: algorithm.name, methods: [VerificationKey.Method(binding, algorithm, options)],
                requirements: options.requirements, until: until)
        }

        /// A public key of others, which no KMS knows of: it verifies here.
        ///
        /// - Parameter until: from when on its use asks the source first, ``KeySource/use()``: time of the collection's
        ///   clock; nil for never.
        package init(_ published: PublicKeySet.Key, requirements: Requirements, until: Duration? = nil) {
            let verifier = LocalVerifier(algorithm: published.algorithm, publicKey: published.publicKey)
            kid = published.kid
            algorithm = published.algorithm
            options = KeyOptions(requirements: requirements)
            binding = KeyBinding(generation: 0, arn: "", kid: kid, verifier: verifier)
            key = VerificationKey(
                algorithm: algorithm.name, methods: [.local(verifier)], requirements: requirements, until: until,
                mayHaveChanged: true)
        }
    }

    /// Where they come from: an alias, or a URL.
    package let reference: String
    package let source: any KeySource
    /// No two have the same name and the same algorithm.
    package var members: [Member]
    /// The name of the one that signs; nil where none does.
    var signing: KeyIdentifier?
    /// Until when tokens of the one that signs may live; nil for ever.
    var expirationLimit: ExpirationLimit?
    /// Whose tokens they verify.
    let issuers: Requirements
    /// Why the keys can't be used now, whatever token comes: their source could not be read for too long. nil where they
    /// can be.
    package var ended: KMSError?

    package init(
        reference: String, source: any KeySource, members: [Member], issuers: Requirements = .init(),
        ended: KMSError? = nil
    ) {
        self.reference = reference
        self.source = source
        self.members = members
        self.issuers = issuers
        self.ended = ended
    }

    /// The one that signs under this name; by none, the one that signs.
    subscript(kid: KeyIdentifier?) -> Member? {
        guard let name = kid ?? signing else { return nil }
        return members.first { $0.kid == name }
    }

    func signs(_ member: Member) -> Bool { signing != nil && member.kid == signing }

    /// Whether it is the one key that another issuer publishes: then the issuer's tokens need no kid.
    var isOneKeyOfOthers: Bool { members.count == 1 && members[0].binding.arn.isEmpty }

    /// Those that tokens of this name can mean; without a name those that have none, or else the one that signs, or the one
    /// key of another issuer.
    func members(named kid: KeyIdentifier?) -> [Member] {
        let named = members.filter { $0.kid == kid }
        guard named.isEmpty, kid == nil else { return named }
        return isOneKeyOfOthers ? members : [self[nil]].compactMap { $0 }
    }
}

/// Where the keys of a set come from. It replaces them when they change.
package protocol KeySource: AnyObject, Sendable {
    /// A token names one of them that is not ready: it was not used before, or is to be looked at again.
    ///
    /// - Throws: `KMSError` where none of them may be gone by now.
    func use() async throws

    /// A token is to be signed, and could outlive its key as far as is known, or the key is not ready.
    ///
    /// - Throws: `CancellationError`.
    func prepareToSign() async throws

    /// Reads them anew.
    ///
    /// - Throws: `KMSError` where that can't be done; the old ones are kept then.
    func readAgain() async throws

    /// A token names a key that the collection does not have, or one whose signature it does not bear. Nothing in it has
    /// been verified yet: whatever comes of it must cost the same for a million such tokens as for one.
    ///
    /// - Parameter unknownKID: a hash of the kid that the collection has no key of; nil if it has one, which did not make
    ///   the token.
    func lookForNewKey(unknownKID: Int?) async -> KeySearch
}

/// What came of looking for a key that a collection does not have.
package struct KeySearch: Sendable {
    /// Whether keys may have come since the asker looked, so that it is worth another look.
    package var mayHaveCome: Bool
    /// Why the source could not be asked about the key, so that its token could not be checked. nil if the source was just
    /// asked and does not have the key, and if it can't tell: then the token is bad.
    package var unasked: KMSError?

    package init(mayHaveCome: Bool, unasked: KMSError? = nil) {
        self.mayHaveCome = mayHaveCome
        self.unasked = unasked
    }
}

extension KeySource {
    package func use() async throws {}
    package func prepareToSign() async throws {}
}
