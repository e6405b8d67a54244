// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

extension KeyRing {
    /// The sources of all sets.
    var sources: [any KeySource] { records.keys.sorted().compactMap { source($0) } }

    /// Where the key of this name comes from; nil where it comes from none, or there is no such key.
    func source(of kid: KeyIdentifier?) -> (any KeySource)? { find(kid).flatMap { source($0) } }

    func source(_ id: RecordID) -> (any KeySource)? {
        guard case .set(let set)? = records[id] else { return nil }
        return set.source
    }

    mutating func signingKey(_ set: KeySet, _ id: RecordID, _ kid: KeyIdentifier?) -> Lookup<SigningKey> {
        guard let member = set[kid], member.kid == set.signing else {
            let which = kid.map { "the key \($0)" } ?? "no key of \(set.reference)"
            let signs = set.signing.map { "; \($0) does" } ?? ""
            return .fail(KMSError(.configuration, message: "\(which) signs now\(signs)", operation: .sign))
        }
        if let ended = set.ended { return .fail(ended) }
        return .found(
            SigningKey(
                member.binding, member.algorithm, member.options, id, limit: set.expirationLimit,
                until: set.expirationLimit?.stale))
    }

    func verificationKey(_ set: KeySet, _ kid: KeyIdentifier?) -> Lookup<VerificationKey>? {
        guard let member = set[kid] else { return nil }
        if let ended = set.ended { return .fail(ended) }
        return .found(member.key)
    }
}

extension VerificationKey {
    /// A key that can't be used now: whatever it would have found good could not be checked.
    convenience init(ended member: KeySet.Member, _ error: KMSError) {
        self.init(
            algorithm: member.algorithm.name, methods: [], requirements: member.options.requirements, otherwise: error)
    }
}
