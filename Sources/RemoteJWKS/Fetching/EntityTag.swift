// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if RemoteJWKS
/// What a server calls one version of a document: RFC 9110 section 8.8.3.
struct EntityTag: Sendable {
    static let maximumBytes = 256

    /// As it is sent back.
    let text: String

    /// nil for what is no tag: in `If-None-Match` a `*` or a list would stand for more than this version, and the
    /// document would be taken for unchanged for ever.
    init?(_ text: String) {
        let opaque = text.hasPrefix("W/") ? text.dropFirst(2) : text[...]
        guard text.utf8.count <= Self.maximumBytes, opaque.utf8.count >= 2, opaque.utf8.first == Self.quote,
            opaque.utf8.last == Self.quote,
            opaque.utf8.dropFirst().dropLast().allSatisfy({ (0x21..<0x7F).contains($0) && $0 != Self.quote })
        else { return nil }
        self.text = text
    }

    private static let quote = UInt8(ascii: "\"")
}
#endif
