// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

// The code of the README and of the guides, block for block: Scripts/soundness.sh holds them against this file.

import AWSKMS
import JWTKMS
import LocalKMS
import Logging

func signing(keys: KMSKeyCollection, payload: SessionPayload) async throws {
    try await keys.add("alias/sessions", algorithm: .es256)
    try await keys.add(
        "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab", algorithm: .ps256,
        options: KeyOptions(kid: .name("billing"), type: "at+jwt"))

    let session = try await keys.sign(payload)  // the default key: the first one
    let access = try await keys.sign(payload, kid: "billing", header: ["cty": "example"])
    _ = (session, access)
}

func lifetime() -> SessionPayload {
    let payload = SessionPayload(sub: "ada", exp: ExpirationClaim(after: .seconds(900)))
    return payload
}

func signOnly(keys: KMSKeyCollection, arn: String) async throws {
    try await keys.add(
        arn, algorithm: .es256,
        options: KeyOptions(kid: .name("sessions"), verification: .remote, checksNewSignatures: false))
}

func verifying(token: String, pem: String) async throws {
    let keys = KMSKeyCollection()
    try keys.add(
        publicKeyPEM: pem, algorithm: .es256,
        options: KeyOptions(requirements: Requirements(issuer: "https://issuer.example", requiresExpiration: true)))

    let session = try await keys.verify(
        token, as: SessionPayload.self, requiring: Requirements(audience: "api", leeway: .seconds(30)))
    _ = session
}

func remote(keys: KMSKeyCollection) async throws {
    try await keys.add("alias/sessions", algorithm: .es256, options: KeyOptions(verification: .remote))
}

func choosing(keys: KMSKeyCollection) async throws {
    try await keys.add("alias/sessions", algorithm: .es256)  // when in doubt
    try await keys.add("alias/edwards", algorithm: .ed25519)
    try await keys.add("alias/internal", algorithm: .hs256)
    try await keys.add("alias/quantum", algorithm: .mlDSA65)
}

func creating(kms: some KMSAdministration) async throws {
    _ = try await kms.createKey(CreateKeyRequest(keySpec: .eccNISTEdwards25519))
    _ = try await kms.createKey(CreateKeyRequest(keySpec: .hmac256))
    _ = try await kms.createKey(CreateKeyRequest(keySpec: .mlDSA65))
}

func errors(keys: KMSKeyCollection, token: String) async -> Int {
    do {
        _ = try await keys.verify(token, as: SessionPayload.self)
        return 200
    } catch let error as JWTError {
        return error.suggestedStatus  // 401: the token is bad
    } catch let error as KMSError {
        return error.suggestedStatus  // 503 if it isRetryable, else 500
    } catch {
        return 401  // what SessionPayload's own verify(using:) throws; or CancellationError, when nobody waits any more
    }
}

func caching(kms: some KMSClient) async throws {
    let keys = KMSKeyCollection(
        client: kms, cache: .expiring(after: .seconds(3600)).keepingPreviousKey(for: .seconds(86_400)))
    try await keys.add("alias/sessions", algorithm: .es256)

    keys.clearPublicKeys()  // the next use fetches them again
    try await keys.resolveAgain()  // the alias is read anew, now
}

func remembering(kms: some KMSClient) {
    let keys = KMSKeyCollection(client: kms, verifiedTokens: .remembering(entries: 10_000, bytes: 16 << 20))
    _ = keys
}

func developing() async throws {
    let kms = try LocalKMS(folder: ".jwt-kms")
    try await kms.ensureKey(alias: "alias/sessions", spec: .eccNISTP256)
}

func migrating(hmac: HMACKey) async throws {
    try await AWSKMSClient.withClient { kms in
        let keys = KMSKeyCollection(client: kms)
        try await keys.add("alias/sessions", algorithm: .es256)  // new tokens
        try await keys.add(hmac: hmac, digestAlgorithm: .sha256, kid: "2025")  // old ones still verify
    }
}

func migratingFirst(keys: KMSKeyCollection, hmac: HMACKey) async throws {
    try await keys.add(hmac: hmac, digestAlgorithm: .sha256)  // signs, as before
    try await keys.add("alias/sessions", algorithm: .es256)  // verifies
}

func migratingThen(keys: KMSKeyCollection, hmac: HMACKey) async throws {
    try await keys.add("alias/sessions", algorithm: .es256)  // signs
    try await keys.add(hmac: hmac, digestAlgorithm: .sha256)  // verifies the old tokens
}

func reaching() async throws {
    try await AWSKMSClient.withClient { kms in
        let keys = KMSKeyCollection(client: kms)
        try await keys.add("alias/sessions", algorithm: .es256)
    }
}

func configuring(logger: Logger, serve: (AWSKMSClient) async throws -> Void) async throws {
    let configuration = AWSKMSClient.Configuration(
        region: "eu-west-1", profile: "production", maximumAttempts: 5, requestTimeout: .seconds(5))
    try await AWSKMSClient.withClient(configuration: configuration, logger: logger) { kms in
        try await serve(kms)
    }
}
