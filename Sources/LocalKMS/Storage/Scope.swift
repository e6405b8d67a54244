// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

/// A Region of an account: what keys and aliases belong to.
struct Scope: Hashable, Sendable {
    let region: String
    let account: String

    /// Checked for both to be what AWS calls so, because they become names of files.
    ///
    /// - Throws: ``KMSError`` of kind `configuration`.
    init(checking region: String, account: String) throws(KMSError) {
        guard Self.isRegion(region) else {
            throw KMSError(.configuration, message: "'\(region.printable)' is no Region, such as us-east-1")
        }
        guard Self.isAccount(account) else {
            throw KMSError(.configuration, message: "'\(account.printable)' is no account: 12 digits")
        }
        self.init(region: region, account: account)
    }

    init(region: String, account: String) {
        self.region = region
        self.account = account
    }

    func arn(of key: KeyID) -> String { arn("key/\(key)") }

    func arn(of alias: AliasName) -> String { arn(alias.description) }

    func arn(_ resource: String) -> String {
        KeyARN(partition: partition, region: region, account: account, resource: resource).description
    }

    /// Whether an ARN is one of this Region and account.
    func contains(_ arn: KeyARN) -> Bool {
        arn.partition == partition && arn.region == region && arn.account == account
    }

    /// The part of AWS that the Region is in.
    var partition: String {
        let partitions = ["cn-": "aws-cn", "us-gov-": "aws-us-gov", "eusc-": "aws-eusc"]
        return partitions.first { region.utf8.starts(with: $0.key.utf8) }?.value ?? "aws"
    }

    /// `RegionType` of the KMS model: two or three words in lower case, and a number.
    static func isRegion(_ string: some StringProtocol) -> Bool {
        let parts = string.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard string.utf8.count <= 32, (3...4).contains(parts.count), let number = parts.last, isNumber(number) else {
            return false
        }
        return parts.dropLast().allSatisfy { word in
            !word.isEmpty && word.allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
        }
    }

    static func isAccount(_ string: some StringProtocol) -> Bool { string.utf8.count == 12 && isNumber(string.utf8) }

    private static func isNumber(_ bytes: some Collection<UInt8>) -> Bool {
        !bytes.isEmpty && bytes.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
}
