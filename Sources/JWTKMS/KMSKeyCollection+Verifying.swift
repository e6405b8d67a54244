// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

public import JWTKit
import KMSAPI
import Synchronization

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

// The way of a token, from top to bottom: size, split, header, key, signature, payload, claims.
extension KMSKeyCollection {
    /// Verifies a token and decodes its payload.
    ///
    /// Locally, with the cached public key, unless the key's options say otherwise: then nothing is called and
    /// nothing suspends once the key is cached. `exp` and `nbf` are checked whether or not the payload type looks at
    /// them (a token is good at `nbf` exactly); then the payload's own `verify(using:)` runs.
    ///
    /// - Parameters:
    ///   - token: a JWS in compact form, RFC 7515 section 7.1.
    ///   - iteratingKeys: whether to try every locally verifiable key of the token's algorithm, whatever kid the token
    ///     names. KMS is called for none of them; where nobody runs ``run()``, the aliases of a rotation are read as always.
    ///   - requiring: what the token must show, beyond what its key demands.
    /// - Throws: `JWTError` where the token is bad; `KMSError` where it could not be checked; what the payload's
    ///   `verify(using:)` throws; `CancellationError`.
    public func verify<Payload: JWTPayload>(
        _ token: String, as payload: Payload.Type = Payload.self, iteratingKeys: Bool = false,
        requiring requirements: Requirements? = nil
    ) async throws -> Payload {
        do {
            try checkSize(token.utf8.count)
            var text = token
            let verified: Payload
            let algorithm: any JWTAlgorithm
            if let signed = try text.withUTF8({ unsafe try verifySignatureHere($0.span, iteratingKeys, requirements) })
            {
                // The way of nearly every token: its key is at hand, and nothing suspends.
                let (claims, _) = try checkClaims(signed, requirements)
                verified = try decode(payload, claims, signed.header, by: signed.key.parser) { Array(token.utf8) }
                algorithm = signed.algorithm
            } else {
                (verified, algorithm) = try await verify(Array(token.utf8), payload, iteratingKeys, requirements)
            }
            try await verified.verify(using: algorithm)
            metrics.countVerified()
            return verified
        } catch {
            metrics.countUnverified(error)
            throw error
        }
    }

    /// Verifies a token that is held as bytes, as ``verify(_:as:iteratingKeys:requiring:)-(String,_,_,_)`` does.
    public func verify<Payload: JWTPayload>(
        _ token: some DataProtocol & Sendable, as payload: Payload.Type = Payload.self, iteratingKeys: Bool = false,
        requiring requirements: Requirements? = nil
    ) async throws -> Payload {
        do {
            try checkSize(token.count)
        } catch {
            metrics.countUnverified(error)
            throw error
        }
        // What is no text is no base64url either.
        return try await verify(
            String(decoding: token, as: UTF8.self), as: payload, iteratingKeys: iteratingKeys, requiring: requirements)
    }

    /// The other ways: the key is to be fetched, KMS to be asked, every key to be tried, or tokens are remembered.
    private func verify<Payload: JWTPayload>(
        _ text: [UInt8], _ type: Payload.Type, _ iteratingKeys: Bool, _ demanded: Requirements?
    ) async throws -> (Payload, any JWTAlgorithm) {
        // An object that all callers share could be changed by one of them for all.
        if let verifiedTokens, !iteratingKeys, !(type is AnyObject.Type) {
            return try await remembered(text, type, demanded, in: verifiedTokens)
        }
        let (signed, claims) = iteratingKeys ? try await iterate(text, demanded) : try await check(text, demanded)
        return (try decode(type, claims, signed.header, by: signed.key.parser) { text }, signed.algorithm)
    }

    private func check(_ text: [UInt8], _ demanded: Requirements?) async throws -> (SignedToken, JSONDocument) {
        let signed = try await fetchKeyAndVerifySignature(text, demanded)
        return (signed, try checkClaims(signed, demanded).0)
    }

    /// The claims of a token whose signature is good, and when they are.
    func checkClaims(_ token: SignedToken, _ demanded: Requirements?) throws -> (JSONDocument, Range<Double>) {
        let claims = try StrictJSON.read(token.payload, "payload")
        let registered = RegisteredClaims(document: claims, now: clock.secondsSince1970())
        return (claims, try registered.check(token.key, demanded))
    }

    /// What is known of a token whose signature is good. Its claims are still to be read and checked.
    package struct SignedToken: Sendable {
        package let header: TokenHeader
        package let payload: [UInt8]
        let key: VerificationKey
        /// Which of the key's methods found the signature good.
        let method: Int

        /// What the payload's `verify(using:)` is given.
        var algorithm: any JWTAlgorithm { key.jwtAlgorithms[method] }
    }

    /// Verifies a token as far as a JWS goes, RFC 7515 section 5.2.
    package func verifySignature(_ text: [UInt8], requiring demanded: Requirements? = nil) async throws -> SignedToken {
        if let signed = try verifySignatureWithReadyKey(text.span, demanded) { return signed }
        return try await fetchKeyAndVerifySignature(text, demanded)
    }

    /// - Returns: nil where there is more to it than a key that is ready.
    private func verifySignatureHere(
        _ text: Span<UInt8>, _ iteratingKeys: Bool, _ demanded: Requirements?
    ) throws -> SignedToken? {
        guard !iteratingKeys, verifiedTokens == nil else { return nil }
        return try verifySignatureWithReadyKey(text, demanded)
    }

    /// - Returns: nil where the key must be fetched, or KMS asked.
    private func verifySignatureWithReadyKey(_ text: Span<UInt8>, _ demanded: Requirements?) throws -> SignedToken? {
        let parts = try TokenParts(text)
        let payload = try TokenParts.decode(text, parts.payload, "payload")
        let signature = try TokenParts.decode(text, parts.signature, "signature")
        let (header, key, isNew): (TokenHeader, VerificationKey, Bool)
        if let known = readyHeader(text.extracting(parts.header)) {
            (header, key, isNew) = (known.header, known.key, false)
        } else {
            (header, isNew) = (try TokenHeader(json: TokenParts.decode(text, parts.header, "header")), true)
            guard let ready = readyKey(header.kid) else { return nil }
            key = ready
        }
        let (input, padding) = (text.extracting(parts.signingInput), parts.padding(text))
        var failure: (any Error)?
        for candidate in key.candidates(for: header) {
            do {
                try padding.check(candidate.requirements, demanded)
                try header.check(algorithm: candidate.algorithm, type: candidate.requirements.type, demanded?.type)
                guard
                    let index = candidate.methods.firstIndex(where: {
                        isValidHere(signature, over: input, by: $0) == true
                    })
                else {
                    if candidate.methods.contains(where: \.isRemote) { return nil }
                    // Why is asked once, when the source has been.
                    throw key.mayHaveChanged
                        ? JWTError.signatureVerificationFailed : candidate.refusal(of: signature, over: input)
                }
                // All that such a header can mean: the next token may be another's.
                if isNew { remember(header, text.extracting(parts.header), key) }
                return SignedToken(header: header, payload: payload, key: candidate, method: index)
            } catch {
                failure = Self.graver(failure, error)
            }
        }
        // Its source may know better.
        if key.mayHaveChanged { return nil }
        throw failure ?? JWTError.signatureVerificationFailed
    }

    /// Of what several keys said, that which is thrown: that one of them could not tell, else what the first one said.
    static func graver(_ first: (any Error)?, _ second: any Error) -> any Error {
        guard let first else { return second }
        return first is JWTError && !(second is JWTError) ? second : first
    }

    private func readyHeader(_ text: Span<UInt8>) -> ReadyHeaders.Entry? {
        let hash = text.seededHash
        guard let entry = ring.withLock({ $0.ready.headers[hash] }), isReady(until: entry.key.until), entry.isOf(text)
        else { return nil }
        return entry
    }

    private func remember(_ header: TokenHeader, _ text: Span<UInt8>, _ key: VerificationKey) {
        let entry = ReadyHeaders.Entry(text: text.indices.map { text[$0] }, header: header, key: key)
        ring.withLock { $0.remember(entry) }
    }

    func checkSize(_ bytes: Int) throws {
        guard bytes <= maximumTokenBytes else {
            throw JWTError.malformedToken(reason: "the token has \(bytes) bytes, more than \(maximumTokenBytes)")
        }
    }

    func readyKey(_ kid: KeyIdentifier?) -> VerificationKey? {
        guard let key = ring.withLock({ $0.readyKey(kid) }), isReady(until: key.until) else { return nil }
        return key
    }

    /// Whether a key that is ready until then, or for ever, still is.
    func isReady(until: Duration?) -> Bool { until.map { clock.elapsed() < $0 } ?? true }

    func isValidHere(_ token: CompactToken, by method: VerificationKey.Method) -> Bool? {
        isValidHere(token.signature, over: token.signingInput.span, by: method)
    }

    /// nil where only KMS can tell.
    private func isValidHere(
        _ signature: [UInt8], over input: Span<UInt8>, by method: VerificationKey.Method
    ) -> Bool? {
        switch method {
        case .local(let verifier): verifier.isValid(signature: signature, over: input)
        // JWTKit throws for a signature of the wrong length: it is as bad as any other.
        case .jwtKit(let algorithm):
            (try? algorithm.verify(signature, signs: input.indices.map { input[$0] })) ?? false
        case .remote: nil
        }
    }

    func decode<Payload: JWTPayload>(
        _ type: Payload.Type, _ claims: JSONDocument, _ header: TokenHeader, by parser: (any JWTParser)?,
        _ text: () -> [UInt8]
    ) throws -> Payload {
        do {
            guard let parser = parser ?? self.parser else { return try claims.decode(type) }
            // JWTKit's JWTHeader, which a parser makes, ends the process at a number that no Int64 holds.
            guard !header.document.hasNumberBeyondInt64 else {
                throw JWTError.invalidHeaderField(reason: "the header has a number of 2^63 or more")
            }
            try claims.checkSurvival(of: type, by: parser)
            return try parser.parse(text(), as: type).payload
        } catch let error as DecodingError {
            throw JWTError.malformedToken(reason: "the payload is not a \(type): \(error.claimPath)")
        }
    }
}
