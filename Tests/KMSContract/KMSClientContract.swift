// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import KMSAPI

/// What every ``KMSClient`` does.
public enum KMSClientContract {
    /// All of it, a behaviour a case.
    public static let cases: [ContractCase] =
        SignatureForm.all.flatMap(happyCases) + referenceCases + keyCases + messageCases + stateCases

    private static func happyCases(_ form: SignatureForm) -> [ContractCase] {
        [
            ContractCase("\(form.algorithm) signs a digest and verifies it, as raw message too") { kms in
                let key = try await kms.sharedKey(form.spec)
                let answer = try await kms.client.sign(form.request(key, .digest))
                try expectEqual(answer.keyID, key.arn, "KeyId of Sign")
                try expectEqual(answer.signingAlgorithm, form.algorithm, "SigningAlgorithm of Sign")
                try form.checkShape(answer.signature)
                for type in [MessageType.digest, .raw] {
                    let check = form.request(key, type, answer.signature)
                    if type == .raw, kms.has(.hashesDigestsAgain) {
                        return try await kms.expectBadSignature("a digest's signature as RAW", check)
                    }
                    let verdict = try await kms.client.verify(check)
                    try expectEqual(verdict.signatureValid, true, "SignatureValid of \(type)")
                    try expectEqual(verdict.keyID, key.arn, "KeyId of Verify")
                }
            },
            ContractCase("\(form.algorithm) signs a raw message, and its digest verifies") { kms in
                let key = try await kms.sharedKey(form.spec)
                let signature = try await kms.client.sign(form.request(key, .raw)).signature
                let raw = try await kms.client.verify(form.request(key, .raw, signature))
                try expectEqual(raw.signatureValid, true, "SignatureValid of RAW")
                let check = form.request(key, .digest, signature)
                if kms.has(.hashesDigestsAgain) {
                    return try await kms.expectBadSignature("a message's signature as DIGEST", check)
                }
                try expectEqual(try await kms.client.verify(check).signatureValid, true, "SignatureValid of DIGEST")
            },
            ContractCase("\(form.algorithm) refuses what was tampered with") { kms in
                let key = try await kms.sharedKey(form.spec)
                let signature = try await kms.client.sign(form.request(key, .raw)).signature
                var flipped = signature
                flipped[flipped.count - 1] ^= 1
                try await kms.expectBadSignature("a flipped bit", form.request(key, .raw, flipped))
                try await kms.expectBadSignature("garbage", form.request(key, .raw, Data([1, 2, 3])))
                var other = form.request(key, .raw, signature)
                other.message.append(0)
                try await kms.expectBadSignature("another message", other)
            },
        ]
    }

    private static let referenceCases: [ContractCase] = [
        ContractCase("a key is used by id, ARN, alias and alias ARN, and the answer carries its ARN") { kms in
            let key = try await kms.newKey()
            let alias = try await kms.newAlias(for: key)
            for reference in [key.keyID, key.arn, alias, kms.aliasARN(alias, beside: key)] {
                var request = SignatureForm.es256.request(key, .digest)
                request.keyID = reference
                try expectEqual(try await kms.client.sign(request).keyID, key.arn, "KeyId of Sign by \(reference)")
                let publicKey = try await kms.client.getPublicKey(.init(keyID: reference))
                try kms.expectARN(publicKey.keyID, of: key, .getPublicKey)
            }
        },
        ContractCase("a key or an alias that is not there is NotFoundException") { kms in
            let key = try await kms.sharedKey(.eccNISTP256)
            let id = UUID().uuidString.lowercased()
            let alias = kms.newAliasName()
            let references = [
                id, key.arn.replacingOccurrences(of: key.keyID, with: id), alias, kms.aliasARN(alias, beside: key),
            ]
            for reference in references {
                var request = SignatureForm.es256.request(key, .digest)
                request.keyID = reference
                try await kms.expect(.notFound, from: "Sign by \(reference)") { _ = try await kms.client.sign(request) }
                try await kms.expect(.notFound, from: "GetPublicKey by \(reference)") {
                    _ = try await kms.client.getPublicKey(.init(keyID: reference))
                }
            }
        },
        ContractCase("the key that an alias names is the one that it names now") { kms in
            let (old, new) = (try await kms.newKey(), try await kms.newKey())
            let alias = try await kms.newAlias(for: old)
            try await kms.administration.updateAlias(.init(aliasName: alias, targetKeyID: new.keyID))
            var request = SignatureForm.es256.request(old, .digest)
            request.keyID = alias
            try expectEqual(try await kms.client.sign(request).keyID, new.arn, "KeyId of Sign by alias")
        },
    ]

    private static let keyCases: [ContractCase] = [
        ContractCase("GetPublicKey answers the key, its spec, usage and algorithms") { kms in
            for (spec, algorithms) in SignatureForm.algorithms {
                let key = try await kms.sharedKey(spec)
                let answer = try await kms.client.getPublicKey(.init(keyID: key.arn))
                try kms.expectARN(answer.keyID, of: key, .getPublicKey)
                try expectEqual(answer.keySpec, kms.has(.answersPublicKeysWithoutSpec) ? nil : spec, "KeySpec")
                try expectEqual(answer.keyUsage, .signVerify, "KeyUsage")
                try expectEqual(Set(answer.signingAlgorithms ?? []), algorithms, "SigningAlgorithms")
                try expectEqual(answer.publicKey.first, 0x30, "the first byte of PublicKey, a DER SEQUENCE")
            }
        },
        ContractCase("an algorithm that does not fit the key is InvalidKeyUsageException") { kms in
            for (spec, form) in [
                (KeySpec.eccNISTP256, SignatureForm.es384), (.eccNISTP256, .rs256), (.rsa2048, .es256),
            ] {
                let key = try await kms.sharedKey(spec)
                try await kms.expect(
                    .invalidKeyUsage, from: "\(form.algorithm) with \(spec)", unless: .wrongUsageIsValidation,
                    then: .refuses(.validation)
                ) { _ = try await kms.client.sign(form.request(key, .digest)) }
            }
        },
        ContractCase("a key that is not for signing is InvalidKeyUsageException") { kms in
            let key = try await kms.sharedKey(.rsa2048, usage: .encryptDecrypt)
            try await kms.expect(
                .invalidKeyUsage, from: "Sign with ENCRYPT_DECRYPT", unless: .wrongUsageIsValidation,
                then: .refuses(.validation)
            ) { _ = try await kms.client.sign(SignatureForm.rs256.request(key, .digest)) }
        },
        ContractCase("an algorithm that KMS does not know is ValidationException") { kms in
            var request = SignatureForm.es256.request(try await kms.sharedKey(.eccNISTP256), .digest)
            request.signingAlgorithm = SigningAlgorithm(rawValue: "ROT13")
            try await kms.expect(.validation, from: "ROT13") { _ = try await kms.client.sign(request) }
        },
        ContractCase("GetPublicKey of a malformed ARN is InvalidArnException") { kms in
            try await kms.expect(
                .invalidARN, from: "arn:aws:kms:nothing", unless: .malformedARNIsNotFound, then: .refuses(.notFound)
            ) { _ = try await kms.client.getPublicKey(.init(keyID: "arn:aws:kms:nothing")) }
        },
    ]

    private static let messageCases: [ContractCase] = [
        ContractCase("a raw message has 1 to 4096 bytes") { kms in
            var request = SignatureForm.es256.request(try await kms.sharedKey(.eccNISTP256), .raw)
            for count in [1, 4096] {
                request.message = Data(repeating: 7, count: count)
                _ = try await kms.client.sign(request)
            }
            request.message = Data()
            try await kms.expect(.validation, from: "no byte") { _ = try await kms.client.sign(request) }
            request.message = Data(repeating: 7, count: 4097)
            try await kms.expect(.validation, from: "4097 bytes", unless: .acceptsLongMessages) {
                _ = try await kms.client.sign(request)
            }
        },
        ContractCase("a digest is exactly as long as the hash") { kms in
            var request = SignatureForm.es256.request(try await kms.sharedKey(.eccNISTP256), .digest)
            for count in [31, 33, 48] {
                request.message = Data(repeating: 7, count: count)
                try await kms.expect(
                    .validation, from: "a digest of \(count) bytes", unless: .acceptsDigestsOfAnyLength
                ) { _ = try await kms.client.sign(request) }
            }
        },
        ContractCase("a message type that KMS does not know is ValidationException") { kms in
            var request = SignatureForm.es256.request(try await kms.sharedKey(.eccNISTP256), .raw)
            request.messageType = MessageType(rawValue: "FOO")
            try await kms.expect(.validation, from: "MessageType FOO", unless: .acceptsUnknownMessageTypes) {
                _ = try await kms.client.sign(request)
            }
        },
        ContractCase("a dry run that would work is DryRunOperationException") { kms in
            let key = try await kms.sharedKey(.eccNISTP256)
            var request = SignatureForm.es256.request(key, .digest)
            let signature = try await kms.client.sign(request).signature
            request.dryRun = true
            try await kms.expect(.dryRunOperation, from: "Sign", unless: .ignoresDryRun) {
                _ = try await kms.client.sign(request)
            }
            var check = SignatureForm.es256.request(key, .digest, signature)
            check.dryRun = true
            try await kms.expect(.dryRunOperation, from: "Verify", unless: .ignoresDryRun) {
                _ = try await kms.client.verify(check)
            }
        },
    ]

    private static let stateCases: [ContractCase] = [
        ContractCase("a disabled key is DisabledException, and works again once it is enabled") { kms in
            let key = try await kms.newKey()
            let signature = try await kms.client.sign(SignatureForm.es256.request(key, .digest)).signature
            try await kms.administration.disableKey(.init(keyID: key.keyID))
            try await expectUnusable(key, signature, .disabled, .worksWithDisabledKeys, kms)
            try await kms.administration.enableKey(.init(keyID: key.keyID))
            _ = try await kms.client.verify(SignatureForm.es256.request(key, .digest, signature))
        },
        ContractCase("a key that is to be deleted is KMSInvalidStateException") { kms in
            let key = try await kms.newKey()
            let signature = try await kms.client.sign(SignatureForm.es256.request(key, .digest)).signature
            _ = try await kms.administration.scheduleKeyDeletion(.init(keyID: key.keyID))
            try await expectUnusable(key, signature, .kmsInvalidState, .worksWithKeysPendingDeletion, kms)
        },
    ]

    private static func expectUnusable(
        _ key: KeyMetadata, _ signature: Data, _ kind: KMSError.Kind, _ leniency: Leniency, _ kms: KMSUnderTest
    ) async throws {
        try await kms.expect(kind, from: "Sign", unless: leniency) {
            _ = try await kms.client.sign(SignatureForm.es256.request(key, .digest))
        }
        try await kms.expect(kind, from: "Verify", unless: leniency) {
            _ = try await kms.client.verify(SignatureForm.es256.request(key, .digest, signature))
        }
        try await kms.expect(kind, from: "GetPublicKey", unless: leniency) {
            _ = try await kms.client.getPublicKey(.init(keyID: key.arn))
        }
    }
}
