// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

extension Finding {
    /// What is known of a Region.
    ///
    /// - Parameters:
    ///   - name: the Region, and where it was found.
    ///   - isElsewhere: whether KMS is at an endpoint of the user's, where a Region may have any name.
    static func region(_ region: String, _ name: String, isElsewhere: Bool) -> Finding {
        guard !KnownRegions.contains(region) else { return .ok("Region", name) }
        guard KnownRegions.canExist(region) || isElsewhere else {
            return .failed("Region", KnownRegions.refusal(of: region, named: name))
        }
        return .notChecked(
            "Region", "\(name) is not a Region that this version knows\(KnownRegions.meant(by: region))")
    }
}
