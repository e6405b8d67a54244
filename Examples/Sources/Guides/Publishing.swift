// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

// The code of the guides "Publish your keys" and "Keep JWTKit's own collection".

import JWTKMS

func publishing(keys: KMSKeyCollection) async throws {
    let set = try await keys.jwks()
    _ = (set.json, set.etag)
}

func leavingOut(keys: KMSKeyCollection) async throws {
    let forAll = try await keys.jwks(without: [.es512, .edDSA, .ed25519, .mlDSA65, .mlDSA87])
    let forNewReaders = try await keys.jwks()
    _ = (forAll, forNewReaders)
}

struct Answer {
    var status: Int
    var headers: [String: String] = [:]
    var body = ""
}

/// GET /.well-known/jwks.json
func keySet(_ keys: KMSKeyCollection, ifNoneMatch: String?) async throws -> Answer {
    let set = try await keys.jwks()
    var answer = Answer(status: 200)
    answer.headers["ETag"] = set.etag
    answer.headers["Cache-Control"] = JSONWebKeySet.cacheControl(propagation: .seconds(2 * 3600))
    if let ifNoneMatch, set.matches(ifNoneMatch: ifNoneMatch) {
        answer.status = 304
        return answer
    }
    answer.headers["Content-Type"] = "application/jwk-set+json"
    answer.body = set.json
    return answer
}

func discovery(keys: KMSKeyCollection) throws {
    let metadata = try keys.metadata(
        issuer: "https://issuer.example/tenant", members: ["service_documentation": "https://issuer.example/docs"])

    // /tenant/.well-known/openid-configuration
    let openID = (metadata.path(of: .openIDConnect), metadata.json(of: .openIDConnect))
    // /.well-known/oauth-authorization-server/tenant
    let server = (metadata.path(of: .authorizationServer), metadata.json(of: .authorizationServer))
    _ = (openID, server)
}

func mirroring(keys: KMSKeyCollection, jwtKit: JWTKeyCollection) async throws {
    let mirror = keys.mirror(into: jwtKit)
    try await mirror.update()  // before the first request comes
    await mirror.run(every: .seconds(1))  // until its task is cancelled
}

func mirroringARemoval(keys: KMSKeyCollection, mirror: KeyMirror, kid: JWKIdentifier) async throws {
    keys.remove(kid: kid)
    try await mirror.update()  // there too, now
}
