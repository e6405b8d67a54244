// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// What verifies and signs at once, by the name that is asked for: made at its first use, dropped at any change of its
/// key.
struct ReadyKeys: Sendable {
    /// Keys by their names; the default one has none here.
    struct Names<Key: Sendable>: Sendable {
        private var named: [KeyIdentifier: Key] = [:]
        private var unnamed: Key?

        /// The key for this name; nil where there is none, which does not mean that it could not be made.
        subscript(kid: KeyIdentifier?) -> Key? {
            get { kid.map { named[$0] } ?? unnamed }
            set { if let kid { named[kid] = newValue } else { unnamed = newValue } }
        }

        fileprivate mutating func drop(_ names: [KeyIdentifier?]) {
            for case let name? in names { named[name] = nil }
            // Dropped too often rather than asked whose it is.
            unnamed = nil
        }
    }

    var verifying = Names<VerificationKey>()
    var signing = Names<SigningKey>()
    var headers = ReadyHeaders()

    mutating func drop(_ names: [KeyIdentifier?]) {
        verifying.drop(names)
        signing.drop(names)
        headers.drop()
    }
}
