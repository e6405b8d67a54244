// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if Tools
import HTTPTypes
import KMSAPI
import LocalKMS

/// Whom a request is signed for: the Region and the account whose keys it means.
struct Caller: Sendable {
    /// nil for the server's own.
    var region: String?
    /// nil for the server's own.
    var account: String?

    private init(region: String?, account: String?) { (self.region, self.account) = (region, account) }

    /// What a request says that nobody checks.
    ///
    /// - Throws: `KMSError`: `IncompleteSignatureException` where it says it twice, `InvalidSignatureException` where it is
    ///   signed for what is no Region.
    init(unchecked head: RequestHead) throws(KMSError) {
        guard let header = try AuthorizationHeader(head), let authorization = try? Authorization(header) else {
            self.init(region: nil, account: nil)
            return
        }
        self.init(authorization)
        guard region != nil else { throw .noRegion }
    }

    /// - Parameter account: the account that the access key is known to belong to.
    init(_ authorization: Authorization, account: String? = nil) {
        region = LocalKMS.isRegion(authorization.region) ? authorization.region : nil
        // Who emulates AWS takes an access key of 12 digits for the number of an account.
        let id = authorization.accessKeyID
        self.account = account ?? (Self.isAccount(id) ? id : nil)
    }

    private static func isAccount(_ text: String) -> Bool {
        text.utf8.count == 12 && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
}

extension KMSError {
    static var noRegion: KMSError {
        invalidSignature("Credential should be scoped to a valid Region, such as us-east-1.")
    }
}
#endif
