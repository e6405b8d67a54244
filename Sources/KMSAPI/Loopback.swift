// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// The hosts of a URL that never leave this machine: RFC 1122 section 3.2.1.3 and RFC 4291 section 2.5.3.
package enum Loopback {
    /// Whether it is `localhost`, `::1`, or of 127.0.0.0/8 in four numbers without leading zeros: others are read in more
    /// than one way. No name is looked up, because the answer may change between the check and the request.
    package static func contains(_ host: String) -> Bool {
        if ["localhost", "::1", "[::1]"].contains(host) { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127"
            && parts.allSatisfy { part in UInt8(part).map { String($0) == part } ?? false }
    }
}
