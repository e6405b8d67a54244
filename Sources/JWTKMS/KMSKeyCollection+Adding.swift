// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI
import Synchronization

extension KMSKeyCollection {
    /// Adds a key of KMS.
    ///
    /// The reference is resolved once, to a key ARN, by one GetPublicKey, and everything is signed by that ARN: a
    /// token's kid and its signature can't come apart when an alias is pointed elsewhere. A key ARN with a name of
    /// its own, remote verification and no check of new signatures needs no call and no permission but kms:Sign.
    ///
    /// An HMAC key has no public key: its reference is resolved by DescribeKey (the client must be a `KMSKeyDirectory`
    /// too), a key ARN with its algorithm by no call, and its tokens are made and verified by KMS (`KMSMACClient`).
    ///
    /// - Parameters:
    ///   - reference: key id, key ARN, alias name or alias ARN.
    ///   - algorithm: the `alg` of the tokens; may be left out where the key serves one that is not ES256K.
    ///   - options: the key's name and use.
    /// - Returns: what the reference was resolved to.
    /// - Throws: `KMSError` where KMS refuses or can't be reached; where the key does not serve the algorithm or its
    ///   public key can't be what it is said to be; where the options ask for what such a key can't do; where another
    ///   key has the kid; where the collection has no client, or one that lacks a protocol.
    @discardableResult
    public func add(
        _ reference: String, algorithm: JWSAlgorithm? = nil, options: KeyOptions = .init()
    ) async throws -> KMSKeyInfo {
        let parsed: KeyReference
        do { parsed = try KeyReference(reference) } catch { throw error.during(.getPublicKey, key: nil) }
        guard client != nil else { throw Self.noClient(reference) }
        let readAt = clock.elapsed()
        let (binding, algorithm, options) = try await settle(parsed, algorithm, options)
        let now = clock.elapsed()
        return try ring.withLock { ring in
            let key = CachedReference(
                reference: reference, options: options, algorithm: algorithm, policy: cache, binding: binding,
                readAt: readAt)
            let id = try ring.add(.reference(key), isDefault: options.isDefault, now: now)
            return ring.info(id, now: now)[0]
        }
    }

    /// Adds a public key that is never fetched: it verifies, without KMS, and signs nothing.
    ///
    /// - Parameters:
    ///   - publicKeyPEM: one `PUBLIC KEY`, RFC 7468 section 13.
    ///   - algorithm: the `alg` of the tokens; may be left out where the key serves one.
    ///   - options: the key's name (not `keyID`) and what its tokens must show; the rest does not apply.
    /// - Throws: `KMSError` of kind `publicKeyRefused`, `invalidKeyUsage` or `configuration`.
    @discardableResult
    public func add(
        publicKeyPEM: String, algorithm: JWSAlgorithm? = nil, options: KeyOptions = .init()
    ) throws -> KMSKeyInfo {
        let publicKey: PublicKey
        do {
            publicKey = try PublicKey(pem: publicKeyPEM)
        } catch {
            throw KMSError(.publicKeyRefused, message: "the public key is refused: \(Self.reason(error))")
        }
        return try add(publicKey, algorithm: algorithm, options: options)
    }

    func settle(
        _ reference: KeyReference, _ algorithm: JWSAlgorithm?, _ options: KeyOptions
    ) async throws -> (KeyBinding, JWSAlgorithm, KeyOptions) {
        do {
            // What can be refused without a call is.
            let asked = if let algorithm { try options.settled(for: algorithm) } else { options }
            let (binding, algorithm) = try await resolve(reference, algorithm: algorithm, options: asked)
            try requests?.checkServes(algorithm)
            return (binding, algorithm, try options.settled(for: algorithm))
        } catch let error as KMSError {
            throw error.during(.getPublicKey, key: reference.description)
        }
    }

    @discardableResult
    package func add(_ publicKey: PublicKey, algorithm: JWSAlgorithm?, options: KeyOptions) throws -> KMSKeyInfo {
        let served = publicKey.algorithms
        let list = served.map(\.name).joined(separator: ", ")
        let unfit = UnfitKey(served: served.map(\.name))
        guard let algorithm = algorithm ?? (served.count == 1 ? served.first : nil) else {
            throw KMSError(
                .configuration, message: "the public key serves several algorithms, name one of \(list)",
                underlying: unfit)
        }
        guard served.contains(algorithm) else {
            throw KMSError(
                .invalidKeyUsage, message: "the public key does not serve \(algorithm); it serves \(list)",
                underlying: unfit)
        }
        guard options.kid != .keyID else {
            throw KMSError(.configuration, message: "a public key has no KMS key id to be named by")
        }
        guard options.verification != .remote else {
            throw KMSError(.configuration, message: "a public key alone can't be verified by KMS; add its reference")
        }
        guard algorithm.verifiesLocally else {
            throw KMSError(
                .configuration,
                message: "a public key of \(algorithm) can't verify here; add the key's reference, so that KMS does")
        }
        let key = PinnedKey(
            kid: Self.name(options.kid, arn: "", thumbprint: publicKey.thumbprint),
            verifiers: [LocalVerifier(algorithm: algorithm, publicKey: publicKey)],
            requirements: options.wholeRequirements, isOfSet: false)
        let now = clock.elapsed()
        return try ring.withLock { ring in
            let id = try ring.add(.publicKey(key), isDefault: options.isDefault, now: now)
            return ring.info(id, now: now)[0]
        }
    }

    /// What a key is called in tokens.
    static func name(_ name: KeyOptions.KeyName?, arn: String, thumbprint: String?) -> KeyIdentifier? {
        switch name ?? .thumbprint {
        case .thumbprint: thumbprint.map { KeyIdentifier($0) }
        case .keyID: KeyIdentifier(KeyARN(arn)?.keyID ?? arn)
        case .name(let name): KeyIdentifier(name)
        case .none: nil
        }
    }

    static func reason(_ error: any Error) -> String { (error as? PublicKeyRefusal)?.reason ?? "\(error)" }

    static func noClient(_ reference: String) -> KMSError {
        KMSError(
            .configuration, message: "the collection was made without a KMS client, so it can't use KMS keys",
            keyReference: reference)
    }
}
