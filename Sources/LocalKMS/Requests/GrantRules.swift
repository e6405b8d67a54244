// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

/// What KMS demands of grants. They are stored and listed, and not enforced: LocalKMS lets everybody do everything.
///
/// See [Grants](https://docs.aws.amazon.com/kms/latest/developerguide/grants.html).
enum GrantRules {
    static func check(_ request: CreateGrantRequest, of key: KeyRecord) throws(KMSError) {
        try GrantTokenRules.check(request.grantTokens)
        try checkOne(
            ("granteePrincipal", request.granteePrincipal),
            ("granteeServicePrincipal", request.granteeServicePrincipal))
        if request.retiringPrincipal != nil || request.retiringServicePrincipal != nil {
            try checkOne(
                ("retiringPrincipal", request.retiringPrincipal),
                ("retiringServicePrincipal", request.retiringServicePrincipal))
        } else if request.granteeServicePrincipal != nil {
            throw .validation("A grant for a service principal needs a retiring principal.")
        }
        if request.granteeServicePrincipal != nil, request.constraints?.sourceARN == nil {
            throw .validation("A grant for a service principal needs the constraint SourceArn.")
        }
        if let name = request.name {
            try TextRules.checkLength(name, at: "name", 1...256)
            try TextRules.check(name, at: "name", pattern: "^[a-zA-Z0-9:/_-]+$", symbols: ":/_-")
        }
        try checkOperations(of: request, key)
    }

    /// Exactly one of two members names a principal.
    static func checkOne(
        _ principal: (member: String, value: String?), _ service: (member: String, value: String?)
    ) throws(KMSError) {
        switch (principal.value, service.value) {
        case (let value?, nil): try checkPrincipal(value, at: principal.member)
        case (nil, let value?): try checkService(value, at: service.member)
        default: throw .validation("Exactly one of \(principal.member) and \(service.member) must be given.")
        }
    }

    static func checkPrincipal(_ value: String, at member: String) throws(KMSError) {
        try TextRules.checkLength(value, at: member, 1...256)
        try TextRules.check(value, at: member, pattern: #"^[\w+=,.@:/-]+$"#, symbols: "_+=,.@:/-")
    }

    static func checkService(_ value: String, at member: String) throws(KMSError) {
        try TextRules.checkLength(value, at: member, 1...128)
        let pattern = #"^([A-Za-z0-9\-]+)\.([A-Za-z0-9\-]+)(\.[A-Za-z0-9\-]+)+$"#
        try TextRules.check(value, at: member, pattern: pattern, symbols: "-.")
        let parts = value.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count >= 3, parts.allSatisfy({ !$0.isEmpty }) else {
            throw .constraint(value, at: member, "satisfy regular expression pattern: \(pattern)")
        }
    }

    private static func checkOperations(of request: CreateGrantRequest, _ key: KeyRecord) throws(KMSError) {
        let value = "[\(request.operations.joined(separator: ", "))]"
        guard request.operations.allSatisfy(all.contains) else {
            throw .constraint(
                value, at: "operations",
                "satisfy constraint: [Member must satisfy enum value set: [\(all.joined(separator: ", "))]]")
        }
        let supported = common + operations(of: key)
        guard !request.operations.isEmpty, request.operations.allSatisfy(supported.contains) else {
            throw .validation(
                "A grant for \(key.arn) allows one or more of \(supported.joined(separator: ", ")); not \(value).")
        }
        let constraints = request.constraints
        guard
            key.spec == .symmetricDefault
                || constraints?.encryptionContextEquals == nil && constraints?.encryptionContextSubset == nil
        else {
            throw .validation("Operations with \(key.arn) have no encryption context, so a grant can't constrain it.")
        }
    }

    private static func operations(of key: KeyRecord) -> [String] {
        switch (key.usage, key.spec) {
        case (.signVerify, _): ["Sign", "Verify", "GetPublicKey"]
        case (.generateVerifyMAC, _): ["GenerateMac", "VerifyMac"]
        case (.keyAgreement, _): ["DeriveSharedSecret", "GetPublicKey"]
        case (_, .symmetricDefault): encrypting + generating
        default: encrypting + ["GetPublicKey"]
        }
    }

    private static let common = ["CreateGrant", "DescribeKey", "RetireGrant"]
    private static let encrypting = ["Decrypt", "Encrypt", "ReEncryptFrom", "ReEncryptTo"]
    private static let generating = [
        "GenerateDataKey", "GenerateDataKeyWithoutPlaintext", "GenerateDataKeyPair",
        "GenerateDataKeyPairWithoutPlaintext",
    ]
    private static let all =
        common + encrypting + generating + [
            "Sign", "Verify", "GetPublicKey", "GenerateMac", "VerifyMac", "DeriveSharedSecret", "Encapsulate",
            "Decapsulate",
        ]
}
