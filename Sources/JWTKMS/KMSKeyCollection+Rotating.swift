// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI
import Synchronization

extension KMSKeyCollection {
    /// Adds the keys of a rotation, and follows it: `alias/x` signs, `alias/x-next` and `alias/x-previous` (and
    /// `alias/x-previous-2`, and so on) are published and verify.
    ///
    /// The aliases are read now, and again every ``RotationPolicy/pollInterval`` by ``run()``: one GetPublicKey (of HMAC
    /// keys, DescribeKey) for `alias/x`, one for `alias/x-next`, one for each key before and one for the first that is not there.
    /// Verifying and signing wait for none of it. If nobody runs it, they are read when the keys are used and that is overdue.
    /// If KMS refuses to sign because the key was revoked, they are read at once, and the token is signed with the new key.
    ///
    /// An alias that disappears, or names a key that is disabled or of another type, keeps its last good state: that is
    /// logged, counted, and shown by ``status()``. While `alias/x` names such a key, tokens are signed only for as long as they
    /// can't outlive the last good one. A key that no alias names any more stays published until the change has
    /// got around, but for one that KMS says is disabled or to be deleted: that one ends at once.
    ///
    /// They go together: ``remove(kid:)`` with the kid of one ends the following of all. A key that nobody is to trust any
    /// more is revoked in KMS: ``KeyRotation/revoke(_:)``.
    ///
    /// No token outlives its key: one whose `exp` is missing, or later than the policy's token lifetime from now, is not
    /// signed. With `shortensExpiration` a payload needs no `exp`: it is set. An `exp` that is less than a second too late is
    /// cut to the whole second.
    ///
    /// - Parameters:
    ///   - alias: the one that signs, its name or ARN.
    ///   - algorithm: the `alg` of the tokens; may be left out where the key serves one that is not ES256K.
    ///   - policy: as whoever rotates has it. The token lifetime is one hour unless you say so.
    ///   - shortensExpiration: whether an `exp` that is missing or too late is set to what it may be, rather than refused.
    ///   - options: how the keys are used; `exp` and `nbf` with the leeway of the policy, or more. They are named by their thumbprint or key id alone.
    /// - Returns: the keys now, the one that signs first.
    /// - Throws: `KMSError` where an alias can't be read, or `alias/x` names no key that serves the algorithm; of kind
    ///   `configuration` where a token could fail by the policy (``RotationRefusal`` is the underlying error), or a key of
    ///   the collection has the kid of one. `CancellationError`.
    @discardableResult
    public func add(
        rotating alias: String, algorithm: JWSAlgorithm? = nil,
        policy: RotationPolicy = RotationPolicy(tokenLifetime: .seconds(3600)), shortensExpiration: Bool = false,
        options: KeyOptions = .init()
    ) async throws -> [KMSKeyInfo] {
        try Self.check(alias, policy, options)
        // It tells what the keys are, and that there is one.
        var (_, algorithm, options) = try await settle(KeyReference(alias), algorithm, options)
        options.requirements.leeway = max(options.requirements.leeway, policy.leeway)
        let follower = KeyFollower(
            alias, algorithm: algorithm, policy: policy, options: options, shortensExpiration: shortensExpiration,
            of: self)
        try await follower.read()
        let id = try follower.shared.withLock { shared throws(KMSError) in
            guard let set = follower.set(shared) else {
                throw shared.keys.troubles[alias]
                    ?? KMSError(.notFound, message: "it names no key", operation: .getPublicKey, keyReference: alias)
            }
            shared.id = try add(set, isDefault: options.isDefault)
            return shared.id
        }
        polling.wake()
        let now = clock.elapsed()
        return ring.withLock { ring in id.map { ring.info($0.record, now: now) } ?? [] }
    }

    /// What is known of the rotations that were added: which keys sign and are published, and what is wrong with an alias.
    public func status() -> [RotationStatus] { followers.map(\.status) }

    /// Those of the rotations that were added and not removed.
    var followers: [KeyFollower] { ring.withLock { $0.sources }.compactMap { $0 as? KeyFollower } }

    private static func check(_ alias: String, _ policy: RotationPolicy, _ options: KeyOptions) throws(KMSError) {
        func refusal(_ message: String, _ underlying: (any Error)? = nil) -> KMSError {
            KMSError(.configuration, message: message, keyReference: alias, underlying: underlying)
        }
        guard try KeyReference(alias).isAlias else {
            throw refusal("a rotation has an alias, alias/NAME or its ARN, and this is none")
        }
        do { try policy.checkSafety() } catch { throw refusal("its tokens could fail: \(error.line)", error) }
        guard [nil, .thumbprint, .keyID].contains(options.kid) else {
            throw refusal("each key of a rotation has a name of its own: its thumbprint or its key id")
        }
    }
}
