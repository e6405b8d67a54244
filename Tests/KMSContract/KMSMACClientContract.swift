// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import KMSAPI

/// What every ``KMSMACClient`` does.
public enum KMSMACClientContract {
    /// All of it, a behaviour a case.
    public static let cases: [ContractCase] =
        MACForm.all.flatMap(happyCases) + keyCases + messageCases + stateCases

    private static func happyCases(_ form: MACForm) -> [ContractCase] {
        [
            ContractCase("\(form.algorithm) makes a MAC as long as the hash, and verifies it") { kms in
                let key = try await kms.sharedKey(form.spec, usage: .generateVerifyMAC)
                let answer = try await kms.macs.generateMac(form.request(key))
                try kms.expectARN(answer.keyID, of: key, .generateMac)
                try expectEqual(answer.macAlgorithm, form.algorithm, "MacAlgorithm of GenerateMac")
                try expectEqual(answer.mac.count, form.byteCount, "the length of the MAC")
                try expectEqual(try await kms.macs.generateMac(form.request(key)).mac, answer.mac, "the MAC, again")
                let verdict = try await kms.macs.verifyMac(form.request(key, answer.mac))
                try expectEqual(verdict.macValid, true, "MacValid")
                try expectEqual(verdict.macAlgorithm, form.algorithm, "MacAlgorithm of VerifyMac")
                try expectEqual(verdict.keyID, key.arn, "KeyId of VerifyMac")
            },
            ContractCase("\(form.algorithm) refuses what was tampered with") { kms in
                let key = try await kms.sharedKey(form.spec, usage: .generateVerifyMAC)
                let mac = try await kms.macs.generateMac(form.request(key)).mac
                var flipped = mac
                flipped[flipped.count - 1] ^= 1
                for (name, mac) in ["a flipped bit": flipped, "half": mac.prefix(16), "more": mac + [0]] {
                    try await kms.expect(.kmsInvalidMAC, from: name) {
                        _ = try await kms.macs.verifyMac(form.request(key, mac))
                    }
                }
                var other = form.request(key, mac)
                other.message.append(0)
                try await kms.expect(.kmsInvalidMAC, from: "another message") {
                    _ = try await kms.macs.verifyMac(other)
                }
            },
        ]
    }

    private static let keyCases: [ContractCase] = [
        ContractCase("an HMAC key is used by id, ARN, alias and alias ARN") { kms in
            let key = try await kms.sharedKey(.hmac256, usage: .generateVerifyMAC)
            let alias = try await kms.newAlias(for: key)
            for reference in [key.keyID, key.arn, alias, kms.aliasARN(alias, beside: key)] {
                var request = MACForm.hs256.request(key)
                request.keyID = reference
                try kms.expectARN(try await kms.macs.generateMac(request).keyID, of: key, .generateMac)
            }
        },
        ContractCase("GenerateMac with a key that is not there is NotFoundException") { kms in
            var request = MACForm.hs256.request(try await kms.sharedKey(.hmac256, usage: .generateVerifyMAC))
            for reference in [UUID().uuidString.lowercased(), kms.newAliasName()] {
                request.keyID = reference
                try await kms.expect(.notFound, from: reference) { _ = try await kms.macs.generateMac(request) }
            }
        },
        ContractCase("GenerateMac with a key that makes no MACs is InvalidKeyUsageException") { kms in
            for (spec, usage) in [(KeySpec.eccNISTP256, KeyUsage.signVerify), (.symmetricDefault, .encryptDecrypt)] {
                let key = try await kms.sharedKey(spec, usage: usage)
                try await kms.expect(.invalidKeyUsage, from: "GenerateMac with \(spec)") {
                    _ = try await kms.macs.generateMac(MACForm.hs256.request(key))
                }
            }
        },
        ContractCase("an HMAC key signs nothing, and has no public key") { kms in
            let key = try await kms.sharedKey(.hmac256, usage: .generateVerifyMAC)
            try await kms.expect(
                .invalidKeyUsage, from: "Sign with HMAC_256", unless: .wrongUsageIsValidation,
                then: .refuses(.validation)
            ) { _ = try await kms.client.sign(SignatureForm.es256.request(key, .raw)) }
            for secret in [key, try await kms.sharedKey(.symmetricDefault, usage: .encryptDecrypt)] {
                try await kms.expect(
                    .unsupportedOperation, from: "GetPublicKey", unless: .answersPublicKeysOfSecrets
                ) { _ = try await kms.client.getPublicKey(.init(keyID: secret.arn)) }
            }
        },
        ContractCase("a MAC algorithm that does not fit the key is InvalidKeyUsageException") { kms in
            var request = MACForm.hs256.request(try await kms.sharedKey(.hmac256, usage: .generateVerifyMAC))
            request.macAlgorithm = .hmacSHA512
            try await kms.expect(
                .invalidKeyUsage, from: "HMAC_SHA_512 with HMAC_256", unless: .makesMACsWithAnyAlgorithm
            ) { _ = try await kms.macs.generateMac(request) }
        },
        ContractCase("a MAC algorithm that KMS does not know is ValidationException") { kms in
            var request = MACForm.hs256.request(try await kms.sharedKey(.hmac256, usage: .generateVerifyMAC))
            request.macAlgorithm = MACAlgorithm(rawValue: "HMAC_ROT13")
            try await kms.expect(.validation, from: "HMAC_ROT13") { _ = try await kms.macs.generateMac(request) }
        },
    ]

    private static let messageCases: [ContractCase] = [
        ContractCase("the message of a MAC has 1 to 4096 bytes, and a MAC at least one") { kms in
            let key = try await kms.sharedKey(.hmac256, usage: .generateVerifyMAC)
            var request = MACForm.hs256.request(key)
            for count in [1, 4096] {
                request.message = Data(repeating: 7, count: count)
                _ = try await kms.macs.generateMac(request)
            }
            for (count, leniency) in [0: Leniency.makesMACsOfNothing, 4097: .acceptsLongMessages] {
                request.message = Data(repeating: 7, count: count)
                try await kms.expect(.validation, from: "\(count) bytes", unless: leniency) {
                    _ = try await kms.macs.generateMac(request)
                }
            }
            try await kms.expect(
                .validation, from: "an empty MAC", unless: .makesMACsOfNothing, then: .refuses(.kmsInvalidMAC)
            ) { _ = try await kms.macs.verifyMac(MACForm.hs256.request(key, Data())) }
        },
        ContractCase("a dry run of a MAC that would work is DryRunOperationException") { kms in
            let key = try await kms.sharedKey(.hmac256, usage: .generateVerifyMAC)
            var request = MACForm.hs256.request(key)
            var check = MACForm.hs256.request(key, try await kms.macs.generateMac(request).mac)
            (request.dryRun, check.dryRun) = (true, true)
            try await kms.expect(.dryRunOperation, from: "GenerateMac", unless: .ignoresDryRun) {
                _ = try await kms.macs.generateMac(request)
            }
            try await kms.expect(.dryRunOperation, from: "VerifyMac", unless: .ignoresDryRun) {
                _ = try await kms.macs.verifyMac(check)
            }
        },
    ]

    private static let stateCases: [ContractCase] = [
        ContractCase("a disabled HMAC key is DisabledException, and works again once it is enabled") { kms in
            let key = try await kms.newKey(.hmac256)
            let mac = try await kms.macs.generateMac(MACForm.hs256.request(key)).mac
            try await kms.administration.disableKey(.init(keyID: key.keyID))
            try await expectUnusable(key, mac, .disabled, .worksWithDisabledKeys, kms)
            try await kms.administration.enableKey(.init(keyID: key.keyID))
            _ = try await kms.macs.verifyMac(MACForm.hs256.request(key, mac))
        },
        ContractCase("an HMAC key that is to be deleted is KMSInvalidStateException") { kms in
            let key = try await kms.newKey(.hmac256)
            let mac = try await kms.macs.generateMac(MACForm.hs256.request(key)).mac
            _ = try await kms.administration.scheduleKeyDeletion(.init(keyID: key.keyID))
            try await expectUnusable(key, mac, .kmsInvalidState, .worksWithKeysPendingDeletion, kms)
        },
    ]

    private static func expectUnusable(
        _ key: KeyMetadata, _ mac: Data, _ kind: KMSError.Kind, _ leniency: Leniency, _ kms: KMSUnderTest
    ) async throws {
        try await kms.expect(kind, from: "GenerateMac", unless: leniency) {
            _ = try await kms.macs.generateMac(MACForm.hs256.request(key))
        }
        try await kms.expect(kind, from: "VerifyMac", unless: leniency) {
            _ = try await kms.macs.verifyMac(MACForm.hs256.request(key, mac))
        }
    }
}

/// One of the HMAC algorithms of JOSE.
private struct MACForm: Sendable {
    let algorithm: MACAlgorithm
    let spec: KeySpec
    let byteCount: Int

    static let hs256 = Self(algorithm: .hmacSHA256, spec: .hmac256, byteCount: 32)
    static let all = [
        hs256, Self(algorithm: .hmacSHA384, spec: .hmac384, byteCount: 48),
        Self(algorithm: .hmacSHA512, spec: .hmac512, byteCount: 64),
    ]

    func request(_ key: KeyMetadata) -> GenerateMacRequest {
        GenerateMacRequest(keyID: key.arn, message: SignatureForm.message, macAlgorithm: algorithm)
    }

    func request(_ key: KeyMetadata, _ mac: Data) -> VerifyMacRequest {
        VerifyMacRequest(keyID: key.arn, message: SignatureForm.message, mac: mac, macAlgorithm: algorithm)
    }
}
