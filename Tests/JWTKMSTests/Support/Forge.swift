// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Crypto
import CryptoExtras
import Foundation

import Testing

@testable import JWTKMS

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

extension Forge {
    /// The key as another issuer publishes it.
    ///
    /// - Parameter others: further members, as JSON.
    func jwk(_ kid: String?, alg: String? = "ES256", _ others: String = "") -> String {
        let point = Array(key.publicKey.rawRepresentation)
        let (x, y) = (Base64URL.encodeToString(point[..<32]), Base64URL.encodeToString(point[32...]))
        let members = [kid.map { #","kid":"\#($0)""# }, alg.map { #","alg":"\#($0)""# }].compactMap { $0 }.joined()
        return #"{"kty":"EC","crv":"P-256","x":"\#(x)","y":"\#(y)"\#(members)\#(others)}"#
    }
}

/// An RSA key as another issuer publishes it.
///
/// - Parameters:
///   - others: further members, as JSON.
///   - zeros: octets before its `n` and its `e` that RFC 7518 does not allow.
func rsaJWK(_ kid: String, _ others: String = "", zeros: Int = 0) throws -> String {
    let key = try _RSA.Signing.PrivateKey(pemRepresentation: TestRSAKey.pem).publicKey
    guard case .rsa(let n, let e) = try SubjectPublicKeyInfo(der: Array(key.derRepresentation)).key else { return "" }
    let padding = [UInt8](repeating: 0, count: zeros)
    return #"{"kty":"RSA","kid":"\#(kid)","n":"\#(Base64URL.encodeToString(padding + n))","#
        + #""e":"\#(Base64URL.encodeToString(padding + e))"\#(others)}"#
}

/// A JWK Set of these JWKs.
func jwks(_ keys: String...) -> String { jwks(keys) }

func jwks(_ keys: [String]) -> String { #"{"keys":[\#(keys.joined(separator: ","))]}"# }
