// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import JWTKit
import KMSAPI
import Synchronization

// The way of a token whose key is not ready: it is fetched, KMS is asked, or an issuer may have published another.
extension KMSKeyCollection {
    func fetchKeyAndVerifySignature(_ text: [UInt8], _ demanded: Requirements?) async throws -> SignedToken {
        let token = try CompactToken(text, expectsPadding: nil)
        let header = try TokenHeader(json: token.header)
        func verify() async throws -> SignedToken {
            try await verifying(by: header.kid) {
                let key = try await find(for: .getPublicKey) { ring, now, failed in
                    try ring.verificationKey(
                        for: header, requiring: demanded, now: now, after: failed, flight: { self.flight($0) })
                }
                return try await verifySignature(token, header, key, demanded)
            }
        }
        for source in ring.withLock({ $0.sources(of: header.kid) }) {
            // A token without a kid may be of another key, so one source that is away does not decide. Its keys say so.
            do { try await source.use() } catch let error as KMSError { if header.kid != nil { throw error } }
        }
        let replacements = ring.withLock { $0.replacements }
        do {
            return try await verify()
        } catch let error as JWTError {
            // An issuer may have published the key a moment ago.
            let isUnknown = error.errorType == .unknownKID || error.errorType == .missingKIDHeader
            func verifyAgain() async throws -> SignedToken? {
                do { return try await verify() } catch let again as JWTError where again.errorType == error.errorType {
                    return nil
                }
            }
            var unasked: [ObjectIdentifier: KMSError] = [:]
            for source in sources(toAskAfter: error, header) {
                let search = await source.lookForNewKey(unknownKID: isUnknown ? header.kid.hashValue : nil)
                if search.mayHaveCome, let token = try await verifyAgain() { return token }
                unasked[ObjectIdentifier(source)] = search.unasked
            }
            // The key arrived during the first look: its source does not fetch again so soon.
            if replacements != ring.withLock({ $0.replacements }), let token = try await verifyAgain() { return token }
            // Who left before an issuer answered was not told that the token is bad.
            try Task.checkCancellation()
            if isUnknown, let unchecked = ring.withLock({ $0.whyUnchecked(token.payload, unasked: unasked) }) {
                throw unchecked
            }
            throw error
        }
    }

    /// Who may know of another key, after this one was not found or did not make the token.
    private func sources(toAskAfter error: JWTError, _ header: TokenHeader) -> [any KeySource] {
        ring.withLock { ring in
            switch error.errorType {
            // Which issuer's it is is not known.
            case .unknownKID, .missingKIDHeader: ring.sources
            case .signatureVerificationFailed: ring.sources(of: header.kid)
            case .invalidHeaderField: ring.isOfAnotherAlgorithm(header) ? ring.sources(of: header.kid) : []
            default: []
            }
        }
    }

    private func verifySignature(
        _ token: CompactToken, _ header: TokenHeader, _ key: VerificationKey, _ demanded: Requirements?
    ) async throws -> SignedToken {
        var failure: (any Error)?
        for candidate in key.candidates(for: header) {
            do {
                try token.padding.check(candidate.requirements, demanded)
                try header.check(algorithm: candidate.algorithm, type: candidate.requirements.type, demanded?.type)
                let method = try await method(of: candidate, for: token)
                return SignedToken(header: header, payload: token.payload, key: candidate, method: method)
            } catch let error where error is JWTError || error is KMSError {
                failure = Self.graver(failure, error)
            }
        }
        throw failure ?? JWTError.signatureVerificationFailed
    }

    /// Which of the key's methods finds the signature good.
    private func method(of key: VerificationKey, for token: CompactToken) async throws -> Int {
        var failure: KMSError?
        for (index, method) in key.methods.enumerated() {
            do {
                if try await isValid(token, by: method) { return index }
            } catch let error as KMSError {
                // It may be a token of a key before, which is as good as ever; and one before that KMS has ended has none.
                if index == 0 || !CachedReference.isDefinite(error) { failure = failure ?? error }
            }
        }
        if let failure { throw failure }
        throw key.refusal(of: token.signature, over: token.signingInput.span)
    }

    private func isValid(_ token: CompactToken, by method: VerificationKey.Method) async throws -> Bool {
        guard case .remote(let binding, let algorithm, let options) = method else {
            return isValidHere(token, by: method) == true
        }
        guard let requests else { throw Self.noClient(binding.arn) }
        // What can't be a signature costs no call.
        guard algorithm.scheme.canBeSignature(bytes: token.signature.count),
            token.signingInput.count
                <= (options.sendsDigest ? algorithm.maximumSigningInputBytes ?? .max : KMSMessage.maximumRawBytes)
        else { return false }
        var signature = token.signature
        if case .ecdsa(let curve) = algorithm.scheme {
            guard let ecdsa = try? ECDSASignature(raw: signature, curve: curve) else { return false }
            signature = try ecdsa.der
        }
        let digest = algorithm.scheme.digestHash.map { SHA2Digest(of: token.signingInput, with: $0) }
        let message = try KMSMessage(
            token.signingInput, digest: digest, algorithm: algorithm, options: options, arn: binding.arn,
            operation: algorithm.verifyingOperation)
        return try await calling(byARN: binding.arn) {
            try await requests.verify(
                signature, over: message, with: algorithm, arn: binding.arn, grantTokens: options.grantTokens)
        }
    }
}
