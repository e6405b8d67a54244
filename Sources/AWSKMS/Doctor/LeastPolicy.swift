// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The least that an issuer's IAM policy must allow: to read the public keys, and to sign; of HMAC keys, to find them, and
/// to make and check MACs.
struct LeastPolicy: Sendable {
    private let looks: [KeyLook]
    let caller: CallerIdentity?
    let region: String?

    /// No policy helps a key with another fault.
    init(looks: [KeyLook], caller: CallerIdentity?, region: String?) {
        self.looks = looks.filter { !$0.hasFault }
        (self.caller, self.region) = (caller, region)
    }

    private struct Policy: Encodable {
        let Version = "2012-10-17"
        let Statement: [Statement]
    }

    private struct Statement: Encodable {
        let Sid: String
        let Effect = "Allow"
        var Action = LeastPolicy.signingActions
        let Resource: [String]
        var Condition: [String: [String: [String]]]?
    }

    private static let signingActions = ["kms:GetPublicKey", "kms:Sign"]

    /// As JSON, ready to be pasted.
    var json: String? {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let statements = [keys, macKeys, tags, rotationAliases, aliases].compactMap { $0 }
        guard !statements.isEmpty else { return nil }
        return (try? encoder.encode(Policy(Statement: statements))).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Of the keys whose ARN is known.
    private var keys: Statement? {
        let arns = arns(makingMACs: false)
        return arns.isEmpty ? nil : Statement(Sid: "SignTokens", Resource: arns)
    }

    private var macKeys: Statement? {
        let arns = arns(makingMACs: true)
        return arns.isEmpty ? nil : Statement(Sid: "MakeMACs", Action: Self.macActions, Resource: arns)
    }

    private static let macActions = ["kms:DescribeKey", "kms:GenerateMac", "kms:VerifyMac"]

    private func arns(makingMACs: Bool) -> [String] {
        looks.filter { $0.makesMACs == makingMACs && $0.rotation == nil }
            .compactMap { $0.arn ?? KeyARN($0.reference).flatMap { $0.keyID == nil ? nil : "\($0)" } }
            .filter(Self.isKey).map(full)
    }

    /// Of the keys of rotations that have their tag: a statement that names today's keys ends at the next rotation.
    private var tags: Statement? {
        let looks = looks.filter { if case .tag? = $0.rotation { true } else { false } }
        let names = looks.compactMap { if case .tag(let alias)? = $0.rotation { alias } else { nil } }
        guard !looks.isEmpty else { return nil }
        return Statement(
            Sid: "SignTokensOfRotation", Action: actions(of: looks), Resource: [full("*")],
            Condition: ["StringEquals": ["aws:ResourceTag/\(RotationNames.tagKey)": Set(names).sorted()]])
    }

    /// Of the keys of rotations whose tags the caller can't read, or that have none yet.
    private var rotationAliases: Statement? {
        let looks = looks.filter { if case .aliases? = $0.rotation { true } else { false } }
        let names = looks.compactMap { if case .aliases(let alias)? = $0.rotation { alias } else { nil } }
        guard !looks.isEmpty else { return nil }
        let all = Set(names).sorted().flatMap { alias in
            let previous = RotationNames.previous(alias)
            return [alias, RotationNames.next(alias), previous, previous + "-?"]
        }
        return Statement(
            Sid: "SignTokensOfRotationByAlias", Action: actions(of: looks), Resource: [full("*")],
            Condition: ["ForAnyValue:StringLike": ["kms:ResourceAliases": all]])
    }

    private func actions(of looks: [KeyLook]) -> [String] {
        let signs = looks.contains { !$0.makesMACs }
        let makesMACs = looks.contains { $0.makesMACs }
        return (signs ? Self.signingActions : []) + (makesMACs ? Self.macActions : [])
    }

    /// Of the aliases that could not be resolved: whatever key has the alias, because all is signed by the key's ARN.
    private var aliases: Statement? {
        let names = looks.filter { $0.arn == nil }.compactMap(\.alias)
        guard !names.isEmpty else { return nil }
        return Statement(
            Sid: "SignTokensByAlias", Resource: [full("*")],
            Condition: ["ForAnyValue:StringEquals": ["kms:ResourceAliases": names]])
    }

    /// Whether it names one key: what is pasted into a policy must not name more.
    private static func isKey(_ id: String) -> Bool {
        let id = KeyARN(id)?.keyID ?? id
        return !id.isEmpty && id.utf8.allSatisfy { $0 == UInt8(ascii: "-") || isLetterOrDigit($0) }
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private var account: String {
        guard let account = caller?.account, account.utf8.allSatisfy(Self.isLetterOrDigit) else { return "ACCOUNT" }
        return account
    }

    /// A bare id, as some emulators answer it, as an ARN.
    private func full(_ id: String) -> String {
        guard KeyARN(id) == nil else { return id }
        let partition = region.map { Partition.of(region: $0).id } ?? "aws"
        return "arn:\(partition):kms:\(region ?? "REGION"):\(account):key/\(id)"
    }
}
