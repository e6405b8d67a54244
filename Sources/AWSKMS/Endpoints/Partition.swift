// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// A part of AWS with host names of its own. A Region belongs to the first whose prefix it has, else to `aws`.
///
/// From the `partitions.json` of the AWS SDKs.
struct Partition: Sendable {
    let name: String
    let regionPrefixes: [String]
    let dnsSuffix: String

    static func of(region: String) -> Partition {
        all.first { $0.regionPrefixes.contains { region.hasPrefix($0) } } ?? aws
    }

    private static let aws = Partition(name: "aws", regionPrefixes: [], dnsSuffix: "amazonaws.com")
    private static let all = [
        Partition(name: "aws-cn", regionPrefixes: ["cn-"], dnsSuffix: "amazonaws.com.cn"),
        Partition(name: "aws-us-gov", regionPrefixes: ["us-gov-"], dnsSuffix: "amazonaws.com"),
        Partition(name: "aws-eusc", regionPrefixes: ["eusc-"], dnsSuffix: "amazonaws.eu"),
        Partition(name: "aws-iso-b", regionPrefixes: ["us-isob-"], dnsSuffix: "sc2s.sgov.gov"),
        Partition(name: "aws-iso-e", regionPrefixes: ["eu-isoe-"], dnsSuffix: "cloud.adc-e.uk"),
        Partition(name: "aws-iso-f", regionPrefixes: ["us-isof-"], dnsSuffix: "csp.hci.ic.gov"),
        Partition(name: "aws-iso", regionPrefixes: ["us-iso-"], dnsSuffix: "c2s.ic.gov"),
    ]
}
