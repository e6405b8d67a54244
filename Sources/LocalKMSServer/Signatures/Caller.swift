// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if Tools
import HTTPTypes

/// Whom a request is signed for: the Region and the account whose keys it means.
struct Caller: Sendable {
    /// nil for the server's own.
    var region: String?
    /// nil for the server's own.
    var account: String?

    private init(region: String?, account: String?) { (self.region, self.account) = (region, account) }

    /// What a request says that nobody checks.
    init(unchecked head: RequestHead) {
        guard let header = head.headerFields[.authorization], let authorization = try? Authorization(header) else {
            self.init(region: nil, account: nil)
            return
        }
        self.init(authorization)
    }

    /// - Parameter account: the account that the access key is known to belong to.
    init(_ authorization: Authorization, account: String? = nil) {
        region = Self.isRegion(authorization.region) ? authorization.region : nil
        // Who emulates AWS takes an access key of 12 digits for the number of an account.
        let id = authorization.accessKeyID
        self.account = account ?? (Self.isAccount(id) ? id : nil)
    }

    /// Both become part of ARNs.
    private static func isRegion(_ text: String) -> Bool {
        (1...63).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
            }
    }

    private static func isAccount(_ text: String) -> Bool {
        text.utf8.count == 12 && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
}
#endif
