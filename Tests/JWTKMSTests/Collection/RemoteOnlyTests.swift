// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import JWTKMS
import Synchronization
import Testing

/// Keys of types that no library here can verify with. PeerTests do the same with signatures that `cryptography` makes.
@Suite("Keys that KMS alone verifies with")
struct RemoteOnlyTests {
    /// A public key and a signature with a short r, made by Python's `cryptography`.
    static let secp256k1 = StubKMS(
        .eccSECGP256K1,
        "MFYwEAYHKoZIzj0CAQYFK4EEAAoDQgAESceimFDUxvl0GdAgPX/G/dMuyaHhDuCAJCvYX2CopkSPXptySMgNHqCgwmIH2/6YzTxyOO+4ND6isU5A"
            + "twNz/g==",
        signature: "MEQCH39PWtpZh6HvNG54JiRGMB6PQsqF5AMhqYb1vVh+tFACIQDGn+VAQUm13QRt7oESKj42mUXGPuUIKhW1fDVh027Zdw==")
    static let thumbprint = "xjcjngVjPF1Ib3Zd707QXlsitbQP0uKI5Mm4aNgJSjM"

    static let mlDSA44 = StubKMS(
        .mlDSA44,
        Data(
            [
                0x30, 0x82, 0x05, 0x32, 0x30, 0x0B, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x03, 0x11,
                0x03,
            ]
                + [0x82, 0x05, 0x21, 0x00] + [UInt8](repeating: 7, count: 1312)),
        signature: Data(repeating: 9, count: 2420))

    @Test("ES256K is used only where it is named")
    func named() async throws {
        let error = await kmsError { try await KMSKeyCollection(client: Self.secp256k1).add("alias/x") }
        #expect(error?.kind == .configuration)
        #expect(error?.message.contains("ECC_SECG_P256K1) is used only where its algorithm is named: ES256K") == true)
    }

    @Test("ES256K never goes unasked: KMS calls a P-256 signature by the same name")
    func otherCurve() async throws {
        let kms = RecordingKMS()
        let arn = try await kms.kms.makeKey(.eccNISTP256)
        let options = KeyOptions(kid: .name("k"), verification: .remote, checksNewSignatures: false)
        let error = await kmsError {
            try await KMSKeyCollection(client: kms).add(arn, algorithm: .es256k, options: options)
        }
        #expect(error?.kind == .invalidKeyUsage)
    }

    @Test("an ES256K token has r and s of 32 bytes each, and KMS is given the DER that it answered")
    func es256k() async throws {
        let kms = Self.secp256k1
        let keys = KMSKeyCollection(client: kms)
        let info = try await keys.add("alias/x", algorithm: .es256k)
        #expect(info.kid?.string == Self.thumbprint)
        let token = try await keys.sign(Session())
        let signature = try CompactToken(Array(token.utf8)).signature
        #expect(signature.count == 64 && signature[0] == 0 && signature[1] == 0x7F)
        #expect(try await keys.verify(token, as: Session.self).sub == "ada")
        #expect(kms.verified == [kms.signature])
        let jwk = try #require(keys.keys.first).jwk
        #expect(jwk.contains(#""crv":"secp256k1""#) && jwk.contains(#""alg":"ES256K""#) && jwk.contains(#""kty":"EC""#))
    }

    @Test("an ML-DSA-44 token needs no algorithm named, and its signature is KMS's")
    func mlDSA() async throws {
        let kms = Self.mlDSA44
        let keys = KMSKeyCollection(client: kms)
        #expect(try await keys.add("alias/x").algorithm == "ML-DSA-44")
        let token = try await keys.sign(Session())
        #expect(try CompactToken(Array(token.utf8)).signature == Array(kms.signature))
        #expect(try await keys.verify(token, as: Session.self).sub == "ada")
        let jwk = try #require(keys.keys.first).jwk
        #expect(jwk.contains(#""kty":"AKP""#) && jwk.contains(#""alg":"ML-DSA-44""#))
    }

    @Test("they can't be asked to verify locally, nor be a public key alone", arguments: [secp256k1, mlDSA44])
    func local(_ kms: StubKMS) async throws {
        let algorithm: JWSAlgorithm = kms.spec == .mlDSA44 ? .mlDSA44 : .es256k
        let keys = KMSKeyCollection(client: kms)
        let error = await kmsError {
            try await keys.add("alias/x", algorithm: algorithm, options: .init(verification: .local))
        }
        #expect(
            error?.kind == .configuration && error?.message.contains("can't be verified locally: no library") == true)
        let pem = try #require(try await keys.add("alias/x", algorithm: algorithm).publicKeyPEM)
        let alone = #expect(throws: KMSError.self) {
            try KMSKeyCollection().add(publicKeyPEM: pem, algorithm: algorithm)
        }
        #expect(alone?.kind == .configuration)
        let jwk = try #require(keys.keys.first).jwk
        #expect(throws: KMSError.self) { try KMSKeyCollection().add(jwks: #"{"keys":[\#(jwk)]}"#) }
    }

    @Test("a signature that is none of theirs is never handed out", arguments: [secp256k1, mlDSA44])
    func refused(_ kms: StubKMS) async throws {
        let bad = StubKMS(kms.spec, kms.publicKey, signature: kms.signature.dropLast() + [0, 0])
        let keys = KMSKeyCollection(client: bad)
        try await keys.add("alias/x", algorithm: kms.spec == .mlDSA44 ? .mlDSA44 : .es256k)
        #expect(await kmsError { try await keys.sign(Session()) }?.kind == .signatureSelfCheckFailed)
    }
}

/// A KMS of one key that answers one signature to everything.
final class StubKMS: KMSClient, CustomTestStringConvertible {
    static let arn = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    let spec: KeySpec
    let publicKey: Data
    let signature: Data
    private let asked = Mutex<[Data]>([])

    init(_ spec: KeySpec, _ publicKey: Data, signature: Data) {
        (self.spec, self.publicKey, self.signature) = (spec, publicKey, signature)
    }

    convenience init(_ spec: KeySpec, _ publicKey: String, signature: String) {
        self.init(spec, Data(base64Encoded: publicKey) ?? Data(), signature: Data(base64Encoded: signature) ?? Data())
    }

    var testDescription: String { spec.rawValue }

    /// The signatures that were to be verified.
    var verified: [Data] { asked.withLock { $0 } }

    func sign(_ request: SignRequest) async throws -> SignResponse {
        SignResponse(keyID: Self.arn, signature: signature, signingAlgorithm: request.signingAlgorithm)
    }

    func verify(_ request: VerifyRequest) async throws -> VerifyResponse {
        asked.withLock { $0.append(request.signature) }
        return VerifyResponse(
            keyID: Self.arn, signatureValid: request.signature == signature, signingAlgorithm: request.signingAlgorithm)
    }

    func getPublicKey(_ request: GetPublicKeyRequest) async throws -> GetPublicKeyResponse {
        GetPublicKeyResponse(
            keyID: Self.arn, publicKey: publicKey, keySpec: spec, keyUsage: .signVerify,
            signingAlgorithms: [spec == .mlDSA44 ? .mlDSASHAKE256 : .ecdsaSHA256])
    }
}
