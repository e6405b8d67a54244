// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// The Regions that this version knows, to find slips of the pen. AWS opens new ones, so a Region that is missing here is
/// used as any other.
///
/// The `partitions.json` of the AWS SDKs, which a test holds this list against.
enum KnownRegions {
    static let all = [
        "us-east-1", "us-east-2", "us-west-1", "us-west-2", "eu-central-1", "eu-central-2", "eu-north-1", "eu-south-1",
        "eu-south-2", "eu-west-1", "eu-west-2", "eu-west-3", "af-south-1", "ap-east-1", "ap-east-2", "ap-northeast-1",
        "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-south-2", "ap-southeast-1", "ap-southeast-2",
        "ap-southeast-3", "ap-southeast-4", "ap-southeast-5", "ap-southeast-6", "ap-southeast-7", "ca-central-1",
        "ca-west-1", "il-central-1", "me-central-1", "me-south-1", "mx-central-1", "sa-east-1", "cn-north-1",
        "cn-northwest-1", "eusc-de-east-1", "us-iso-east-1", "us-iso-west-1", "us-isob-east-1", "us-isob-west-1",
        "eu-isoe-west-1", "us-isof-east-1", "us-isof-south-1", "us-gov-east-1", "us-gov-west-1",
    ]

    static func contains(_ region: String) -> Bool {
        all.contains(region) || Partition.all.contains { $0.globalRegion == region }
    }

    /// Whether a Region that AWS opens next year could have this name: words and a number.
    static func hasForm(_ region: String) -> Bool {
        let parts = region.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard (3...4).contains(parts.count), let number = parts.last else { return false }
        return !number.isEmpty && number.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            && parts.dropLast().allSatisfy { word in
                !word.isEmpty && word.allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
            }
    }

    /// Whether AWS can have a Region of this name: one that is known, or has the form of one.
    static func canExist(_ region: String) -> Bool { contains(region) || hasForm(region) }

    /// Why a Region is refused that can't exist.
    ///
    /// - Parameter name: what the sentence calls the Region.
    static func refusal(of region: String, named name: String) -> String {
        "\(name) is not a Region of AWS\(meant(by: region))"
    }

    /// A sentence that names the Region that was probably meant; empty if none is near.
    static func meant(by region: String) -> String { nearest(to: region).map { ". Did you mean \($0)?" } ?? "" }

    /// The Region that was probably meant: it differs by two letters at most. Hyphens do not count.
    static func nearest(to region: String) -> String? {
        let letters = letters(region)
        let distances = all.map { (name: $0, distance: distance(from: letters, to: self.letters($0))) }
        return distances.min { $0.distance < $1.distance }.flatMap { $0.distance <= 2 ? $0.name : nil }
    }

    private static func letters(_ region: String) -> [UInt8] { region.utf8.filter { $0 != UInt8(ascii: "-") } }

    /// How many letters must be put in, left out or replaced (Levenshtein).
    private static func distance(from left: [UInt8], to right: [UInt8]) -> Int {
        var row = Array(0...right.count)
        for (count, letter) in left.enumerated() {
            var diagonal = count
            row[0] = count + 1
            for index in right.indices {
                let replaced = diagonal + (right[index] == letter ? 0 : 1)
                diagonal = row[index + 1]
                row[index + 1] = min(replaced, row[index] + 1, row[index + 1] + 1)
            }
        }
        return row[right.count]
    }
}
