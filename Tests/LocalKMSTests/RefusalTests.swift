// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import KMSAPI
import LocalKMS
import Testing

@Suite("LocalKMS refuses in AWS's words")
struct RefusalTests {
    let kms = LocalKMS(region: "eu-central-1", account: "444455556666")

    @Test("a refusal carries operation, key, status and request id")
    func context() async throws {
        let error = await refusal { _ = try await kms.sign("alias/none") }
        #expect(error?.kind == .notFound)
        #expect(error?.message == "Alias arn:aws:kms:eu-central-1:444455556666:alias/none is not found.")
        #expect(error?.operation == .sign)
        #expect(error?.keyReference == "alias/none")
        #expect(error?.kmsStatus == 400)
        #expect(error?.isRetryable == false)
        #expect(error?.requestID.flatMap(UUID.init(uuidString:)) != nil)
    }

    @Test("a key that is not there is named by its ARN")
    func noKey() async throws {
        let id = "1234abcd-12ab-34cd-56ef-1234567890ab"
        let error = await refusal { _ = try await kms.sign(id) }
        #expect(error?.message == "Key 'arn:aws:kms:eu-central-1:444455556666:key/\(id)' does not exist")
    }

    @Test(
        "an ARN of another Region, account or partition is NotFoundException",
        arguments: [
            "arn:aws:kms:us-east-1:444455556666", "arn:aws:kms:eu-central-1:111122223333",
            "arn:aws-cn:kms:eu-central-1:444455556666",
        ])
    func elsewhere(prefix: String) async throws {
        let key = try await kms.newKey()
        try await kms.createAlias(.init(aliasName: "alias/x", targetKeyID: key.keyID))
        for reference in ["\(prefix):key/\(key.keyID)", "\(prefix):alias/x"] {
            let refused = await refusal { _ = try await kms.sign(reference) }
            #expect(refused?.kind == .notFound)
            #expect((refused?.message == "Invalid arn us-east-1") == prefix.contains("us-east-1"))
        }
    }

    @Test(
        "what is no key id is not looked up",
        arguments: ["../x", "1234ABCD-12AB-34CD-56EF-1234567890AB", "key", "\u{212A}", "a\nb", "key/../../etc"])
    func noKeyID(reference: String) async throws {
        let error = await refusal { _ = try await kms.sign(reference) }
        #expect(error?.kind == .notFound)
        #expect(error?.message.hasPrefix("Invalid keyId '") == true)
        #expect(error?.message.contains("\n") == false)
    }

    @Test("an empty reference, and one of 2049 bytes, are ValidationException")
    func length() async throws {
        for reference in ["", String(repeating: "a", count: 2049)] {
            #expect(await refusal { _ = try await kms.sign(reference) }?.kind == .validation)
        }
    }

    @Test("operations that change a key take no alias")
    func noAlias() async throws {
        let key = try await kms.newKey()
        try await kms.createAlias(.init(aliasName: "alias/x", targetKeyID: key.keyID))
        #expect(await refusal { try await kms.disableKey(.init(keyID: "alias/x")) }?.kind == .notFound)
        let arn = "arn:aws:kms:eu-central-1:444455556666:alias/x"
        #expect(await refusal { try await kms.disableKey(.init(keyID: arn)) }?.kind == .invalidARN)
        #expect(try await kms.describeKey(.init(keyID: arn)).keyMetadata.keyState == .enabled)
    }

    @Test("An alias without its prefix, and an alias of an alias, are refused in AWS's words")
    func aliasNames() async throws {
        let key = try await kms.newKey()
        try await kms.createAlias(.init(aliasName: "alias/x", targetKeyID: key.keyID))
        let prefix =
            "Alias must start with the prefix \"alias/\". Please see "
            + "https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html"
        let refused = [
            await refusal { try await kms.createAlias(.init(aliasName: "y", targetKeyID: key.keyID)) },
            await refusal { try await kms.updateAlias(.init(aliasName: "x", targetKeyID: key.keyID)) },
            await refusal { try await kms.deleteAlias(.init(aliasName: "x")) },
        ]
        #expect(refused.allSatisfy { $0?.kind == .validation && $0?.message == prefix })
        let arn = "arn:aws:kms:eu-central-1:444455556666:alias/x"
        for target in ["alias/x", "alias/none", arn] {
            let create = await refusal { try await kms.createAlias(.init(aliasName: "alias/y", targetKeyID: target)) }
            let update = await refusal { try await kms.updateAlias(.init(aliasName: "alias/x", targetKeyID: target)) }
            #expect(create?.kind == .validation && create?.message == "Aliases must refer to keys. Not aliases")
            #expect(update?.message == create?.message)
        }
    }

    @Test("Tags that are too long are named by their place, and more than 50 of a new key are TagException")
    func tags() async throws {
        let key = try await kms.newKey()
        let good = Tag(tagKey: "a", tagValue: "b")
        let (long, longer) = (String(repeating: "x", count: 129), String(repeating: "x", count: 257))
        func refused(_ tag: KMSAPI.Tag) async -> String? {
            await refusal { try await kms.tagResource(.init(keyID: key.arn, tags: [good, tag])) }?.message
        }
        let start = "1 validation error detected: Value '"
        func constraint(_ member: String, _ limit: String) -> String {
            "' at '\(member)' failed to satisfy constraint: Member must have length \(limit)"
        }
        #expect(
            await refused(Tag(tagKey: long, tagValue: ""))
                == start + long + constraint("tags.2.member.tagKey", "less than or equal to 128"))
        #expect(
            await refused(Tag(tagKey: "", tagValue: ""))
                == start + constraint("tags.2.member.tagKey", "greater than or equal to 1"))
        #expect(
            await refused(Tag(tagKey: "a", tagValue: longer))?
                .hasSuffix(constraint("tags.2.member.tagValue", "less than or equal to 256")) == true)
        let untag = await refusal { try await kms.untagResource(.init(keyID: key.arn, tagKeys: [long])) }
        #expect(untag?.message.contains("at 'tagKeys.1.member' failed") == true)
        let many = (1...51).map { Tag(tagKey: "t\($0)", tagValue: "") }
        let created = await refusal { _ = try await kms.createKey(.init(keySpec: .eccNISTP256, tags: many)) }
        #expect(created?.kind == .tag && created?.message == "Too many tags")
    }

    @Test("a message and a signature of a wrong length are not quoted")
    func blobs() async {
        let long = SignRequest(keyID: "x", message: Data(count: 4097), signingAlgorithm: .ecdsaSHA256)
        #expect(
            await refusal { _ = try await kms.sign(long) }?.message
                == "1 validation error detected: Value at 'message' failed to satisfy constraint: "
                + "Member must have length less than or equal to 4096")
    }

    @Test("ListKeys lists the keys of this account, and none that others share")
    func owners() async throws {
        let key = try await kms.newKey()
        for owners in [nil, ["SELF"], ["SELF", "OTHER_ACCOUNTS_VIA_RAM"], ["OTHER_ACCOUNTS_VIA_RAM", "SELF"]] {
            #expect(try await kms.listKeys(.init(resourceOwners: owners)).keys.map(\.keyARN) == [key.arn])
        }
        let shared = try await kms.listKeys(.init(resourceOwners: ["OTHER_ACCOUNTS_VIA_RAM"]))
        #expect(shared.keys.isEmpty && shared.truncated == false && shared.nextMarker == nil)
        for owners in [[], ["OTHERS"], ["SELF", "OTHERS"], ["SELF", "SELF", "SELF"]] {
            #expect(await refusal { _ = try await kms.listKeys(.init(resourceOwners: owners)) }?.kind == .validation)
        }
    }

    @Test("an alias stays with keys of one kind: a symmetric key and an RSA key both encrypt, but are of two")
    func aliasKinds() async throws {
        let rsa = try await kms.createKey(.init(keySpec: .rsa2048, keyUsage: .encryptDecrypt)).keyMetadata
        let (symmetric, other) = (try await kms.newKey(.symmetricDefault), try await kms.newKey(.symmetricDefault))
        try await kms.createAlias(.init(aliasName: "alias/x", targetKeyID: symmetric.keyID))
        let update = UpdateAliasRequest(aliasName: "alias/x", targetKeyID: rsa.keyID)
        #expect(await refusal { try await kms.updateAlias(update) }?.kind == .validation)
        try await kms.updateAlias(.init(aliasName: "alias/x", targetKeyID: other.keyID))
        #expect(try await kms.describeKey(.init(keyID: "alias/x")).keyMetadata.arn == other.arn)
    }

    @Test("a disabled key and one that is to be deleted say so")
    func states() async throws {
        let key = try await kms.newKey()
        try await kms.disableKey(.init(keyID: key.arn))
        #expect(await refusal { _ = try await kms.sign(key.arn) }?.message == "\(key.arn) is disabled.")
        _ = try await kms.scheduleKeyDeletion(.init(keyID: key.arn))
        #expect(await refusal { _ = try await kms.sign(key.arn) }?.message == "\(key.arn) is pending deletion.")
        let living = try await kms.newKey()
        let error = await refusal { _ = try await kms.cancelKeyDeletion(.init(keyID: living.arn)) }
        #expect(error?.message == "\(living.arn) is not pending deletion.")
    }

    @Test("an algorithm that does not fit is named with the key spec")
    func usage() async throws {
        let key = try await kms.newKey()
        let error = await refusal { _ = try await kms.sign(key.arn, .ecdsaSHA384) }
        #expect(error?.message == "Algorithm ECDSA_SHA_384 is incompatible with key spec ECC_NIST_P256.")
        let other = try await kms.createKey(.init(keySpec: .eccNISTP256, keyUsage: .keyAgreement)).keyMetadata
        let refused = await refusal { _ = try await kms.sign(other.arn) }
        #expect(refused?.kind == .invalidKeyUsage)
        #expect(refused?.message == "\(other.arn) key usage is KEY_AGREEMENT which is not valid for Sign.")
    }

    @Test("a digest of the wrong length is told with the algorithm, dry run or not")
    func digest() async throws {
        let key = try await kms.newKey()
        for dryRun in [true, false] {
            let error = await refusal {
                _ = try await kms.sign(
                    .init(
                        keyID: key.arn, message: Data(count: 31), messageType: .digest,
                        signingAlgorithm: .ecdsaSHA256, dryRun: dryRun))
            }
            #expect(error?.message == "Digest is invalid length for algorithm ECDSA_SHA_256.")
        }
    }

    @Test("an unknown algorithm is told with those that KMS has")
    func enumeration() async throws {
        let key = try await kms.newKey()
        let error = await refusal { _ = try await kms.sign(key.arn, SigningAlgorithm(rawValue: "ROT13")) }
        #expect(
            error?.message.hasPrefix(
                "1 validation error detected: Value 'ROT13' at 'signingAlgorithm' failed to satisfy constraint: "
                    + "Member must satisfy enum value set: [") == true)
    }

    @Test("keys that LocalKMS can't make are UnsupportedOperationException, with the reason")
    func unsupported() async throws {
        for spec in [KeySpec.mlDSA44, .eccSECGP256K1, .hmac224] {
            let error = await refusal { _ = try await kms.newKey(spec) }
            #expect(error?.kind == .unsupportedOperation)
            #expect(error?.message.contains("swift-crypto") == true)
        }
    }

    @Test("a signature of 0 or of 6145 bytes is ValidationException, any other bad one KMSInvalidSignatureException")
    func signatures() async throws {
        let key = try await kms.newKey()
        let kinds: [Int: KMSError.Kind] = [
            0: .validation, 6145: .validation, 1: .kmsInvalidSignature, 6144: .kmsInvalidSignature,
        ]
        for (count, kind) in kinds {
            let error = await refusal {
                _ = try await kms.verify(
                    .init(
                        keyID: key.arn, message: Data("hello".utf8), signature: Data(count: count),
                        signingAlgorithm: .ecdsaSHA256))
            }
            #expect(error?.kind == kind)
        }
    }

    @Test("a cancelled task is told by CancellationError")
    func cancellation() async throws {
        let kms = kms
        let task = Task {
            unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
            _ = try await kms.newKey()
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(try await kms.listKeys(.init()).keys.isEmpty)
    }
}
