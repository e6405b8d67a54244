// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

public import JWTKit

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

// What a token says, whoever wrote it.
extension KMSKeyCollection {
    /// Decodes the payload of a token without verifying anything but its form. Anybody can have written it.
    ///
    /// - Parameter parser: decodes the payload; nil for the collection's.
    /// - Throws: `JWTError.malformedToken`, `JWTError.invalidHeaderField`.
    public func unverified<Payload: JWTPayload>(
        _ token: String, as payload: Payload.Type = Payload.self, parser: (any JWTParser)? = nil
    ) throws -> Payload {
        try checkSize(token.utf8.count)
        return try unverified(Array(token.utf8), payload, parser)
    }

    /// Decodes the payload of a token that is held as bytes without verifying anything but its form.
    ///
    /// - Throws: `JWTError.malformedToken`, `JWTError.invalidHeaderField`.
    public func unverified<Payload: JWTPayload>(
        _ token: some DataProtocol & Sendable, as payload: Payload.Type = Payload.self, parser: (any JWTParser)? = nil
    ) throws -> Payload {
        try checkSize(token.count)
        return try unverified(Array(token), payload, parser)
    }

    /// Returns the header of a token without verifying anything but its form. Anybody can have written it: it serves to find
    /// the key. After ``verify(_:as:iteratingKeys:requiring:)-(String,_,_,_)`` of the same token has returned, it is true.
    ///
    /// - Parameters:
    ///   - token: a JWS in compact form.
    ///   - expectsPadding: as ``Requirements/expectsPadding``.
    /// - Throws: `JWTError.malformedToken`, `JWTError.invalidHeaderField`.
    public func unverifiedHeader(of token: String, expectsPadding: Bool = false) throws -> JWTHeader {
        try checkSize(token.utf8.count)
        let parts = try CompactToken(Array(token.utf8), expectsPadding: expectsPadding)
        let header = try TokenHeader(json: parts.header)
        do {
            return try header.document.decode(JWTHeader.self)
        } catch let error as DecodingError {
            throw JWTError.invalidHeaderField(reason: error.claimPath)
        }
    }

    private func unverified<Payload: JWTPayload>(
        _ token: [UInt8], _ type: Payload.Type, _ parser: (any JWTParser)?
    ) throws -> Payload {
        let parts = try CompactToken(token)
        let header = try TokenHeader(json: parts.header)
        return try decode(type, StrictJSON.read(parts.payload, "payload"), header, by: parser) { token }
    }
}
