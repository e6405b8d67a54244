// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import JWTKMS
import LocalKMS
import Testing

/// A policy with `kms:RequestAlias` allows a call only if it names the key by that alias.
@Suite("A key that may be used by its alias alone")
struct DeniedByARNTests {
    private static let hint =
        "not you. alias/x could be read. This call names the key by its ARN, which kms:RequestAlias does not match. If a "
        + "policy has that condition, use kms:ResourceAliases or the key's ARN instead"

    /// A KMS that denies all but reading the key by its alias.
    private func kms(_ spec: KeySpec = .eccNISTP256) async throws -> (RecordingKMS, arn: String) {
        let kms = RecordingKMS()
        let arn = try await kms.kms.makeKey(spec, alias: "alias/x")
        let denied = KMSError(.accessDenied, message: "not you")
        kms.change { hooks in
            hooks.sign = { _, _ in throw denied }
            hooks.verify = { _ in throw denied }
            hooks.generateMac = { _, _ in throw denied }
            hooks.verifyMac = { _ in throw denied }
        }
        return (kms, arn)
    }

    @Test("A denied signature names kms:RequestAlias", arguments: [KeySpec.eccNISTP256, .hmac256])
    func signing(spec: KeySpec) async throws {
        let (kms, arn) = try await kms(spec)
        for reference in ["alias/x", arn.replacing(/key\/.*/, with: "alias/x")] {
            let keys = KMSKeyCollection(client: kms)
            try await keys.add(reference)
            let error = await kmsError { try await keys.sign(Session()) }
            #expect(error?.message == Self.hint.replacing("alias/x", with: reference))
            #expect(
                error?.description.hasSuffix(". Allow the action for this principal in the key policy or in IAM")
                    == true)
        }
        let keys = KMSKeyCollection(client: kms)
        try await keys.add(arn)
        #expect(await kmsError { try await keys.sign(Session()) }?.message == "not you")
    }

    @Test("So does a denied verification by KMS", arguments: [KeySpec.eccNISTP256, .hmac256])
    func verifying(spec: KeySpec) async throws {
        let (kms, arn) = try await kms(spec)
        let issuer = KMSKeyCollection(client: kms.kms)
        try await issuer.add(arn)
        let token = try await issuer.sign(Session())
        let keys = KMSKeyCollection(client: kms)
        try await keys.add("alias/x", options: .init(verification: .remote))
        #expect(await kmsError { try await keys.verify(token, as: Session.self) }?.message == Self.hint)
    }

    @Test("And a public key that is read again by the key's ARN")
    func publicKey() async throws {
        let (kms, _) = try await kms()
        kms.change { hooks in
            hooks.getPublicKey = { request in
                if request.keyID == "alias/x" { return nil }
                throw KMSError(.accessDenied, message: "not you")
            }
        }
        let keys = KMSKeyCollection(client: kms)
        try await keys.add("alias/x")
        keys.clearPublicKeys()
        #expect(await kmsError { try await keys.sign(Session()) }?.message == Self.hint)
    }

    @Test("And a rotation, which reads its keys by aliases")
    func rotation() async throws {
        let (kms, _) = try await kms()
        let keys = KMSKeyCollection(client: kms)
        let policy = RotationPolicy(tokenLifetime: .seconds(60))
        try await keys.add(rotating: "alias/x", algorithm: .es256, policy: policy, shortensExpiration: true)
        #expect(await kmsError { try await keys.sign(Session()) }?.message == Self.hint)
    }
}
