// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

public import JWTKit

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

extension ExpirationClaim {
    /// Makes an `exp` that ends a token's life so long after now, in whole seconds, rounded down: RFC 7519 section 4.1.4.
    ///
    ///     let payload = SessionPayload(sub: "ada", exp: ExpirationClaim(after: .seconds(900)))
    ///
    /// A rotation's `tokenLifetime` can be given as it is: the result is never later than that.
    ///
    /// - Parameters:
    ///   - lifetime: how long the token lives.
    ///   - now: when it is made.
    public init(after lifetime: Duration, now: Date = Date()) {
        self.init(value: Date(timeIntervalSince1970: (now.timeIntervalSince1970 + lifetime.seconds).rounded(.down)))
    }
}
