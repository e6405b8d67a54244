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
    /// - Throws: `JWTError.malformedToken`, `JWTError.invalidHeaderField`.
    public func unverified<Payload: JWTPayload>(
        _ token: String, as payload: Payload.Type = Payload.self
    ) throws -> Payload {
        try checkSize(token.utf8.count)
        return try unverified(Array(token.utf8), payload)
    }

    /// Decodes the payload of a token that is held as bytes without verifying anything but its form.
    ///
    /// - Throws: `JWTError.malformedToken`, `JWTError.invalidHeaderField`.
    public func unverified<Payload: JWTPayload>(
        _ token: some DataProtocol & Sendable, as payload: Payload.Type = Payload.self
    ) throws -> Payload {
        try checkSize(token.count)
        return try unverified(Array(token), payload)
    }

    private func unverified<Payload: JWTPayload>(_ token: [UInt8], _ type: Payload.Type) throws -> Payload {
        let parts = try CompactToken(token)
        let header = try TokenHeader(json: parts.header)
        return try decode(type, StrictJSON.read(parts.payload, "payload"), header) { token }
    }
}
