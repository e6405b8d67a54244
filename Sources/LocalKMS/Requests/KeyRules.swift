// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

/// What kind of key a CreateKey request comes to.
struct KeyOrder: Sendable {
    let family: KeyFamily
    let usage: KeyUsage
}

/// What KMS demands of a new key, and what LocalKMS can't make.
enum KeyRules {
    /// The kind of key that is asked for, with KMS's defaults, once all members are checked.
    static func order(_ request: CreateKeyRequest) throws(KMSError) -> KeyOrder {
        let spec = try spec(of: request)
        if let usage = request.keyUsage, !usages.contains(usage) {
            throw .constraint(usage.rawValue, at: "keyUsage", "satisfy enum value set: \(usages)")
        }
        try checkOrigin(request)
        guard let family = KeyFamily.of(spec) else { throw .unsupported(reason(spec)) }
        let usage = try usage(of: request, family)
        try checkRest(request)
        return KeyOrder(family: family, usage: usage)
    }

    private static func spec(of request: CreateKeyRequest) throws(KMSError) -> KeySpec {
        guard request.keySpec == nil || request.customerMasterKeySpec == nil else {
            throw .validation("You cannot specify KeySpec and CustomerMasterKeySpec in the same request. Use KeySpec.")
        }
        let spec = request.keySpec ?? request.customerMasterKeySpec ?? .symmetricDefault
        guard specs.contains(spec) else {
            throw .constraint(spec.rawValue, at: "keySpec", "satisfy enum value set: \(specs)")
        }
        return spec
    }

    private static func usage(of request: CreateKeyRequest, _ family: KeyFamily) throws(KMSError) -> KeyUsage {
        guard let usage = request.keyUsage else {
            guard family.spec == .symmetricDefault else {
                throw .validation(
                    "You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.")
            }
            return .encryptDecrypt
        }
        guard family.algorithms.keys.contains(usage) else {
            throw .validation("KeyUsage \(usage) is not compatible with KeySpec \(family.spec)")
        }
        return usage
    }

    /// LocalKMS makes all its key material itself.
    private static func checkOrigin(_ request: CreateKeyRequest) throws(KMSError) {
        if let origin = request.origin {
            guard origins.contains(origin) else {
                throw .constraint(origin, at: "origin", "satisfy enum value set: [\(origins.joined(separator: ", "))]")
            }
            guard origin == "AWS_KMS" else { throw .unsupported("LocalKMS makes no keys of the origin \(origin).") }
        }
        if request.customKeyStoreID != nil { throw .unsupported("LocalKMS has no custom key stores.") }
    }

    private static func checkRest(_ request: CreateKeyRequest) throws(KMSError) {
        try DescriptionRules.check(request.description)
        if let policy = request.policy { try PolicyRules.check(policy) }
        try TagRules.checkAll(request.tags ?? [])
    }

    private static func reason(_ spec: KeySpec) -> String {
        switch spec {
        case .mlDSA44: "LocalKMS makes no ML_DSA_44 keys: swift-crypto has ML-DSA-65 and ML-DSA-87 only."
        case .mlDSA65, .mlDSA87: "LocalKMS makes \(spec) keys only where CryptoKit has ML-DSA: from macOS 26 on."
        case .eccSECGP256K1: "LocalKMS makes no ECC_SECG_P256K1 keys: swift-crypto does not have the curve."
        case .hmac224: "LocalKMS makes no HMAC_224 keys: swift-crypto does not have SHA-224."
        default: "LocalKMS makes no \(spec) keys."
        }
    }

    private static let specs: [KeySpec] =
        [
            .rsa2048, .rsa3072, .rsa4096, .eccNISTP256, .eccNISTP384, .eccNISTP521, .eccSECGP256K1, .symmetricDefault,
            .hmac224, .hmac256, .hmac384, .hmac512, .mlDSA44, .mlDSA65, .mlDSA87, .eccNISTEdwards25519,
        ] + ["SM2", "ML_KEM_512", "ML_KEM_768", "ML_KEM_1024"].map(KeySpec.init(rawValue:))

    private static let usages: [KeyUsage] = [
        .signVerify, .encryptDecrypt, .generateVerifyMAC, .keyAgreement, KeyUsage(rawValue: "ENCAPSULATE_DECAPSULATE"),
    ]

    private static let origins = ["AWS_KMS", "EXTERNAL", "AWS_CLOUDHSM", "EXTERNAL_KEY_STORE"]
}
