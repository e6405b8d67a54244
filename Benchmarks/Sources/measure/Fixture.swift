// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation

/// What every program of the comparison reads: tokens, keys, and which case is which. fixture.py wrote it.
struct Fixture: Decodable {
    struct Case: Decodable {
        /// The `alg` of the token.
        let algorithm: String
        /// The `kid` of the token.
        let kid: String
        let token: String
        /// How many bytes the payload has.
        let payloadBytes: Int
        /// What the payload is decoded as: `registered` claims, or `any`.
        let payload: String
        let publicKeyPEM: String
        let privateKeyPEM: String
    }

    /// By names such as `ES256` and `claims-2000`.
    let cases: [String: Case]
    /// A token lives until then at least, and names this issuer.
    let issuer: String

    static func read(_ path: String) throws -> Fixture {
        try JSONDecoder().decode(Fixture.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
    }
}
