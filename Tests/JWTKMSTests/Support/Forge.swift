// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Crypto
import Foundation
import JWTKMS
import Testing

/// Makes tokens of any shape with a key of its own, which a collection trusts as a public key.
struct Forge {
    let key = P256.Signing.PrivateKey()

    /// A collection that trusts this forge under the kid `k`, and by default.
    func collection(
        maximumTokenBytes: Int = 16_384, parser: (any JWTParser)? = nil, options: KeyOptions = .init(kid: .name("k")),
        client: (any KMSClient)? = nil
    ) throws -> KMSKeyCollection {
        let keys = KMSKeyCollection(
            client: client, maximumTokenBytes: maximumTokenBytes, parser: parser, clock: HandClock().clock)
        try keys.add(publicKeyPEM: key.publicKey.pemRepresentation, algorithm: .es256, options: options)
        return keys
    }

    func token(header: String = #"{"alg":"ES256","kid":"k"}"#, payload: String = #"{"sub":"ada"}"#) throws -> String {
        try token(header: Array(header.utf8), payload: Array(payload.utf8))
    }

    func token(header: [UInt8], payload: [UInt8]) throws -> String {
        let input = Base64URL.encodeToString(header) + "." + Base64URL.encodeToString(payload)
        return try sign(input)
    }

    /// Signs what is given, base64url or not.
    func sign(_ input: String) throws -> String {
        let signature = try key.signature(for: Data(input.utf8))
        return input + "." + Base64URL.encodeToString(Array(signature.rawRepresentation))
    }
}

/// The token with one bit of its signature flipped.
func tampered(_ token: String) throws -> String {
    let parts = try CompactToken(Array(token.utf8))
    var signature = parts.signature
    signature[signature.count - 1] ^= 1
    return String(decoding: parts.signingInput, as: UTF8.self) + "." + Base64URL.encodeToString(signature)
}

/// What a call threw, as `JWTError`; records an issue where it threw something else or nothing.
func jwtError(
    _ body: () async throws -> some Any, sourceLocation: SourceLocation = #_sourceLocation
) async -> JWTError? {
    await #expect(throws: JWTError.self, sourceLocation: sourceLocation) { _ = try await body() }
}

/// What a call threw, as `KMSError`.
func kmsError(
    _ body: () async throws -> some Any, sourceLocation: SourceLocation = #_sourceLocation
) async -> KMSError? {
    await #expect(throws: KMSError.self, sourceLocation: sourceLocation) { _ = try await body() }
}
