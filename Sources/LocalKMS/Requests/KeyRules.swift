// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What KMS demands of a new key, and what LocalKMS can't make.
enum KeyRules {
    /// The family of the key that is asked for.
    static func family(for request: CreateKeyRequest) throws(KMSError) -> KeyFamily {
        guard specs.contains(request.keySpec) else {
            throw .constraint(request.keySpec.rawValue, at: "keySpec", "satisfy enum value set: \(specs)")
        }
        guard usages.contains(request.keyUsage) else {
            throw .constraint(request.keyUsage.rawValue, at: "keyUsage", "satisfy enum value set: \(usages)")
        }
        guard let family = KeyFamily.of(request.keySpec) else { throw .unsupported(reason(request.keySpec)) }
        guard family.usages.contains(request.keyUsage) else {
            throw .validation("KeyUsage \(request.keyUsage) is not compatible with KeySpec \(request.keySpec)")
        }
        return family
    }

    /// Checks the other members. A policy is read and then forgotten: LocalKMS lets everybody do everything.
    static func check(_ request: CreateKeyRequest) throws(KMSError) {
        if let description = request.description, description.unicodeScalars.count > 8192 {
            throw .constraint(description, at: "description", "have length less than or equal to 8192")
        }
        if request.multiRegion ?? false { throw .unsupported("LocalKMS makes no multi-Region keys.") }
        if let policy = request.policy { try checkPolicy(policy) }
        try TagRules.check(request.tags ?? [])
    }

    private static func checkPolicy(_ policy: String) throws(KMSError) {
        guard !policy.isEmpty, policy.utf8.count <= 131_072 else {
            throw .constraint(policy, at: "policy", "have length between 1 and 131072")
        }
        guard (try? KMSCoding.decoder().decode(JSONObject.self, from: Data(policy.utf8))) != nil else {
            throw KMSError(.malformedPolicyDocument, message: "The new key policy is not a JSON object.")
        }
    }

    private static func reason(_ spec: KeySpec) -> String {
        switch spec {
        case .mlDSA44: "LocalKMS makes no ML_DSA_44 keys: swift-crypto has ML-DSA-65 and ML-DSA-87 only."
        case .eccSECGP256K1: "LocalKMS makes no ECC_SECG_P256K1 keys: swift-crypto does not have the curve."
        default: "LocalKMS makes no \(spec) keys."
        }
    }

    private static let specs: [KeySpec] = [
        .rsa2048, .rsa3072, .rsa4096, .eccNISTP256, .eccNISTP384, .eccNISTP521, .eccSECGP256K1,
        .symmetricDefault, KeySpec(rawValue: "HMAC_224"), .hmac256, .hmac384, .hmac512, KeySpec(rawValue: "SM2"),
        .mlDSA44, .mlDSA65, .mlDSA87, .eccNISTEdwards25519,
    ]

    private static let usages: [KeyUsage] = [.signVerify, .encryptDecrypt, .generateVerifyMAC, .keyAgreement]
}

/// Any JSON object.
private struct JSONObject: Decodable {
    private enum NoKeys: CodingKey {}

    init(from decoder: any Decoder) throws {
        _ = try decoder.container(keyedBy: NoKeys.self)
    }
}
