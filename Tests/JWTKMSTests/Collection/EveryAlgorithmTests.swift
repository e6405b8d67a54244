// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Crypto
import Foundation
import JWTKMS
import LocalKMS
import Testing

@Suite("Every algorithm that LocalKMS has")
struct EveryAlgorithmTests {
    static let algorithms = JWSAlgorithm.all.filter { ![.es256k, .mlDSA44].contains($0) }
    let kms = RecordingKMS()

    @Test("a token is signed and verified, and refused with a bit flipped", arguments: algorithms)
    func roundTrip(_ algorithm: JWSAlgorithm) async throws {
        let arn = try await kms.kms.makeKey(algorithm.keySpecs[0])
        for verification in [nil, .remote] as [KeyOptions.Verification?] {
            let keys = KMSKeyCollection(client: kms)
            try await keys.add(arn, algorithm: algorithm, options: .init(verification: verification))
            let token = try await keys.sign(Session())
            #expect(try await keys.verify(token, as: Session.self).sub == "ada")
            let error = await jwtError { try await keys.verify(tampered(token), as: Session.self) }
            #expect(error?.errorType == .signatureVerificationFailed)
        }
        let calls = kms.count(.verify) + kms.count(.verifyMac)
        #expect(calls == (algorithm.verifiesLocally ? 2 : 4))
    }

    @Test("a token of another algorithm of the same key is refused by its header", arguments: ["EdDSA", "Ed25519"])
    func polymorphic(_ name: String) async throws {
        let arn = try await kms.kms.makeKey(.eccNISTEdwards25519)
        let (issuer, verifier) = (KMSKeyCollection(client: kms), KMSKeyCollection(client: kms))
        try await issuer.add(arn, algorithm: JWSAlgorithm(name: name), options: .init(kid: .name("k")))
        try await verifier.add(
            arn, algorithm: name == "EdDSA" ? .ed25519 : .edDSA, options: .init(kid: .name("k")))
        let token = try await issuer.sign(Session())
        #expect(await jwtError { try await verifier.verify(token, as: Session.self) }?.errorType == .invalidHeaderField)
    }

    @Test("an Ed25519 key needs its algorithm named, for it serves two")
    func twoNames() async throws {
        let arn = try await kms.kms.makeKey(.eccNISTEdwards25519)
        let keys = KMSKeyCollection(client: kms)
        let error = await kmsError { try await keys.add(arn) }
        #expect(error?.kind == .configuration)
        #expect(error?.message.contains("EdDSA, Ed25519") == true)
    }

    @Test("a key that serves one algorithm needs none named", arguments: ["ML_DSA_65", "ML_DSA_87", "HMAC_384"])
    func oneName(_ spec: String) async throws {
        let arn = try await kms.kms.makeKey(KeySpec(rawValue: spec))
        let info = try await KMSKeyCollection(client: kms).add(arn)
        #expect(info.algorithm == JWSAlgorithm.serving(KeySpec(rawValue: spec))[0].name)
    }

    @Test("new signatures that are not the key's are never handed out", arguments: [JWSAlgorithm.edDSA, .mlDSA65])
    func selfCheck(_ algorithm: JWSAlgorithm) async throws {
        let keys = KMSKeyCollection(client: kms)
        try await keys.add(try await kms.kms.makeKey(algorithm.keySpecs[0]), algorithm: algorithm)
        for change in [{ $0.dropLast() }, { $0 + [0] }, { $0.dropLast() + [$0.last! ^ 1] }]
            as [@Sendable (Data) -> Data]
        {
            kms.change { hooks in
                hooks.sign = { _, answer in
                    SignResponse(
                        keyID: answer.keyID, signature: change(answer.signature),
                        signingAlgorithm: answer.signingAlgorithm)
                }
            }
            #expect(await kmsError { try await keys.sign(Session()) }?.kind == .signatureSelfCheckFailed)
        }
    }

    @Test("the whole message goes to KMS, not its digest, for the algorithms that hash by themselves")
    func wholeMessages() async throws {
        for algorithm in [JWSAlgorithm.edDSA, .mlDSA87, .es256] {
            let keys = KMSKeyCollection(client: kms)
            try await keys.add(try await kms.kms.makeKey(algorithm.keySpecs[0]), algorithm: algorithm)
            kms.change { hooks in
                hooks.sign = { request, answer in
                    #expect(request.messageType == (algorithm == .es256 ? .digest : .raw))
                    #expect((request.message.count == 32) == (algorithm == .es256))
                    return answer
                }
            }
            _ = try await keys.sign(Session())
        }
    }

    @Test("the token of RFC 8037, appendix A.4, verifies with the key of A.2, named by the thumbprint of A.3")
    func rfc8037() async throws {
        let keys = KMSKeyCollection()
        let set =
            #"{"keys":[{"kty":"OKP","crv":"Ed25519","kid":"k","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#
        let key = try keys.add(jwks: set, algorithm: .edDSA)[0]
        try keys.add(publicKeyPEM: #require(key.publicKeyPEM), algorithm: .edDSA, options: .init(isDefault: true))
        #expect(keys.keys.last?.kid?.string == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k")
        let token =
            "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc."
            + "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
        let signed = try await keys.verifySignature(Array(token.utf8))
        #expect(signed.payload == Array("Example of Ed25519 signing".utf8))
    }
}
