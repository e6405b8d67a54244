// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import KMSAPI

/// What every ``KMSKeyDirectory`` does.
public enum KMSKeyDirectoryContract {
    /// All of it, a behaviour a case.
    public static let cases: [ContractCase] = describing + listing

    private static let describing: [ContractCase] = [
        ContractCase("DescribeKey answers what CreateKey was given, by every kind of reference") { kms in
            let key = try await kms.newKey(.eccNISTP384, description: "sessions")
            let alias = try await kms.newAlias(for: key)
            for reference in [key.keyID, key.arn, alias, kms.aliasARN(alias, beside: key)] {
                let found = try await kms.directory.describeKey(.init(keyID: reference)).keyMetadata
                try expectEqual(found.arn, key.arn, "Arn by \(reference)")
                try expectEqual(found.keyID, key.keyID, "KeyId")
                try expectEqual(found.description, "sessions", "Description")
                try expectEqual(found.keySpec, .eccNISTP384, "KeySpec")
                try expectEqual(found.keyUsage, .signVerify, "KeyUsage")
                try expectEqual(found.keyState, .enabled, "KeyState")
                try expectEqual(found.enabled, true, "Enabled")
                try expectEqual(found.origin, "AWS_KMS", "Origin")
                try expectEqual(found.signingAlgorithms, [.ecdsaSHA384], "SigningAlgorithms")
                _ = try require(found.creationDate, "CreationDate")
            }
        },
        ContractCase("DescribeKey tells the algorithms that the key serves, and no others") { kms in
            let hmac = try await kms.sharedKey(.hmac384, usage: .generateVerifyMAC)
            try expectEqual(
                hmac.macAlgorithms, kms.has(.describesOtherAlgorithms) ? nil : [.hmacSHA384], "MacAlgorithms")
            if !kms.has(.describesOtherAlgorithms) {
                try expectEqual(hmac.encryptionAlgorithms, nil, "EncryptionAlgorithms of HMAC_384")
                try expectEqual(hmac.signingAlgorithms, nil, "SigningAlgorithms of HMAC_384")
            }
            let rsa = try await kms.sharedKey(.rsa2048, usage: .encryptDecrypt)
            try expectEqual(
                rsa.encryptionAlgorithms, [.rsaesOAEPSHA1, .rsaesOAEPSHA256], "EncryptionAlgorithms of RSA")
            try expectEqual(rsa.signingAlgorithms, nil, "SigningAlgorithms of an RSA key that encrypts")
            for key in [hmac, rsa] {
                try expectEqual(key.keyManager, "CUSTOMER", "KeyManager")
                try expectEqual(key.customerMasterKeySpec, key.keySpec, "CustomerMasterKeySpec")
                try expectEqual(key.multiRegion ?? false, false, "MultiRegion")
            }
        },
        ContractCase("DescribeKey of a key or an alias that is not there is NotFoundException") { kms in
            for reference in [UUID().uuidString.lowercased(), kms.newAliasName()] {
                try await kms.expect(.notFound, from: reference) {
                    _ = try await kms.directory.describeKey(.init(keyID: reference))
                }
            }
        },
        ContractCase("DescribeKey of a malformed ARN is InvalidArnException") { kms in
            try await kms.expect(
                .invalidARN, from: "arn:aws:kms:nothing", unless: .malformedARNIsNotFound, then: .refuses(.notFound)
            ) { _ = try await kms.directory.describeKey(.init(keyID: "arn:aws:kms:nothing")) }
        },
        ContractCase("DescribeKey, ListAliases and ListResourceTags work with a key that is to be deleted") { kms in
            let key = try await kms.newKey(tags: [Tag(tagKey: "team", tagValue: "id")])
            let alias = try await kms.newAlias(for: key)
            _ = try await kms.administration.scheduleKeyDeletion(.init(keyID: key.keyID))
            let found = try await kms.directory.describeKey(.init(keyID: alias)).keyMetadata
            try expectEqual(found.keyState, .pendingDeletion, "KeyState")
            _ = try require(found.deletionDate, "DeletionDate")
            let aliases = try await kms.directory.listAliases(.init(keyID: key.keyID)).aliases
            try expectEqual(aliases.map(\.aliasName), [alias], "aliases of the key")
            try expectEqual(
                try await kms.givenTags(of: key.keyID).map(\.tagKey), ["team"], "tags")
        },
    ]

    private static let listing: [ContractCase] = [
        ContractCase("ListKeys names every key, with its ARN") { kms in
            let keys = [try await kms.newKey(), try await kms.newKey()]
            let listed = try await kms.allKeys(limit: 1000)
            for key in keys {
                let entry = try require(listed.first { $0.keyID == key.keyID }, "a key of ListKeys")
                try expectEqual(entry.keyARN, key.arn, "KeyArn")
            }
        },
        ContractCase("ListKeys pages by Limit and Marker, and shows every key once") { kms in
            let keys = Set([try await kms.newKey().keyID, try await kms.newKey().keyID, try await kms.newKey().keyID])
            let page = try await kms.directory.listKeys(.init(limit: 1))
            if kms.has(.ignoresPaging) {
                try expect(page.keys.count >= 3, "all keys come on one page")
                return try expectEqual(page.truncated ?? false, false, "Truncated")
            }
            try expectEqual(page.keys.count, 1, "keys on a page of one")
            try expectEqual(page.truncated, true, "Truncated")
            let listed = try await kms.allKeys(limit: 2).map(\.keyID)
            try expectEqual(Set(listed).count, listed.count, "keys that are shown once")
            try expect(keys.isSubset(of: listed), "every key is on some page")
        },
        ContractCase("ListAliases names every alias with its ARN and its key, and pages") { kms in
            let key = try await kms.newKey()
            let names = Set([
                try await kms.newAlias(for: key), try await kms.newAlias(for: key), try await kms.newAlias(for: key),
            ])
            let all = try await kms.directory.listAliases(.init(keyID: key.keyID)).aliases
            try expectEqual(Set(all.map(\.aliasName)), names, "aliases of the key")
            for alias in all {
                try expectEqual(alias.targetKeyID, key.keyID, "TargetKeyId")
                try expectEqual(alias.aliasARN, kms.aliasARN(alias.aliasName, beside: key), "AliasArn")
            }
            let page = try await kms.directory.listAliases(.init(keyID: key.keyID, limit: 2))
            guard !kms.has(.ignoresPaging) else { return try expectEqual(page.aliases.count, 3, "aliases on the page") }
            try expectEqual(page.aliases.count, 2, "aliases on a page of two")
            let marker = try require(page.nextMarker, "NextMarker")
            let rest = try await kms.directory.listAliases(.init(keyID: key.keyID, limit: 2, marker: marker))
            try expectEqual(Set((page.aliases + rest.aliases).map(\.aliasName)), names, "aliases of both pages")
            try expectEqual(rest.truncated, false, "Truncated of the last page")
        },
        ContractCase("a marker that KMS did not give is InvalidMarkerException") { kms in
            try await kms.expect(.invalidMarker, from: "ListKeys", unless: .ignoresPaging) {
                _ = try await kms.directory.listKeys(.init(marker: "nonsense"))
            }
            try await kms.expect(.invalidMarker, from: "ListAliases", unless: .ignoresPaging) {
                _ = try await kms.directory.listAliases(.init(marker: "nonsense"))
            }
        },
        ContractCase("a limit out of range is ValidationException") { kms in
            for limit in [0, 1001] {
                try await kms.expect(.validation, from: "ListKeys of \(limit)", unless: .ignoresPaging) {
                    _ = try await kms.directory.listKeys(.init(limit: limit))
                }
            }
            for limit in [0, 101] {
                try await kms.expect(.validation, from: "ListAliases of \(limit)", unless: .ignoresPaging) {
                    _ = try await kms.directory.listAliases(.init(limit: limit))
                }
            }
        },
        ContractCase("ListResourceTags answers the tags of a key") { kms in
            let tags = [Tag(tagKey: "role", tagValue: "signer"), Tag(tagKey: "team", tagValue: "")]
            let key = try await kms.newKey(tags: tags)
            try expectEqual(Set(try await kms.givenTags(of: key.arn)), Set(tags), "tags")
        },
    ]
}

extension KMSUnderTest {
    /// All keys, page after page.
    func allKeys(limit: Int) async throws -> [KeyListEntry] {
        var keys: [KeyListEntry] = []
        var marker: String?
        repeat {
            let page = try await directory.listKeys(.init(limit: limit, marker: marker))
            keys += page.keys
            marker = page.truncated ?? false ? try require(page.nextMarker, "NextMarker of a truncated page") : nil
        } while marker != nil
        return keys
    }
}
