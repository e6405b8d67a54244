// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import AWSKMS

/// Our table of partitions beside AWS's: `Tests/Vectors/endpoints/partitions.json`.
@Suite("Partitions")
struct PartitionTests {
    struct Given: Decodable {
        struct Outputs: Decodable {
            var dnsSuffix: String
            var dualStackDnsSuffix: String
            var name: String
            var supportsFIPS: Bool
            var supportsDualStack: Bool
        }

        struct Description: Decodable {}

        var id: String
        var outputs: Outputs
        var regionRegex: String
        var regions: [String: Description]
    }

    struct Document: Decodable { var partitions: [Given] }

    private let given: [Given]

    init() throws {
        given = try JSONDecoder().decode(Document.self, from: VectorFolder.data("endpoints/partitions.json")).partitions
    }

    @Test("all 8 are AWS's, in AWS's order, with AWS's suffixes")
    func table() {
        #expect(given.count == 8)
        #expect(Partition.all.map(\.id) == given.map(\.id))
        for (ours, theirs) in zip(Partition.all, given) {
            #expect(ours.id == theirs.outputs.name)
            #expect(ours.dnsSuffix == theirs.outputs.dnsSuffix)
            #expect(ours.dualStackDNSSuffix == theirs.outputs.dualStackDnsSuffix)
            #expect(ours.supportsFIPS == theirs.outputs.supportsFIPS)
            #expect(ours.supportsDualStack == theirs.outputs.supportsDualStack)
        }
    }

    @Test("each of the 53 names that AWS lists is in its partition, and no pseudo Region is ours alone")
    func regions() {
        #expect(given.map(\.regions.count).reduce(0, +) == 53)
        for partition in given {
            for region in partition.regions.keys {
                #expect(Partition.of(region: region).id == partition.id, "\(region)")
            }
        }
        let listed = Set(given.flatMap(\.regions.keys))
        #expect(Partition.all.compactMap(\.globalRegion).allSatisfy(listed.contains))
    }

    @Test("The Regions that are known are those that AWS lists, and all have the form of one")
    func known() {
        let listed = Set(given.flatMap(\.regions.keys)).subtracting(Partition.all.compactMap(\.globalRegion))
        #expect(Set(KnownRegions.all) == listed && KnownRegions.all.count == listed.count)
        #expect(KnownRegions.all.allSatisfy(KnownRegions.hasForm))
        #expect(KnownRegions.contains("aws-global") && !KnownRegions.contains("eu-west-9"))
    }

    @Test(
        "A slip of the pen finds the Region that was meant",
        arguments: [
            ("euwest1", "eu-west-1"), ("us-est-1", "us-east-1"), ("eu-west1", "eu-west-1"), ("useast2", "us-east-2"),
            ("eu-centrall-1", "eu-central-1"), ("eu-west-1a", "eu-west-1"), ("local", nil), ("", nil),
        ] as [(String, String?)])
    func nearest(region: String, meant: String?) {
        #expect(KnownRegions.nearest(to: region) == meant)
    }

    @Test("a Region that nobody lists is where AWS's patterns put it")
    func patterns() throws {
        let patterns = try given.map { (id: $0.id, pattern: try Regex($0.regionRegex)) }
        let listed = Set(given.flatMap(\.regions.keys))
        let prefixes = Partition.all.flatMap(\.regionPrefixes) + ["usa", "", "xx", "us-xyz", "eusc", "eusc-fr", "US"]
        let endings = [
            "-east-9", "-East_2-10", "-east", "-9", "--9", "-east-", "-east-9a", "-east-1-2", "east-1", "-é-1",
        ]
        var matched = 0
        for region in prefixes.flatMap({ prefix in endings.map { prefix + $0 } }) where !listed.contains(region) {
            let expected = patterns.first {
                region.wholeMatch(of: $0.pattern) != nil && region.utf8.allSatisfy { $0 < 128 }
            }
            #expect(Partition.of(region: region).id == expected?.id ?? "aws", "\(region)")
            matched += expected == nil ? 0 : 1
        }
        // So many of them AWS's patterns match: `us-gov-9` is in `aws`.
        #expect(matched == 44)
        // No pattern has a prefix that we have not: taken from the patterns themselves.
        let alternatives = given.map { partition -> [String] in
            let plain = partition.regionRegex.replacing("\\-", with: "-").replacing("-\\w+-\\d+$", with: "").dropFirst()
            guard let open = plain.firstIndex(of: "("), let close = plain.firstIndex(of: ")") else {
                return [String(plain)]
            }
            return plain[plain.index(after: open)..<close].split(separator: "|").map { plain[..<open] + $0 }.map(
                String.init)
        }
        #expect(alternatives == Partition.all.map(\.regionPrefixes))
    }

    struct FunctionCases: Decodable {
        struct Case: Decodable {
            struct Parameters: Decodable { var Region: String }
            struct Meta: Decodable { var baseSuffix: String, dualStackSuffix: String }
            struct Properties: Decodable { var meta: Meta }
            struct Place: Decodable { var url: String, properties: Properties }
            struct Expectation: Decodable { var endpoint: Place }

            var params: Parameters
            var expect: Expectation
        }

        var testCases: [Case]
    }

    @Test("the 5 cases of the function aws.partition give AWS's names and suffixes")
    func function() throws {
        let cases = try JSONDecoder().decode(
            FunctionCases.self, from: VectorFolder.data("endpoints/partition-function/test-cases.json")
        ).testCases
        #expect(cases.count == 5)
        for vector in cases {
            let partition = Partition.of(region: vector.params.Region)
            let meta = vector.expect.endpoint.properties.meta
            #expect(partition.dnsSuffix == meta.baseSuffix)
            #expect(partition.dualStackDNSSuffix == meta.dualStackSuffix)
            // The test's rules call hosts of `aws` so.
            let name = partition.id == "aws" ? "aws-partition" : partition.id
            #expect(vector.expect.endpoint.url == "https://\(name).\(vector.params.Region).\(partition.dnsSuffix)")
        }
    }

    @Test("a partition without FIPS or dual stack is an error that says who asked for it")
    func unsupported() {
        let asked = Found(true, from: Origin.variable("AWS_USE_FIPS_ENDPOINT"))
        var partition = Partition.aws
        partition.supportsFIPS = false
        let rules = EndpointRules(service: .kms, fips: asked, dualStack: nil)
        #expect(throws: Never.self) { try rules.check(.aws, "eu-west-1") }
        let error = #expect(throws: (any Error).self) { try rules.check(partition, "eu-west-1") }
        #expect(
            "\(error.map { "\($0)" } ?? "")".contains("AWS_USE_FIPS_ENDPOINT asks for FIPS endpoints, and eu-west-1"))
        partition.supportsDualStack = false
        let dualStack = EndpointRules(service: .kms, fips: nil, dualStack: asked)
        #expect(throws: (any Error).self) { try dualStack.check(partition, "eu-west-1") }
        let neither = EndpointRules(service: .kms, fips: Found(false, from: .code), dualStack: nil)
        #expect(throws: Never.self) { try neither.check(partition, "eu-west-1") }
    }
}
