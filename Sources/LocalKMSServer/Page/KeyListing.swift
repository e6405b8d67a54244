// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if Tools
import JWTKMS
import KMSAPI
import LocalKMS

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What the page shows: the first keys of all accounts and Regions, each with all that is known of it.
struct KeyListing: Sendable {
    private(set) var groups: [KeyGroup] = []
    private(set) var isTruncated = false

    private static let maximum = 200

    /// How many keys are shown.
    var count: Int { groups.reduce(0) { $0 + $1.keys.count } }

    /// - Throws: `KMSError` where the keys can't be listed. A single one that can't be read is listed as such.
    init(_ kms: LocalKMS) async throws {
        // The server's own first: where there are too many keys, others are left out.
        let others = try await kms.accountsWithKeys().filter { $0 != kms.account }
        for account in [kms.account] + others {
            let regions = try await kms.scoped(toRegion: kms.region, account: account).regionsWithKeys()
            for region in regions where !isTruncated {
                try await add(kms.scoped(toRegion: region, account: account))
            }
        }
    }

    private mutating func add(_ kms: LocalKMS) async throws {
        let room = Self.maximum - count
        guard room > 0 else {
            isTruncated = true
            return
        }
        let page = try await kms.listKeys(ListKeysRequest(limit: room))
        isTruncated = page.truncated ?? false
        guard !page.keys.isEmpty else { return }
        let aliases = try await Self.aliases(kms)
        var group = KeyGroup(account: kms.account, region: kms.region)
        for key in page.keys {
            group.keys.append(try await ListedKey(key.keyID, aliases: (aliases[key.keyID] ?? []).sorted(), kms))
        }
        group.keys.sort { $0.order < $1.order }
        groups.append(group)
    }

    private static func aliases(_ kms: LocalKMS) async throws -> [String: [String]] {
        var aliases: [String: [String]] = [:]
        var marker: String?
        repeat {
            let page = try await kms.listAliases(ListAliasesRequest(limit: 100, marker: marker))
            for alias in page.aliases {
                if let key = alias.targetKeyID { aliases[key, default: []].append(alias.aliasName) }
            }
            marker = page.nextMarker
        } while marker != nil
        return aliases
    }
}

/// A key as the page shows it.
struct ListedKey: Sendable {
    let id: String
    let aliases: [String]
    private(set) var metadata: KeyMetadata?
    private(set) var tags: [Tag] = []
    /// nil for keys that have none, and for those that can't be used now: KMS gives none away.
    private(set) var publicKey: ListedPublicKey?
    /// Why the key can't be read.
    private(set) var failure: String?

    /// By name, and those that have none at the end.
    fileprivate var order: String { aliases.first ?? "\u{7F}\(id)" }

    init(_ id: String, aliases: [String], _ kms: LocalKMS) async throws {
        (self.id, self.aliases) = (id, aliases)
        do {
            metadata = try await kms.describeKey(DescribeKeyRequest(keyID: id)).keyMetadata
            tags = try await kms.listResourceTags(ListResourceTagsRequest(keyID: id)).tags
        } catch let error as KMSError {
            failure = error.message
            return
        }
        if let answer = try? await kms.getPublicKey(GetPublicKeyRequest(keyID: id)) {
            publicKey = ListedPublicKey(answer)
        }
    }
}

/// A public key in the forms that people paste elsewhere.
struct ListedPublicKey: Sendable {
    let pem: String
    /// nil where JWTKMS writes no JWK of this type of key.
    private(set) var jwk: String?
    /// What tokens call the key unless told otherwise: the thumbprint of RFC 7638.
    private(set) var kid: String?
    private(set) var algorithm: String?

    init(_ answer: GetPublicKeyResponse) {
        let lines = answer.publicKey.base64EncodedString(options: [.lineLength64Characters, .endLineWithLineFeed])
        pem = "-----BEGIN PUBLIC KEY-----\n\(lines)\n-----END PUBLIC KEY-----"
        let served = answer.keySpec.flatMap { JWSAlgorithm.serving($0).first }
        guard let served,
            let info = try? KMSKeyCollection().add(publicKeyPEM: pem, algorithm: served), let jwk = try? info.jwk
        else { return }
        (self.jwk, kid, algorithm) = (jwk, info.kid?.string, served.name)
    }
}
#endif
