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
        let kid: KeyIdentifier
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

        /// A public key that no KMS knows of: it verifies here.
        ///
        /// - Parameter until: from when on its use asks the source first, ``KeySource/use()``: time of the collection's
        ///   clock; nil for never.
        package init(
            kid: String, algorithm: JWSAlgorithm, publicKey: PublicKey, requirements: Requirements,
            until: Duration? = nil
        ) {
            let verifier = LocalVerifier(algorithm: algorithm, publicKey: publicKey)
            self.kid = KeyIdentifier(kid)
            self.algorithm = algorithm
            options = KeyOptions(requirements: requirements)
            binding = KeyBinding(generation: 0, arn: "", kid: self.kid, verifier: verifier)
            key = VerificationKey(
                algorithm: algorithm.name, methods: [.local(verifier)], requirements: requirements, until: until)
        }
    }

    /// Where they come from: an alias, or a URL.
    package let reference: String
    package let source: any KeySource
    /// The names of no two are the same.
    package var members: [Member]
    /// The name of the one that signs; nil where none does.
    var signing: KeyIdentifier?
    /// Until when tokens of the one that signs may live; nil for ever.
    var expirationLimit: ExpirationLimit?
    /// Why the keys can't be used now, whatever token comes: their source could not be read for too long. nil where they
    /// can be.
    package var ended: KMSError?

    package init(reference: String, source: any KeySource, members: [Member], ended: KMSError? = nil) {
        self.reference = reference
        self.source = source
        self.members = members
        self.ended = ended
    }

    subscript(kid: KeyIdentifier?) -> Member? {
        let name = kid ?? signing
        return members.first { $0.kid == name }
    }
}

/// Where the keys of a set come from. It replaces them when they change.
package protocol KeySource: Sendable {
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

    /// A token names a key that the collection has not. What it says is nobody's word yet: whatever comes of it must cost
    /// the same for a million such tokens as for one.
    ///
    /// - Returns: whether keys may have come since the asker looked, so that it is worth another look.
    func lookForUnknownKey() async -> Bool
}

extension KeySource {
    package func use() async throws {}
    package func prepareToSign() async throws {}
}
