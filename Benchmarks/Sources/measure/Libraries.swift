// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import CryptoExtras
import Foundation
import JWTKMS
import JWTKit
import KMSAPI

/// This library: as a service would use it, with a TTL, requirements and the system's clocks.
struct Ours {
    let keys: KMSKeyCollection
    let token: Fixture.Case
    let requirements: Requirements

    /// - Parameters:
    ///   - others: how many further keys the collection has.
    ///   - isCached: whether verified tokens are remembered.
    init(_ token: Fixture.Case, issuer: String, others: Int = 0, isCached: Bool = false) async throws {
        self.token = token
        requirements = Requirements(issuer: issuer, requiresExpiration: true)
        guard let algorithm = JWSAlgorithm(name: token.algorithm) else {
            keys = KMSKeyCollection(maximumTokenBytes: 1 << 20)
            guard token.algorithm == "EdDSA" else { throw Unknown(what: token.algorithm) }
            try await keys.add(eddsa: EdDSA.PublicKey(pem: token.publicKeyPEM), kid: JWKIdentifier(string: token.kid))
            return
        }
        let der = Data(base64Encoded: token.publicKeyPEM.split(separator: "\n").dropFirst().dropLast().joined())
        let kms = InProcessKMS(
            publicKey: der ?? Data(),
            privateKey: token.algorithm == "ES256" ? try .init(pemRepresentation: token.privateKeyPEM) : nil)
        keys = KMSKeyCollection(
            client: kms, cache: .expiring(after: .seconds(3600)), verifiedTokens: isCached ? .remembering() : .none,
            maximumTokenBytes: 1 << 20)
        for number in 0..<others {
            try keys.add(
                publicKeyPEM: token.publicKeyPEM, algorithm: algorithm,
                options: KeyOptions(kid: .name("another-key-with-a-name-of-some-length-\(number)")))
        }
        try await keys.add(
            kms.arn, algorithm: algorithm,
            options: KeyOptions(kid: .name(token.kid), checksNewSignatures: false, isDefault: true))
    }

    func verify(_ count: Int) async throws -> Int {
        var sum = 0
        if token.payload == "any" {
            for _ in 0..<count { sum += try await keys.verify(token.token, as: AnyClaims.self).claims.count }
        } else {
            for _ in 0..<count {
                sum += try await keys.verify(token.token, as: Claims.self, requiring: requirements).scope.utf8.count
            }
        }
        return sum
    }

    @MainActor
    func verifyOnMain(_ count: Int) async throws -> Int {
        var sum = 0
        for _ in 0..<count {
            sum += try await keys.verify(token.token, as: Claims.self, requiring: requirements).scope.utf8.count
        }
        return sum
    }

    func sign(_ count: Int) async throws -> Int {
        let claims = try keys.unverified(token.token, as: Claims.self)
        var sum = 0
        for _ in 0..<count { sum += try await keys.sign(claims).utf8.count }
        return sum
    }
}

/// jwt-kit, with the same payload types.
struct Theirs {
    let keys = JWTKeyCollection()
    let token: Fixture.Case

    init(_ token: Fixture.Case) async throws {
        self.token = token
        let kid = JWKIdentifier(string: token.kid)
        switch token.algorithm {
        case "ES256": await keys.add(ecdsa: try ES256PrivateKey(pem: token.privateKeyPEM), kid: kid)
        case "RS256":
            await keys.add(rsa: try Insecure.RSA.PublicKey(pem: token.publicKeyPEM), digestAlgorithm: .sha256, kid: kid)
        case "PS256":
            await keys.add(pss: try Insecure.RSA.PublicKey(pem: token.publicKeyPEM), digestAlgorithm: .sha256, kid: kid)
        case "EdDSA": await keys.add(eddsa: try EdDSA.PublicKey(pem: token.publicKeyPEM), kid: kid)
        default: throw Unknown(what: token.algorithm)
        }
    }

    func verify(_ count: Int) async throws -> Int {
        var sum = 0
        if token.payload == "any" {
            for _ in 0..<count { sum += try await keys.verify(token.token, as: AnyClaims.self).claims.count }
        } else {
            for _ in 0..<count { sum += try await keys.verify(token.token, as: Claims.self).scope.utf8.count }
        }
        return sum
    }

    @MainActor
    func verifyOnMain(_ count: Int) async throws -> Int {
        var sum = 0
        for _ in 0..<count { sum += try await keys.verify(token.token, as: Claims.self).scope.utf8.count }
        return sum
    }

    func sign(_ count: Int) async throws -> Int {
        let claims = try await keys.unverified(token.token, as: Claims.self)
        var sum = 0
        for _ in 0..<count { sum += try await keys.sign(claims, kid: JWKIdentifier(string: token.kid)).utf8.count }
        return sum
    }
}
