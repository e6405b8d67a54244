// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import KMSAPI

/// What every ``KMSAdministration`` does.
public enum KMSAdministrationContract {
    /// All of it, a behaviour a case.
    public static let cases: [ContractCase] = creating + lifecycle + pendingDeletion + aliases + tags

    private static let creating: [ContractCase] = [
        ContractCase("CreateKey makes an enabled key with an id and an ARN of its own") { kms in
            let key = try await kms.newKey()
            try expectEqual(key.keyState, .enabled, "KeyState")
            try expectEqual(KeyARN(key.arn)?.keyID, key.keyID, "the id in the ARN")
            try expect(try await kms.newKey().keyID != key.keyID, "the next key has another id")
        },
        ContractCase("GetKeyPolicy tells the policy that a key was made with, as it is to be given to another") { kms in
            let first = try await kms.newKey()
            let policy = try await kms.administration.getKeyPolicy(.init(keyID: first.keyID, policyName: "default"))
                .policy
            try expect(policy?.contains("Statement") == true, "a policy")
            let request = CreateKeyRequest(keySpec: .eccNISTP256, policy: policy)
            let second = try await kms.administration.createKey(request).keyMetadata
            try expectEqual(
                try await kms.administration.getKeyPolicy(.init(keyID: second.arn, policyName: "default")).policy,
                policy, "Policy")
        },
        ContractCase("CreateKey of a spec that KMS does not know is ValidationException") { kms in
            try await kms.expect(.validation, from: "ECC_ROT13") {
                _ = try await kms.newKey(KeySpec(rawValue: "ECC_ROT13"))
            }
        },
        ContractCase("CreateKey with a usage that does not fit the spec is ValidationException") { kms in
            try await kms.expect(.validation, from: "a curve that encrypts", unless: .createsKeysOfAnyUsage) {
                _ = try await kms.administration.createKey(.init(keySpec: .eccNISTP256, keyUsage: .encryptDecrypt))
            }
        },
        ContractCase("CreateKey of a key pair or an HMAC key without a usage is ValidationException") { kms in
            for spec in [KeySpec.rsa2048, .eccNISTP256, .hmac256] {
                var request = CreateKeyRequest(keySpec: spec)
                request.keyUsage = nil
                try await kms.expect(.validation, from: "\(spec)", unless: .createsKeysOfAnyUsage) {
                    _ = try await kms.administration.createKey(request)
                }
            }
        },
        ContractCase("CreateKey of an HMAC key that signs is ValidationException") { kms in
            try await kms.expect(.validation, from: "HMAC_256", unless: .createsKeysOfAnyUsage) {
                _ = try await kms.administration.createKey(.init(keySpec: .hmac256, keyUsage: .signVerify))
            }
        },
        ContractCase("CreateKey makes a symmetric key for encryption where nothing is said") { kms in
            var request = CreateKeyRequest(keySpec: .symmetricDefault)
            (request.keySpec, request.keyUsage) = (nil, nil)
            let key = try await kms.administration.createKey(request).keyMetadata
            try expectEqual(key.keySpec, .symmetricDefault, "KeySpec")
            try expectEqual(key.keyUsage, kms.has(.describesOtherAlgorithms) ? nil : .encryptDecrypt, "KeyUsage")
            try expectEqual(key.encryptionAlgorithms, [.symmetricDefault], "EncryptionAlgorithms")
        },
        ContractCase("CreateKey takes the older name of KeySpec, and not both names") { kms in
            var request = CreateKeyRequest(keySpec: .eccNISTP256)
            request.customerMasterKeySpec = .eccNISTP256
            try await kms.expect(.validation, from: "both", unless: .createsKeysOfAnyUsage) {
                _ = try await kms.administration.createKey(request)
            }
            request.keySpec = nil
            let key = try await kms.administration.createKey(request).keyMetadata
            try expectEqual(key.customerMasterKeySpec, .eccNISTP256, "CustomerMasterKeySpec")
            try expectEqual(key.keySpec, .eccNISTP256, "KeySpec")
        },
        ContractCase("CreateKey checks the policy and the description") { kms in
            try await kms.expect(.malformedPolicyDocument, from: "no JSON", unless: .acceptsAnyPolicyAndDescription) {
                _ = try await kms.administration.createKey(.init(keySpec: .eccNISTP256, policy: "nonsense"))
            }
            try await kms.expect(.validation, from: "8193 characters", unless: .acceptsAnyPolicyAndDescription) {
                _ = try await kms.newKey(description: String(repeating: "x", count: 8193))
            }
        },
    ]

    private static let lifecycle: [ContractCase] = [
        ContractCase("DisableKey and EnableKey change the state, and may be repeated") { kms in
            let key = try await kms.newKey()
            for _ in 1...2 {
                try await kms.administration.disableKey(.init(keyID: key.keyID))
                try await kms.expectState(.disabled, of: key)
            }
            for _ in 1...2 {
                try await kms.administration.enableKey(.init(keyID: key.keyID))
                try await kms.expectState(.enabled, of: key)
            }
        },
        ContractCase("a key is administered by its ARN too") { kms in
            let key = try await kms.newKey()
            try await kms.expectByARN("DisableKey") { try await kms.administration.disableKey(.init(keyID: key.arn)) }
            try await kms.expectByARN("EnableKey") { try await kms.administration.enableKey(.init(keyID: key.arn)) }
            try await kms.expectByARN("ScheduleKeyDeletion") {
                _ = try await kms.administration.scheduleKeyDeletion(.init(keyID: key.arn))
            }
        },
        ContractCase("ScheduleKeyDeletion answers when, and CancelKeyDeletion leaves the key disabled") { kms in
            let key = try await kms.newKey()
            let answer = try await kms.administration.scheduleKeyDeletion(
                .init(keyID: key.keyID, pendingWindowInDays: 7))
            try kms.expectARN(answer.keyID, of: key, .scheduleKeyDeletion)
            let wait = try require(answer.deletionDate, "DeletionDate").timeIntervalSinceNow
            try expect((6.9...7.1).contains(wait / 86_400), "the key is deleted in 7 days")
            try expectEqual(answer.keyState, kms.has(.schedulesWithoutState) ? nil : .pendingDeletion, "KeyState")
            try expectEqual(
                answer.pendingWindowInDays, kms.has(.schedulesWithoutState) ? nil : 7, "PendingWindowInDays")
            let cancelled = try await kms.administration.cancelKeyDeletion(.init(keyID: key.keyID))
            try kms.expectARN(cancelled.keyID, of: key, .cancelKeyDeletion)
            try await kms.expectState(.disabled, of: key)
        },
        ContractCase("ScheduleKeyDeletion waits 30 days unless told otherwise") { kms in
            let key = try await kms.newKey()
            let answer = try await kms.administration.scheduleKeyDeletion(.init(keyID: key.keyID))
            let wait = try require(answer.deletionDate, "DeletionDate").timeIntervalSinceNow
            try expect((29.9...30.1).contains(wait / 86_400), "the key is deleted in 30 days")
        },
        ContractCase("a pending window is 7 to 30 days") { kms in
            for days in [6, 31] {
                let key = try await kms.newKey()
                try await kms.expect(.validation, from: "\(days) days", unless: .acceptsAnyPendingWindow) {
                    _ = try await kms.administration.scheduleKeyDeletion(
                        .init(keyID: key.keyID, pendingWindowInDays: days))
                }
                try await kms.expectState(.enabled, of: key)
            }
        },
        ContractCase("a key that is not there is NotFoundException") { kms in
            let id = UUID().uuidString.lowercased()
            try await kms.expect(.notFound, from: "DisableKey") {
                try await kms.administration.disableKey(.init(keyID: id))
            }
            try await kms.expect(.notFound, from: "ScheduleKeyDeletion") {
                _ = try await kms.administration.scheduleKeyDeletion(.init(keyID: id))
            }
            try await kms.expect(.notFound, from: "TagResource") {
                try await kms.administration.tagResource(.init(keyID: id, tags: [Tag(tagKey: "a", tagValue: "b")]))
            }
            try await kms.expect(.notFound, from: "CreateAlias") {
                try await kms.administration.createAlias(.init(aliasName: kms.newAliasName(), targetKeyID: id))
            }
        },
    ]

    private static let pendingDeletion: [ContractCase] = [
        ContractCase("a key is scheduled once, and only a scheduled one is kept") { kms in
            let (pending, living) = (try await kms.newKeyPendingDeletion(), try await kms.newKey())
            try await kms.expect(.kmsInvalidState, from: "the second time", unless: .schedulesAndCancelsInAnyState) {
                _ = try await kms.administration.scheduleKeyDeletion(.init(keyID: pending.keyID))
            }
            try await kms.expect(.kmsInvalidState, from: "a living key", unless: .schedulesAndCancelsInAnyState) {
                _ = try await kms.administration.cancelKeyDeletion(.init(keyID: living.keyID))
            }
        },
        ContractCase("a key that is to be deleted is neither enabled nor disabled") { kms in
            let key = try await kms.newKeyPendingDeletion()
            try await kms.expect(.kmsInvalidState, from: "DisableKey", unless: .enablesKeysPendingDeletion) {
                try await kms.administration.disableKey(.init(keyID: key.keyID))
            }
            try await kms.expect(.kmsInvalidState, from: "EnableKey", unless: .enablesKeysPendingDeletion) {
                try await kms.administration.enableKey(.init(keyID: key.keyID))
            }
        },
        ContractCase("a key that is to be deleted gets no alias and no tag") { kms in
            let (key, other) = (try await kms.newKeyPendingDeletion(), try await kms.newKey())
            let alias = try await kms.newAlias(for: other)
            let leniency = Leniency.namesAndTagsKeysPendingDeletion
            try await kms.expect(.kmsInvalidState, from: "CreateAlias", unless: leniency) {
                _ = try await kms.newAlias(for: key)
            }
            try await kms.expect(.kmsInvalidState, from: "UpdateAlias", unless: leniency) {
                try await kms.administration.updateAlias(.init(aliasName: alias, targetKeyID: key.keyID))
            }
            try await kms.expect(.kmsInvalidState, from: "TagResource", unless: leniency) {
                try await kms.administration.tagResource(.init(keyID: key.arn, tags: [Tag(tagKey: "a", tagValue: "b")]))
            }
        },
        ContractCase("an alias of a key that is to be deleted is pointed elsewhere or deleted") { kms in
            let (old, new) = (try await kms.newKey(), try await kms.newKey())
            let (moved, removed) = (try await kms.newAlias(for: old), try await kms.newAlias(for: old))
            _ = try await kms.administration.scheduleKeyDeletion(.init(keyID: old.keyID))
            try await kms.administration.updateAlias(.init(aliasName: moved, targetKeyID: new.keyID))
            try await kms.administration.deleteAlias(.init(aliasName: removed))
            try expectEqual(try await kms.directory.describeKey(.init(keyID: moved)).keyMetadata.arn, new.arn, "Arn")
        },
    ]

    private static let aliases: [ContractCase] = [
        ContractCase("an alias is made once, moved to a key of another kind, and deleted once") { kms in
            let (old, new) = (try await kms.newKey(), try await kms.sharedKey(.rsa2048))
            let alias = try await kms.newAlias(for: old)
            try await kms.expect(.alreadyExists, from: "CreateAlias again") {
                try await kms.administration.createAlias(.init(aliasName: alias, targetKeyID: new.keyID))
            }
            try await kms.administration.updateAlias(.init(aliasName: alias, targetKeyID: new.arn))
            try expectEqual(try await kms.directory.describeKey(.init(keyID: alias)).keyMetadata.arn, new.arn, "Arn")
            try await kms.administration.deleteAlias(.init(aliasName: alias))
            try await kms.expect(.notFound, from: "DeleteAlias again") {
                try await kms.administration.deleteAlias(.init(aliasName: alias))
            }
            try await kms.expect(.notFound, from: "UpdateAlias of none") {
                try await kms.administration.updateAlias(.init(aliasName: alias, targetKeyID: old.keyID))
            }
        },
        ContractCase("an alias is not moved to a key of another usage") { kms in
            let alias = try await kms.newAlias(for: try await kms.newKey())
            let other = try await kms.sharedKey(.rsa2048, usage: .encryptDecrypt)
            try await kms.expect(.validation, from: "UpdateAlias", unless: .repointsAliasesToAnyUsage) {
                try await kms.administration.updateAlias(.init(aliasName: alias, targetKeyID: other.keyID))
            }
        },
        ContractCase("an alias begins with alias/ and has letters, digits, /, _ and -") { kms in
            let key = try await kms.newKey()
            for name in ["sessions", "alias/a b", "alias/a!"] {
                try await kms.expect(.validation, from: name) {
                    try await kms.administration.createAlias(.init(aliasName: name, targetKeyID: key.keyID))
                }
            }
            try await kms.administration.createAlias(
                .init(aliasName: kms.newAliasName() + "/A_1", targetKeyID: key.keyID))
        },
        ContractCase("alias/aws/ is NotAuthorizedException; an empty and a long name are ValidationException") { kms in
            let key = try await kms.newKey()
            let unique = UUID().uuidString.lowercased()
            let long = "alias/\(unique)" + String(repeating: "x", count: 251 - unique.utf8.count)
            let names = ["alias/aws/\(unique)": KMSError.Kind.notAuthorized, "alias/": .validation, long: .validation]
            for (name, kind) in names {
                try await kms.expect(kind, from: name, unless: .acceptsOddAliasNames) {
                    try await kms.administration.createAlias(.init(aliasName: name, targetKeyID: key.keyID))
                    // So that the contract can be run again: `alias/` can't be made unique.
                    try await kms.administration.deleteAlias(.init(aliasName: name))
                }
            }
        },
    ]

    private static let tags: [ContractCase] = [
        ContractCase("tags are added, changed and removed") { kms in
            let key = try await kms.newKey(tags: [Tag(tagKey: "team", tagValue: "id")])
            try await kms.administration.tagResource(
                .init(keyID: key.arn, tags: [Tag(tagKey: "team", tagValue: "auth"), Tag(tagKey: "x", tagValue: "")]))
            try await kms.expectTags([Tag(tagKey: "team", tagValue: "auth"), Tag(tagKey: "x", tagValue: "")], of: key)
            try await kms.administration.untagResource(.init(keyID: key.keyID, tagKeys: ["x", "none"]))
            try await kms.expectTags([Tag(tagKey: "team", tagValue: "auth")], of: key)
        },
        ContractCase("a tag with aws: is TagException, one that is too long ValidationException") { kms in
            let key = try await kms.newKey()
            let long = String(repeating: "x", count: 129)
            for (name, kind) in [("aws:x", KMSError.Kind.tag), (long, .validation)] {
                try await kms.expect(kind, from: name, unless: .acceptsAnyTags) {
                    try await kms.administration.tagResource(
                        .init(keyID: key.arn, tags: [Tag(tagKey: name, tagValue: "v")]))
                }
            }
        },
        ContractCase("CreateKey refuses a tag twice, and TagResource more than 50") { kms in
            let twice = [Tag(tagKey: "a", tagValue: "1"), Tag(tagKey: "a", tagValue: "2")]
            try await kms.expect(.tag, from: "twice", unless: .acceptsAnyTags) { _ = try await kms.newKey(tags: twice) }
            let key = try await kms.newKey()
            let many = (1...51).map { Tag(tagKey: "tag-\($0)", tagValue: "v") }
            try await kms.expect(.limitExceeded, from: "51 tags", unless: .acceptsAnyTags) {
                try await kms.administration.tagResource(.init(keyID: key.arn, tags: many))
            }
        },
    ]
}

extension KMSUnderTest {
    /// Demands that a call works, or fails in whatever way where only bare key ids work.
    func expectByARN(_ what: String, _ body: () async throws -> Void) async throws {
        guard has(.administersByBareIDOnly) else { return try await body() }
        do { try await body() } catch is KMSError { return }
        throw violation("\(what) by ARN works, against the leniency \(Leniency.administersByBareIDOnly)")
    }

    func expectState(_ state: KeyState, of key: KeyMetadata) async throws {
        let found = try await directory.describeKey(.init(keyID: key.keyID)).keyMetadata
        try expectEqual(found.keyState, state, "KeyState")
        try expectEqual(found.enabled, state == .enabled, "Enabled")
    }

    func expectTags(_ tags: [Tag], of key: KeyMetadata) async throws {
        try expectEqual(Set(try await givenTags(of: key.keyID)), Set(tags), "tags")
    }

    /// The tags of a key, but for what a client adds of its own: AWSKMSClient finds its new keys again by one.
    func givenTags(of reference: String) async throws -> [Tag] {
        try await directory.listResourceTags(.init(keyID: reference)).tags.filter { $0.tagKey != "jwt-kms:call" }
    }
}
