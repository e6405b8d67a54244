// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

/// What the KMS model demands of the owners whose keys ListKeys lists.
enum OwnerRules {
    private static let own = "SELF"
    private static let owners = [own, "OTHER_ACCOUNTS_VIA_RAM"]

    /// Whether the keys of the caller's account are listed.
    static func listsOwnKeys(_ requested: [String]?) throws(KMSError) -> Bool {
        guard let requested else { return true }
        let value = "[\(requested.joined(separator: ", "))]"
        guard (1...owners.count).contains(requested.count) else {
            throw .constraint(value, at: "resourceOwners", "have length between 1 and \(owners.count)")
        }
        guard requested.allSatisfy(owners.contains) else {
            throw .constraint(
                value, at: "resourceOwners",
                "satisfy constraint: [Member must satisfy enum value set: [\(owners.joined(separator: ", "))]]")
        }
        return requested.contains(own)
    }
}
