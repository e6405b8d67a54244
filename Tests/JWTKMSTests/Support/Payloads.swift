// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import JWTKMS

/// Claims that check nothing by themselves.
struct Session: JWTPayload, Equatable {
    var sub = "ada"
    var exp: ExpirationClaim?
    var aud: AudienceClaim?

    func verify(using algorithm: some JWTAlgorithm) async throws {}
}

/// Claims of any shape.
struct Anything: JWTPayload {
    func verify(using algorithm: some JWTAlgorithm) async throws {}
}

/// What a payload of the user's may throw.
struct NotToday: Error {}

/// Claims whose own check says no.
struct Stubborn: JWTPayload {
    func verify(using algorithm: some JWTAlgorithm) async throws { throw NotToday() }
}
