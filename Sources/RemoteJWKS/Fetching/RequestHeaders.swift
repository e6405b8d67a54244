// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if RemoteJWKS
import JWTKMS
import KMSAPI

/// The headers that a user adds to the requests of one fetch. They may be secrets: they go where the user sent them.
struct RequestHeaders: Sendable {
    private let values: [String: String]
    private let home: DocumentURL

    /// - Parameter home: whose scheme, host and port they are for.
    /// - Throws: `KMSError` of kind `configuration` if one can't be sent; its value is not shown.
    init(_ values: [String: String], for home: DocumentURL) throws(KMSError) {
        for (name, value) in values {
            guard Self.isToken(name), !Self.own.contains(name.lowercased()) else {
                throw KMSError(
                    .configuration, message: "the header \(Excerpt.of(name)) can't be added to requests to \(home)")
            }
            guard value.utf8.allSatisfy({ (0x20..<0x7F).contains($0) || $0 == 0x09 }) else {
                throw KMSError(
                    .configuration,
                    message: "the value of the header \(Excerpt.of(name)) has characters that no header may have")
            }
        }
        (self.values, self.home) = (values, home)
    }

    /// Those of a request to this URL: none if it is elsewhere, such as a `jwks_uri` on another host.
    func sent(to url: DocumentURL) -> [(name: String, value: String)] {
        guard url.isSameOrigin(as: home) else { return [] }
        return values.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// What the requests have already, or what frames them.
    private static let own: Set<String> = [
        "accept", "connection", "content-length", "host", "if-none-match", "transfer-encoding", "user-agent",
    ]

    /// RFC 9110 section 5.6.2.
    private static func isToken(_ name: String) -> Bool {
        !name.isEmpty
            && name.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || "!#$%&'*+-.^_`|~".utf8.contains(byte)
            }
    }
}
#endif
