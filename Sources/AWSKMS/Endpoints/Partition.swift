// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// A part of AWS with host names of its own.
///
/// The `partitions.json` of the AWS SDKs, which a test holds this table against.
struct Partition: Sendable, Equatable {
    let id: String
    let dnsSuffix: String
    /// Of the hosts that have IPv6 addresses too.
    let dualStackDNSSuffix: String
    /// How the names of its Regions begin: `us` in `us-east-1`.
    let regionPrefixes: [String]
    /// The name that stands for no Region in particular; nil where it has none.
    let globalRegion: String?
    var supportsFIPS = true
    var supportsDualStack = true

    /// The partition of a Region; `aws` for one that none knows.
    static func of(region: String) -> Partition {
        all.first { $0.globalRegion == region } ?? all.first { $0.matches(region) } ?? aws
    }

    /// Whether a Region is named as those of this partition are: prefix, word, number. AWS opens Regions faster than
    /// lists of them are updated.
    private func matches(_ region: String) -> Bool {
        regionPrefixes.contains { prefix in
            guard region.hasPrefix("\(prefix)-") else { return false }
            let words = region.utf8.dropFirst(prefix.utf8.count + 1)
                .split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
            return words.count == 2 && !words[0].isEmpty && words[0].allSatisfy(Self.isOfWord)
                && !words[1].isEmpty && words[1].allSatisfy(Self.isDigit)
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func isOfWord(_ byte: UInt8) -> Bool {
        isDigit(byte) || byte == UInt8(ascii: "_") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
}

extension Partition {
    static let aws = Partition(
        id: "aws", dnsSuffix: "amazonaws.com", dualStackDNSSuffix: "api.aws",
        regionPrefixes: ["us", "eu", "ap", "sa", "ca", "me", "af", "il", "mx"], globalRegion: "aws-global")
    static let govCloud = Partition(
        id: "aws-us-gov", dnsSuffix: "amazonaws.com", dualStackDNSSuffix: "api.aws",
        regionPrefixes: ["us-gov"], globalRegion: "aws-us-gov-global")
    /// In the order in which they are asked.
    static let all = [
        aws,
        Partition(
            id: "aws-cn", dnsSuffix: "amazonaws.com.cn", dualStackDNSSuffix: "api.amazonwebservices.com.cn",
            regionPrefixes: ["cn"], globalRegion: "aws-cn-global"),
        Partition(
            id: "aws-eusc", dnsSuffix: "amazonaws.eu", dualStackDNSSuffix: "api.amazonwebservices.eu",
            regionPrefixes: ["eusc-de"], globalRegion: nil),
        Partition(
            id: "aws-iso", dnsSuffix: "c2s.ic.gov", dualStackDNSSuffix: "api.aws.ic.gov",
            regionPrefixes: ["us-iso"], globalRegion: "aws-iso-global"),
        Partition(
            id: "aws-iso-b", dnsSuffix: "sc2s.sgov.gov", dualStackDNSSuffix: "api.aws.scloud",
            regionPrefixes: ["us-isob"], globalRegion: "aws-iso-b-global"),
        Partition(
            id: "aws-iso-e", dnsSuffix: "cloud.adc-e.uk", dualStackDNSSuffix: "api.cloud-aws.adc-e.uk",
            regionPrefixes: ["eu-isoe"], globalRegion: "aws-iso-e-global"),
        Partition(
            id: "aws-iso-f", dnsSuffix: "csp.hci.ic.gov", dualStackDNSSuffix: "api.aws.hci.ic.gov",
            regionPrefixes: ["us-isof"], globalRegion: "aws-iso-f-global"),
        govCloud,
    ]
}
