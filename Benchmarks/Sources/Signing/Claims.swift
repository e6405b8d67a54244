// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import JWTKit

/// What an access token of a web service holds, as in Peers/golang-kms.
struct Claims: JWTPayload {
    var iss = IssuerClaim(value: "https://issuer.example.com")
    var sub = SubjectClaim(value: "248289761001")
    var aud = AudienceClaim(value: ["https://api.example.com"])
    var exp = ExpirationClaim(value: Date(timeIntervalSinceNow: 3600))
    var iat = IssuedAtClaim(value: Date())
    var jti = IDClaim(value: "dd1b32a4")
    var scope = "openid profile orders:read"
    var roles = ["reader", "writer", "auditor"]

    func verify(using algorithm: some JWTAlgorithm) throws { try exp.verifyNotExpired() }
}
