// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Where a grant is: what a grant token stands for. A token allows nothing here, so it is no secret.
struct GrantReference {
    let place: KeyPlace
    let id: String

    /// A new id, which no other grant has: 64 hexadecimal digits.
    static func newID() -> String {
        (UUID().uuidString + UUID().uuidString).lowercased().filter { $0 != "-" }
    }

    static func isID(_ text: String) -> Bool {
        text.utf8.count == 64
            && text.utf8.allSatisfy {
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                    || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
            }
    }

    /// A token, which no other request gets.
    func newToken() -> String {
        let parts = [place.scope.account, place.scope.region, place.id.description, id, UUID().uuidString]
        return Data(parts.joined(separator: ":").utf8).base64EncodedString()
    }
}

extension GrantReference {
    /// What a token stands for.
    ///
    /// - Throws: ``KMSError``: `InvalidGrantTokenException`.
    init(token: String) throws(KMSError) {
        let bytes = Data(base64Encoded: token) ?? Data()
        let parts = String(decoding: bytes, as: UTF8.self).split(separator: ":").map(String.init)
        guard parts.count == 5, let scope = try? Scope(checking: parts[1], account: parts[0]),
            let key = KeyID(parts[2]), Self.isID(parts[3])
        else {
            throw KMSError(.invalidGrantToken, message: "The grant token is not one that CreateGrant returned.")
        }
        self.init(place: KeyPlace(scope: scope, id: key), id: parts[3])
    }
}
