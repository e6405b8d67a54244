// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import JWTKit
import KMSAPI

/// What a token can be checked with: made once, when what is known of the key changes.
final class VerificationKey: Sendable {
    enum Method: Sendable {
        case local(LocalVerifier)
        case remote(KeyBinding, JWSAlgorithm, KeyOptions)
        case jwtKit(any JWTAlgorithm)

        /// Whether KMS is asked.
        var isRemote: Bool {
            if case .remote = self { true } else { false }
        }

        /// A key of KMS: by its public key where that is wanted and at hand.
        init(_ binding: KeyBinding, _ algorithm: JWSAlgorithm, _ options: KeyOptions) {
            if options.verification != .remote, let verifier = binding.verifier {
                self = .local(verifier)
            } else {
                self = .remote(binding, algorithm, options)
            }
        }
    }

    /// The `alg` that tokens of this key have.
    let algorithm: String
    /// The key, and after it keys of the same name before this one: an alias came to name another key, and the name
    /// stayed.
    let methods: [Method]
    let requirements: Requirements
    /// What a payload's `verify(using:)` is given, of each method.
    let jwtAlgorithms: [any JWTAlgorithm]
    /// What is thrown where no method finds the signature good; nil for a bad token. A key that can't be used now may
    /// have made it.
    let otherwise: KMSError?
    /// From when on it must be looked at anew: time of the collection's clock; nil for never.
    let until: Duration?
    /// Whether its source may have put another key in its place, so that a bad signature is worth a look there.
    let mayHaveChanged: Bool
    /// Further keys that a token which names this one can mean: of another algorithm, or, if it names none, those without a
    /// kid beside the default one.
    let others: [VerificationKey]
    /// What decodes payloads of its tokens; nil for what the collection has.
    let parser: (any JWTParser)?

    init(
        algorithm: String, methods: [Method], requirements: Requirements, otherwise: KMSError? = nil,
        until: Duration? = nil, mayHaveChanged: Bool = false, others: [VerificationKey] = [],
        parser: (any JWTParser)? = nil
    ) {
        self.algorithm = algorithm
        self.methods = methods
        self.requirements = requirements
        jwtAlgorithms = methods.map(\.jwtAlgorithm)
        self.otherwise = otherwise
        self.until = until
        self.mayHaveChanged = mayHaveChanged
        self.others = others
        self.parser = parser
    }

    /// All of these as one: what a name stands for. nil for none.
    static func joined(_ keys: [VerificationKey]) -> VerificationKey? {
        guard let first = keys.first, keys.count > 1 else { return keys.first }
        let all = keys.flatMap { [$0] + $0.others }
        return VerificationKey(
            algorithm: first.algorithm, methods: first.methods, requirements: first.requirements,
            otherwise: first.otherwise, until: all.compactMap(\.until).min(),
            mayHaveChanged: all.contains(where: \.mayHaveChanged), others: Array(all.dropFirst()),
            parser: first.parser)
    }

    /// Those of the keys that a token with this header can be of; this one if there are none, which says why.
    func candidates(for header: TokenHeader) -> [VerificationKey] {
        guard !others.isEmpty else { return [self] }
        let fitting = ([self] + others).filter { header.isFor($0.algorithm) }
        return fitting.isEmpty ? [self] : fitting
    }

    /// Whether this is the key, or one of the further ones.
    func holds(_ key: VerificationKey) -> Bool { self === key || others.contains { $0 === key } }

    convenience init(_ key: PinnedKey, _ verifier: LocalVerifier) {
        self.init(algorithm: verifier.algorithm.name, methods: [.local(verifier)], requirements: key.requirements)
    }

    convenience init(_ key: JWTKitKey) {
        self.init(
            algorithm: key.algorithm.name, methods: [.jwtKit(key.algorithm)], requirements: key.requirements,
            parser: key.parser)
    }
}
