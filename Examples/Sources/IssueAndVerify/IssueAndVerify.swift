// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import JWTKMS
import LocalKMS

/// What a token says.
struct Session: JWTPayload {
    var iss: IssuerClaim
    var sub: SubjectClaim
    var exp: ExpirationClaim

    func verify(using algorithm: some JWTAlgorithm) async throws {}
}

/// An issuer and a verifier in one file. The embedded KMS stands for AWS: put `AWSKMSClient.withClient { kms in ... }` in
/// its place.
@main
struct IssueAndVerify {
    static func main() async throws {
        let kms = LocalKMS()
        try await kms.ensureKey(alias: "alias/sessions", spec: .eccNISTP256)

        let issuer = KMSKeyCollection(client: kms)
        let published = try await issuer.add("alias/sessions", algorithm: .es256)
        // Whole seconds: not every verifier reads a fraction.
        let expiration = Date(timeIntervalSince1970: (Date().timeIntervalSince1970 + 900).rounded())
        let token = try await issuer.sign(
            Session(iss: "https://issuer.example", sub: "ada", exp: .init(value: expiration)))
        print(token)

        // The verifier has the public key alone: no KMS, no account.
        let verifier = KMSKeyCollection()
        guard let pem = published.publicKeyPEM else { return }
        try verifier.add(
            publicKeyPEM: pem, algorithm: .es256,
            options: KeyOptions(requirements: Requirements(issuer: "https://issuer.example", requiresExpiration: true)))
        let session = try await verifier.verify(token, as: Session.self)
        print("verified: \(session.sub.value)")
    }
}
