// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Crypto
import Foundation
import JWTKMS
import LocalKMS
import Testing

@Suite("HMAC keys of KMS")
struct HMACKeyTests {
    let kms = RecordingKMS()

    private func add(
        _ keys: KMSKeyCollection, options: KeyOptions = .init()
    ) async throws -> String {
        let arn = try await kms.kms.makeKey(.hmac256, alias: "alias/mac")
        try await keys.add("alias/mac", algorithm: .hs256, options: options)
        return arn
    }

    @Test("an alias is resolved by DescribeKey to an ARN, and the key is named by its id")
    func resolving() async throws {
        let keys = KMSKeyCollection(client: kms)
        let arn = try await add(keys)
        let info = try #require(keys.keys.first)
        #expect(info.arn == arn && info.algorithm == "HS256" && info.publicKeyDER == nil)
        #expect(info.kid?.string == KeyARN(arn)?.keyID)
        let token = try await keys.sign(Session())
        _ = try await keys.verify(token, as: Session.self)
        #expect(kms.calls.map(\.0) == [.describeKey, .generateMac, .verifyMac])
        #expect(kms.calls.dropFirst().allSatisfy { $0.1 == arn })
    }

    @Test("a key ARN with its algorithm needs no call")
    func arn() async throws {
        let arn = try await kms.kms.makeKey(.hmac512)
        try await KMSKeyCollection(client: kms).add(arn, algorithm: .hs512)
        #expect(kms.calls.isEmpty)
    }

    @Test("without an algorithm KMS is asked what it is")
    func unnamed() async throws {
        let arn = try await kms.kms.makeKey(.hmac384)
        #expect(try await KMSKeyCollection(client: kms).add(arn).algorithm == "HS384")
        #expect(kms.calls.map(\.0) == [.getPublicKey, .describeKey])
    }

    @Test("what such a key can't do is refused, with no call and with the reason")
    func refused() async throws {
        let keys = KMSKeyCollection(client: kms)
        let arn = try await kms.kms.makeKey(.hmac256)
        let local = await kmsError { try await keys.add(arn, algorithm: .hs256, options: .init(verification: .local)) }
        #expect(local?.kind == .configuration)
        #expect(local?.message.contains("there is no public key, and the secret stays in KMS") == true)
        let named = await kmsError { try await keys.add(arn, algorithm: .hs256, options: .init(kid: .thumbprint)) }
        #expect(named?.kind == .configuration)
        #expect(kms.calls.isEmpty)
        let other = await kmsError { try await keys.add(arn, algorithm: .es256) }
        #expect(other?.kind == .invalidKeyUsage && other?.message.contains("it serves HS256") == true)
        let wrong = await kmsError { try await keys.add(String(arn.split(separator: "/").last!), algorithm: .hs512) }
        #expect(wrong?.kind == .invalidKeyUsage)
        #expect(keys.keys.isEmpty)
    }

    @Test("a key for signatures is no HMAC key")
    func notHMAC() async throws {
        let arn = try await kms.kms.makeKey(.eccNISTP256, alias: "alias/ec")
        for reference in ["alias/ec", String(arn.split(separator: "/").last!)] {
            let error = await kmsError { try await KMSKeyCollection(client: kms).add(reference, algorithm: .hs256) }
            #expect(error?.kind == .invalidKeyUsage)
        }
    }

    @Test("a KMS that has no public key of a key for signatures has no key for us")
    func noPublicKey() async throws {
        let arn = try await kms.kms.makeKey(.eccNISTP256)
        kms.change { $0.getPublicKey = { _ in throw KMSError(.unsupportedOperation, message: "") } }
        let error = await kmsError { try await KMSKeyCollection(client: kms).add(arn) }
        #expect(error?.kind == .invalidKeyUsage && error?.operation == .describeKey)
    }

    @Test("a key that is disabled or to be deleted is not added by its alias", arguments: [true, false])
    func states(isDisabled: Bool) async throws {
        let arn = try await kms.kms.makeKey(.hmac256, alias: "alias/mac")
        if isDisabled {
            try await kms.kms.disableKey(.init(keyID: arn))
        } else {
            _ = try await kms.kms.scheduleKeyDeletion(.init(keyID: arn))
        }
        let error = await kmsError { try await KMSKeyCollection(client: kms).add("alias/mac", algorithm: .hs256) }
        #expect(error?.kind == (isDisabled ? .disabled : .kmsInvalidState))
    }

    @Test("a key that is Updating can be used; one that is being created may be tried again")
    func passingStates() async throws {
        let arn = try await kms.kms.makeKey(.hmac256, alias: "alias/mac")
        for (state, isUsed) in [(KeyState.updating, true), (.creating, false)] {
            kms.change { hooks in
                hooks.describeKey = { _, answer in
                    var answer = answer
                    answer.keyMetadata.keyState = state
                    return answer
                }
            }
            let keys = KMSKeyCollection(client: kms)
            do {
                try await keys.add("alias/mac", algorithm: .hs256)
                #expect(isUsed && keys.keys.first?.arn == arn)
            } catch let error as KMSError {
                #expect(!isUsed && error.isRetryable)
            }
        }
    }

    @Test("what KMS says of a key is held against itself")
    func lies() async throws {
        _ = try await kms.kms.makeKey(.hmac256, alias: "alias/mac")
        for change in [
            { $0.arn = "evil\nzzz" }, { $0.keyID = "other" }, { $0.macAlgorithms = [.hmacSHA512] },
            { $0.macAlgorithms = [] }, { $0.keyUsage = .signVerify }, { $0.keySpec = nil },
        ] as [@Sendable (inout KeyMetadata) -> Void] {
            kms.change { hooks in
                hooks.describeKey = { _, answer in
                    var answer = answer
                    change(&answer.keyMetadata)
                    return answer
                }
            }
            #expect(
                await kmsError { try await KMSKeyCollection(client: kms).add("alias/mac", algorithm: .hs256) } != nil)
        }
    }

    @Test("of a key before that KMS has ended a forged token is a bad token; of one that can't be asked it is not told")
    func keysBefore() async throws {
        let keys = KMSKeyCollection(client: kms)
        let old = try await add(keys, options: .init(kid: .name("k")))
        let good = try await keys.sign(Session())
        let next = try await kms.kms.makeKey(.hmac256)
        try await kms.kms.move("alias/mac", to: next)
        try await keys.resolveAgain()
        let forged = try tampered(try await keys.sign(Session()))
        // The current one can't be used: a token of the one before is as good as ever.
        try await kms.kms.disableKey(.init(keyID: next))
        #expect(try await keys.verify(good, as: Session.self).sub == "ada")
        #expect(await kmsError { try await keys.verify(forged, as: Session.self) }?.kind == .disabled)
        try await kms.kms.enableKey(.init(keyID: next))
        try await kms.kms.disableKey(.init(keyID: old))
        let error = await jwtError { try await keys.verify(forged, as: Session.self) }
        #expect(error?.errorType == .signatureVerificationFailed)
        kms.change { hooks in
            hooks.verifyMac = { request in
                if request.keyID == old { throw KMSError(.timeout, message: "") }
                return nil
            }
        }
        #expect(await kmsError { try await keys.verify(forged, as: Session.self) }?.kind == .timeout)
    }

    @Test("a key that KMS ended does not come back when its alias names another")
    func ended() async throws {
        let time = HandClock()
        let keys = KMSKeyCollection(
            client: kms, cache: .expiring(after: .seconds(60), grace: .zero), clock: time.clock)
        let old = try await add(keys)
        try await kms.kms.disableKey(.init(keyID: old))
        time.advance(by: .seconds(61))
        #expect(await kmsError { try await keys.sign(Session()) }?.kind == .disabled)
        try await kms.kms.move("alias/mac", to: try await kms.kms.makeKey(.hmac256))
        time.advance(by: .seconds(61))
        _ = try await keys.sign(Session())
        #expect(keys.keys.count == 1)
    }

    @Test("errors say what was asked of KMS: GenerateMac and VerifyMac")
    func operations() async throws {
        let keys = KMSKeyCollection(client: kms)
        let arn = try await add(keys)
        kms.change { $0.generateMac = { _, answer in .init(keyID: answer.keyID, mac: Data(count: 31)) } }
        let short = await kmsError { try await keys.sign(Session()) }
        #expect(short?.operation == .generateMac && short?.keyReference == arn)
        let long = await kmsError { try await keys.sign(Session(sub: String(repeating: "x", count: 4096))) }
        #expect(long?.operation == .generateMac && long?.keyReference == arn)
    }

    @Test("a client that lacks a protocol is told which")
    func protocols() async throws {
        let arn = try await kms.kms.makeKey(.hmac256, alias: "alias/mac")
        let (bare, macs) = (SignaturesOnly(kms: kms.kms), MACsWithoutDirectory(kms: kms.kms))
        let mac = await kmsError { try await KMSKeyCollection(client: bare).add(arn, algorithm: .hs256) }
        #expect(mac?.kind == .configuration && mac?.message.contains("KMSMACClient") == true)
        let directory = await kmsError { try await KMSKeyCollection(client: macs).add("alias/mac", algorithm: .hs256) }
        #expect(directory?.kind == .configuration && directory?.message.contains("KMSKeyDirectory") == true)
        let keys = KMSKeyCollection(client: macs)
        try await keys.add(arn, algorithm: .hs256)
        _ = try await keys.verify(try await keys.sign(Session()), as: Session.self)
    }

    @Test("KMS's two ways of saying no are both a bad token, and an answer without either is none")
    func answers() async throws {
        let keys = KMSKeyCollection(client: kms)
        let arn = try await add(keys)
        let token = try await keys.sign(Session())
        for (answer, isBad) in [(false, true), (nil, false)] as [(Bool?, Bool)] {
            kms.change { $0.verifyMac = { _ in VerifyMacResponse(keyID: arn, macValid: answer) } }
            if isBad {
                let error = await jwtError { try await keys.verify(token, as: Session.self) }
                #expect(error?.errorType == .signatureVerificationFailed)
            } else {
                #expect(await kmsError { try await keys.verify(token, as: Session.self) }?.kind == .malformedResponse)
            }
        }
        let answers: [VerifyMacResponse] = [
            .init(keyID: "other", macValid: true), .init(keyID: arn, macValid: true, macAlgorithm: .hmacSHA512),
        ]
        for answer in answers {
            kms.change { $0.verifyMac = { _ in answer } }
            #expect(await kmsError { try await keys.verify(token, as: Session.self) }?.kind == .malformedResponse)
        }
    }

    @Test("what KMS answers to GenerateMac is not believed")
    func generated() async throws {
        let keys = KMSKeyCollection(client: kms)
        let arn = try await add(keys)
        let answers: [(GenerateMacResponse, KMSError.Kind)] = [
            (.init(keyID: arn, mac: Data(count: 31)), .signatureSelfCheckFailed),
            (.init(keyID: arn, mac: Data()), .signatureSelfCheckFailed),
            (.init(keyID: "other", mac: Data(count: 32)), .malformedResponse),
            (.init(keyID: arn, mac: Data(count: 32), macAlgorithm: .hmacSHA384), .malformedResponse),
        ]
        for (answer, kind) in answers {
            kms.change { $0.generateMac = { _, _ in answer } }
            #expect(await kmsError { try await keys.sign(Session()) }?.kind == kind)
        }
        // A bare id, as moto answers it.
        kms.change { hooks in
            hooks.generateMac = { _, answer in
                .init(keyID: String(answer.keyID.split(separator: "/").last!), mac: answer.mac)
            }
        }
        _ = try await keys.sign(Session())
    }

    @Test("a MAC of the wrong length, and a header that names another algorithm, cost no call")
    func noCall() async throws {
        let keys = KMSKeyCollection(client: kms)
        _ = try await add(keys, options: .init(kid: .name("k")))
        let calls = kms.calls.count
        let (mac, payload) = (Base64URL.encodeToString([UInt8](repeating: 1, count: 32)), "e30")
        for (header, signature, type) in [
            (#"{"alg":"HS256","kid":"k"}"#, String(mac.dropLast(4)), JWTError.ErrorType.signatureVerificationFailed),
            (#"{"alg":"HS512","kid":"k"}"#, mac, .invalidHeaderField),
            (#"{"alg":"ES256","kid":"k"}"#, mac, .invalidHeaderField),
            (#"{"alg":"none","kid":"k"}"#, mac, .invalidHeaderField),
        ] {
            let token = "\(Base64URL.encodeToString(Array(header.utf8))).\(payload).\(signature)"
            #expect(await jwtError { try await keys.verify(token, as: Anything.self) }?.errorType == type)
        }
        #expect(kms.calls.count == calls)
    }

    @Test("a kid is of one key: neither family takes the other's")
    func families() async throws {
        let keys = KMSKeyCollection(client: kms)
        _ = try await add(keys, options: .init(kid: .name("k")))
        let other = try await kms.kms.makeKey()
        let error = await kmsError { try await keys.add(other, algorithm: .es256, options: .init(kid: .name("k"))) }
        #expect(error?.kind == .configuration)
        let pem = try Forge().key.publicKey.pemRepresentation
        #expect(throws: KMSError.self) {
            try keys.add(publicKeyPEM: pem, algorithm: .es256, options: .init(kid: .name("k")))
        }
        #expect(keys.keys.map(\.algorithm) == ["HS256"])
    }

    @Test("an alias that names another HMAC key after its TTL is followed, and the key before still verifies")
    func moved() async throws {
        let time = HandClock()
        let keys = KMSKeyCollection(client: kms, cache: .expiring(after: .seconds(60)), clock: time.clock)
        _ = try await add(keys)
        let old = try await keys.sign(Session())
        let next = try await kms.kms.makeKey(.hmac256)
        try await kms.kms.move("alias/mac", to: next)
        time.advance(by: .seconds(61))
        let new = try await keys.sign(Session())
        #expect(keys.keys.first?.arn == next)
        #expect(kms.count(.describeKey) == 2)
        for token in [old, new] { _ = try await keys.verify(token, as: Session.self) }
    }

    @Test("with iteratingKeys such a key is not asked")
    func iterating() async throws {
        let keys = KMSKeyCollection(client: kms)
        _ = try await add(keys)
        let token = try await keys.sign(Session())
        let error = await jwtError { try await keys.verify(token, as: Session.self, iteratingKeys: true) }
        #expect(error?.errorType == .signatureVerificationFailed)
        #expect(kms.count(.verifyMac) == 0)
    }
}

/// A client of a user who has no HMAC keys.
private struct SignaturesOnly: KMSClient {
    let kms: LocalKMS

    func sign(_ request: SignRequest) async throws -> SignResponse { try await kms.sign(request) }
    func verify(_ request: VerifyRequest) async throws -> VerifyResponse { try await kms.verify(request) }
    func getPublicKey(_ request: GetPublicKeyRequest) async throws -> GetPublicKeyResponse {
        try await kms.getPublicKey(request)
    }
}

/// A client of a user who names keys by their ARNs.
private struct MACsWithoutDirectory: KMSClient, KMSMACClient {
    let kms: LocalKMS

    func sign(_ request: SignRequest) async throws -> SignResponse { try await kms.sign(request) }
    func verify(_ request: VerifyRequest) async throws -> VerifyResponse { try await kms.verify(request) }
    func getPublicKey(_ request: GetPublicKeyRequest) async throws -> GetPublicKeyResponse {
        try await kms.getPublicKey(request)
    }
    func generateMac(_ request: GenerateMacRequest) async throws -> GenerateMacResponse {
        try await kms.generateMac(request)
    }
    func verifyMac(_ request: VerifyMacRequest) async throws -> VerifyMacResponse { try await kms.verifyMac(request) }
}
