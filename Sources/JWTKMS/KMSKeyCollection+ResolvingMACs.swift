// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

extension KMSKeyCollection {
    /// What a reference stands for, where it is an HMAC key's.
    func describe(
        _ reference: KeyReference, _ named: JWSAlgorithm?, _ options: KeyOptions, _ generation: UInt64,
        _ requests: KMSRequests
    ) async throws -> (KeyBinding, JWSAlgorithm) {
        let key = try await requests.describeKey(reference.description, grantTokens: options.grantTokens)
        do {
            return try Self.binding(of: key, reference, named, options, generation)
        } catch {
            throw error.during(.describeKey, key: reference.description)
        }
    }

    private static func binding(
        of key: KeyMetadata, _ reference: KeyReference, _ named: JWSAlgorithm?, _ options: KeyOptions,
        _ generation: UInt64
    ) throws(KMSError) -> (KeyBinding, JWSAlgorithm) {
        guard let found = KeyARN(key.arn), found.keyID == key.keyID else {
            throw KMSError(
                .malformedResponse, message: "KMS answered no ARN of a key: \(Excerpt.of(key.arn, limit: 128))")
        }
        let arn = try KeyAnswer.name(askedFor: reference, answered: key.arn)
        guard let keySpec = key.keySpec else {
            throw KMSError(.malformedResponse, message: "KMS answered without KeySpec")
        }
        let algorithm = try JWSAlgorithm.chosen(named, for: keySpec, key: reference.description)
        let usage = key.keyUsage ?? .generateVerifyMAC
        guard let macAlgorithm = algorithm.macAlgorithm, usage == .generateVerifyMAC,
            key.macAlgorithms?.contains(macAlgorithm) ?? true
        else {
            throw KMSError(
                .invalidKeyUsage,
                message:
                    "the key (\(Excerpt.of(keySpec.rawValue))) is for \(Excerpt.of(usage.rawValue)), and no HMAC key",
                underlying: UnfitKey(served: []))
        }
        let kid = name(try options.settled(for: algorithm).kid, arn: arn, thumbprint: nil)
        return (KeyBinding(generation: generation, arn: arn, kid: kid), algorithm)
    }
}
