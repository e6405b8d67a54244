// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

// What a server says of the set beside it, and what it answers to those who have it.
extension JSONWebKeySet {
    /// A value for `Cache-Control`, RFC 9111 section 5.2.2: how long verifiers and what is between may keep the set.
    ///
    /// Half of the time for which a key is published before it signs, so that nobody still holds a set without it when
    /// it does, with the other half for caches behind caches, clocks and a fetch that fails; at most an hour, because a
    /// key that is revoked is believed for as long.
    ///
    /// - Parameter propagation: how long a key is published before it signs, in your rotation.
    public static func cacheControl(propagation: Duration) -> String {
        "public, max-age=\(min(max(propagation.components.seconds / 2, 0), 3_600))"
    }

    /// Whether who asks has this set already, so that 304 (Not Modified) is the answer: RFC 9110 section 13.1.2.
    ///
    /// - Parameter ifNoneMatch: the value of the request's `If-None-Match`.
    public func matches(ifNoneMatch: String) -> Bool {
        ifNoneMatch.split(separator: ",").contains { part in
            let tag = part.drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }.reversed()
            // Weak comparison: a proxy that compressed the set has marked its tag so.
            let opaque = tag.starts(with: "W/") ? Array(tag.dropFirst(2)) : Array(tag)
            return opaque == Array(etag) || opaque == ["*"]
        }
    }
}
