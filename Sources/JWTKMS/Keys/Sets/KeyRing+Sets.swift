// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

extension KeyRing {
    /// The sources of all sets.
    var sources: [any KeySource] { records.keys.sorted().compactMap { source($0) } }

    /// The sources of the keys that a token of this kid can mean.
    func sources(of kid: KeyIdentifier?) -> [any KeySource] { holders(of: kid).compactMap { source($0) } }

    /// Where the key that signs under this name comes from; nil if it comes from none, or there is no such key.
    func source(of kid: KeyIdentifier?) -> (any KeySource)? { find(kid).flatMap { source($0) } }

    func source(_ id: RecordID) -> (any KeySource)? {
        guard case .set(let set)? = records[id] else { return nil }
        return set.source
    }

    /// Why a token of no key at hand could not be checked: it may be of an issuer whose keys can't be had now. What it says
    /// of its issuer is not verified, and decides nothing but who is to blame. nil for a bad token.
    ///
    /// - Parameter unasked: the sources that could not be asked about the key, and why.
    func whyUnchecked(_ claims: [UInt8], unasked: [ObjectIdentifier: KMSError] = [:]) -> KMSError? {
        let sets = records.keys.sorted().compactMap { id -> (issuers: Requirements, why: KMSError)? in
            guard case .set(let set)? = records[id], let why = set.ended ?? unasked[ObjectIdentifier(set.source)]
            else { return nil }
            return (set.issuers, why)
        }
        guard !sets.isEmpty, let claims = try? JSONDocument(bytes: claims) else { return nil }
        return sets.first { $0.issuers.isMet(byIssuer: claims.root.member("iss")) }?.why
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
        guard let key = VerificationKey.joined(set.members(named: kid).map(\.key)) else { return nil }
        if let ended = set.ended { return .fail(ended) }
        return .found(key)
    }
}

extension VerificationKey {
    /// A key that can't be used now: whatever it would have found good could not be checked.
    convenience init(ended member: KeySet.Member, _ error: KMSError) {
        self.init(
            algorithm: member.algorithm.name, methods: [], requirements: member.options.requirements, otherwise: error)
    }
}
