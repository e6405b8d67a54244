// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import JWTKit

@testable import JWTKMS

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

/// A payload of arrays in arrays.
struct Nested: JWTPayload {
    let depth: Int

    init(depth: Int) { self.depth = depth }
    init(from decoder: any Decoder) throws { depth = 0 }

    func encode(to encoder: any Encoder) throws {
        enum Key: CodingKey { case nested }
        var object = encoder.container(keyedBy: Key.self)
        try Self.nest(depth - 1, in: object.nestedUnkeyedContainer(forKey: .nested))
    }

    private static func nest(_ depth: Int, in container: any UnkeyedEncodingContainer) throws {
        guard depth > 1 else { return }
        var container = container
        try nest(depth - 1, in: container.nestedUnkeyedContainer())
    }

    func verify(using algorithm: some JWTAlgorithm) throws {}
}

/// Claims as the test writes them.
struct Written: JWTSerializer {
    let json: String
    var jsonEncoder: any JWTJSONEncoder { JSONEncoder() }

    func serialize(_ payload: some JWTPayload, header: JWTHeader) throws -> Data {
        Data(Base64URL.encodeToString(Array(json.utf8)).utf8)
    }
}
