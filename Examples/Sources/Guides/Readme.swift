// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import AWSKMS
import JWTKMS

struct SessionPayload: JWTPayload {
    var sub: SubjectClaim
    var exp: ExpirationClaim

    func verify(using algorithm: some JWTAlgorithm) throws {}
}

func readme(payload: SessionPayload) async throws {
    try await AWSKMSClient.withClient { kms in
        let keys = KMSKeyCollection(client: kms)
        try await keys.add("alias/sessions", algorithm: .es256)

        let token = try await keys.sign(payload)  // KMS Sign
        let session = try await keys.verify(token, as: SessionPayload.self)  // local, with the cached public key
        print("hello, \(session.sub.value)")
    }
}
