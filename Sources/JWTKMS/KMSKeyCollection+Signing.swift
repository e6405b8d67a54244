// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

public import JWTKit
import KMSAPI
import Synchronization

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension KMSKeyCollection {
    /// Signs a payload: builds the signing input here, and asks KMS for the signature of its digest; with HMAC, Ed25519
    /// and ML-DSA, of the input itself, which KMS takes up to 4096 bytes of.
    ///
    /// Cancelling the task cancels the request.
    ///
    /// - Parameters:
    ///   - payload: the claims.
    ///   - kid: the name of the key; nil for the one that `header` names, else the default key.
    ///   - header: further header members. `alg`, `kid` and `typ` are set by the key, unless a `typ` is given; another
    ///     `alg`, `crit` and `b64` are refused.
    /// - Returns: the token in compact form, RFC 7515 section 7.1.
    /// - Throws: `KMSError` where there is no such key, KMS refuses or can't be reached, the token would be longer
    ///   than the collection takes or one that no strict verifier takes, or the new signature does not verify; what
    ///   the payload's encoding throws; `CancellationError`.
    public func sign(
        _ payload: some JWTPayload, kid: JWKIdentifier? = nil, header: JWTHeader = JWTHeader()
    ) async throws -> String {
        do {
            let token = try await signing(by: (kid?.string ?? header.kid).map { KeyIdentifier($0) }) { key in
                try await signed(payload, header, key)
            }
            metrics.countSigned()
            return String(decoding: token, as: UTF8.self)
        } catch {
            metrics.countUnsigned(error)
            throw error
        }
    }

    private func signed(
        _ payload: some JWTPayload, _ header: JWTHeader, _ key: SigningKey
    ) async throws -> [UInt8] {
        var token = try await signingInput(payload, header, key)
        try checkLength(token.count + 1 + (key.signatureBytes * 4 + 2) / 3)
        let signature = try await signature(of: token, by: key)
        token.append(UInt8(ascii: "."))
        token += Base64URL.encode(signature.span)
        try checkLength(token.count)
        return token
    }

    func signingKey(_ kid: KeyIdentifier?) async throws -> SigningKey {
        if let ready = ring.withLock({ $0.readySigningKey(kid) }), isReady(until: ready.until) { return ready }
        try await ring.withLock { $0.source(of: kid) }?.prepareToSign()
        return try await find(for: .sign) { ring, now, failed in
            ring.signingKey(kid, now: now, after: failed, flight: { self.flight($0) })
        }
    }

    /// RFC 7515 section 5.1, steps 1 to 5.
    private func signingInput(
        _ payload: some JWTPayload, _ header: JWTHeader, _ key: SigningKey
    ) async throws -> [UInt8] {
        guard key.serializer == nil, serializer == nil, header.fields.isEmpty else {
            return try await serialized(payload, header, key)
        }
        // The way of nearly every token.
        let json = try checked(payloadEncoder.json(payload), key)
        var input: [UInt8] = []
        // With room for the signature.
        input.reserveCapacity(key.header.count + (json.count + key.signatureBytes) * 4 / 3 + 6)
        input += key.header
        input.append(UInt8(ascii: "."))
        input += Base64URL.encode(json.span)
        return input
    }

    /// No token is signed that this library itself would not take, or that outlives its key.
    ///
    /// - Returns: the payload, with an `exp` that was brought forward where that was asked for.
    private func checked(_ json: [UInt8], _ key: SigningKey) throws(KMSError) -> [UInt8] {
        let claims: JSONDocument
        do {
            claims = try JSONDocument(bytes: json)
        } catch {
            throw Self.refused("the payload is refused: \(error)")
        }
        do {
            try RegisteredClaims.checkDates(of: claims, besides: key.expirationLimit)
        } catch {
            throw Self.refused(error.reason ?? "\(error.errorType)")
        }
        guard let limit = key.expirationLimit else { return json }
        return try limit.applied(
            to: claims, elapsed: clock.elapsed(), secondsSince1970: clock.secondsSince1970())
    }

    /// By the user's serializer, or with the user's header.
    private func serialized(
        _ payload: some JWTPayload, _ header: JWTHeader, _ key: SigningKey
    ) async throws -> [UInt8] {
        let serializer = key.serializer ?? serializer ?? DefaultJWTSerializer(jsonEncoder: payloadEncoder)
        var header = try Self.complete(header, for: key)
        // JWTKit's own way with a certificate chain: checked, and from PEM to what RFC 7515 section 4.1.6 wants.
        if header.x5c?.isEmpty == false {
            header = try await serializer.makeHeader(from: header, key: Self.named(key))
        }
        let headerJSON = try Array(serializer.jsonEncoder.encode(header))
        let encodedPayload = try Array(serializer.serialize(payload, header: header))
        guard let payloadJSON = Base64URL.decode(encodedPayload.span) else {
            throw Self.refused("the payload is not encoded in base64url, as claims must be")
        }
        let payload = try checked(payloadJSON, key)
        do {
            _ = try TokenHeader(json: headerJSON)
        } catch let error as JWTError {
            throw Self.refused(error.reason ?? "\(error.errorType)")
        }
        return Base64URL.encode(headerJSON.span) + [UInt8(ascii: ".")] + Base64URL.encode(payload.span)
    }

    private static func refused(_ reason: String) -> KMSError {
        KMSError(.configuration, message: "no such token is signed: \(reason)", operation: .sign)
    }

    /// The header that the user gave, with what the key says.
    private static func complete(_ given: JWTHeader, for key: SigningKey) throws(KMSError) -> JWTHeader {
        var header = given
        for name in ["crit", "b64"] where header.fields[name] != nil {
            throw refused("\(name) is not understood here")
        }
        if let algorithm = header.fields["alg"] {
            guard let name = algorithm.asString, name.utf8.elementsEqual(key.algorithm.utf8) else {
                throw refused("the header names an alg that is not the key's \(key.algorithm)")
            }
        }
        header.fields["alg"] = .string(key.algorithm)
        header.fields["kid"] = key.kid.map { .string($0.string) }
        header.fields["typ"] = header.fields["typ"] ?? key.type.map { .string($0) }
        return header
    }

    private func checkLength(_ bytes: Int) throws(KMSError) {
        guard bytes <= maximumTokenBytes else {
            throw KMSError(
                .messageTooLong,
                message: "the token would have \(bytes) bytes, more than the \(maximumTokenBytes) of this collection",
                operation: .sign)
        }
    }

    private func signature(of input: [UInt8], by key: SigningKey) async throws -> [UInt8] {
        switch key.method {
        case .jwtKit(let algorithm):
            return try algorithm.sign(input)
        case .kms(let binding, let algorithm, let options, let id):
            guard let requests else { throw Self.noClient(binding.arn) }
            let digest = algorithm.scheme.digestHash.map { SHA2Digest(of: input, with: $0) }
            let message = try KMSMessage(
                input, digest: digest, algorithm: algorithm, options: options, arn: binding.arn,
                operation: algorithm.signingOperation)
            let answer = try await calling(byARN: binding.arn) {
                try await requests.sign(
                    message, with: algorithm, arn: binding.arn, grantTokens: options.grantTokens)
            }
            if answer.keyID != binding.arn { adopt(answer.keyID, id, binding.generation) }
            let signature = try tokenSignature(answer.signature, algorithm, binding)
            if options.checksNewSignatures {
                guard binding.verifier?.isValid(signature: signature, over: input, digest: digest) == true else {
                    throw selfCheckFailed("it does not verify with the key's public key", algorithm, binding)
                }
            }
            return signature
        }
    }

    /// The signature as it stands in a token: what has not the form that it must have is never handed out.
    private func tokenSignature(
        _ signature: [UInt8], _ algorithm: JWSAlgorithm, _ binding: KeyBinding
    ) throws(KMSError) -> [UInt8] {
        guard case .ecdsa(let curve) = algorithm.scheme else {
            let expected = algorithm.scheme.signatureBytes ?? binding.verifier?.publicKey.signatureBytes
            guard expected.map({ $0 == signature.count }) ?? [256, 384, 512].contains(signature.count) else {
                throw selfCheckFailed("it has \(signature.count) bytes", algorithm, binding)
            }
            return signature
        }
        do {
            return try ECDSASignature(der: signature, curve: curve).raw
        } catch {
            throw selfCheckFailed("it is no DER signature of \(curve.jwkName) (\(error))", algorithm, binding)
        }
    }

    private func selfCheckFailed(
        _ reason: String, _ algorithm: JWSAlgorithm, _ binding: KeyBinding
    ) -> KMSError {
        metrics.countSelfCheckFailure()
        return KMSError(
            .signatureSelfCheckFailed, message: "the signature that KMS answered is refused: \(reason)",
            operation: algorithm.signingOperation, keyReference: binding.arn)
    }

    /// Where the KMS told an id first and a full ARN now, the ARN is the key's name from here on.
    private func adopt(_ arn: String, _ id: KeyRing.RecordID, _ generation: UInt64) {
        ring.withLock { ring in
            _ = ring.update(id) { $0.adopt(arn: arn, generation: generation) }
        }
    }

    private static func named(_ key: SigningKey) -> any JWTAlgorithm {
        switch key.method {
        case .kms(let binding, let algorithm, _, _): KMSAlgorithm(algorithm: algorithm, verifier: binding.verifier)
        case .jwtKit(let algorithm): algorithm
        }
    }
}
