// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import JWTKMS
import LocalKMS
import Testing

@Suite("What KMS answers to Sign is not believed")
struct SelfCheckTests {
    let kms = RecordingKMS()

    private func answers(_ change: @escaping @Sendable (inout SignResponse) -> Void) {
        kms.change { hooks in
            hooks.sign = { _, answer in
                var answer = answer
                change(&answer)
                return answer
            }
        }
    }

    /// Signatures that are no signature of this key, by what is wrong with them.
    static let bad: [(String, @Sendable (Data) -> Data)] = [
        ("empty", { _ in Data() }),
        ("a bit flipped in s", { Data($0.dropLast()) + [$0[$0.endIndex - 1] ^ 1] }),
        ("a trailing byte", { $0 + [0] }),
        ("r || s, not DER", { _ in Data(repeating: 1, count: 64) }),
        ("r = 0", { _ in Data([0x30, 6, 2, 1, 0, 2, 1, 1]) }),
        ("s = 0", { _ in Data([0x30, 6, 2, 1, 1, 2, 1, 0]) }),
        ("r = n", { _ in Data([0x30, 38, 2, 33, 0] + Self.order + [2, 1, 1]) }),
        ("r negative", { _ in Data([0x30, 6, 2, 1, 0x80, 2, 1, 1]) }),
        ("r not minimal", { _ in Data([0x30, 7, 2, 2, 0, 1, 2, 1, 1]) }),
        ("a length not minimal", { Data([0x30, 0x81, $0[$0.startIndex + 1]]) + $0.dropFirst(2) }),
        ("one integer", { _ in Data([0x30, 3, 2, 1, 1]) }),
        ("three integers", { _ in Data([0x30, 9, 2, 1, 1, 2, 1, 1, 2, 1, 1]) }),
        ("cut short", { Data($0.dropLast(3)) }),
    ]

    private static let order: [UInt8] =
        [0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0] + [UInt8](repeating: 0xFF, count: 8) + [
            0xBC, 0xE6, 0xFA, 0xAD, 0xA7, 0x17, 0x9E, 0x84, 0xF3, 0xB9, 0xCA, 0xC2, 0xFC, 0x63, 0x25, 0x51,
        ]

    @Test("a signature that is not this key's is never handed out", arguments: bad.indices)
    func badSignatures(index: Int) async throws {
        let keys = KMSKeyCollection(client: kms)
        try await keys.add(try await kms.kms.makeKey())
        let change = Self.bad[index].1
        answers { $0.signature = change($0.signature) }
        let error = await kmsError { try await keys.sign(Session()) }
        #expect(error?.kind == .signatureSelfCheckFailed, "\(Self.bad[index].0)")
        #expect(error?.isRetryable == false)
    }

    @Test("an RSA signature of the wrong length or with a bit flipped is never handed out")
    func badRSA() async throws {
        let keys = KMSKeyCollection(client: kms)
        try await keys.add(try await kms.kms.makeKey(.rsa2048), algorithm: .rs256)
        for change in [{ $0.dropLast() }, { $0 + [0] }, { $0.dropLast() + [$0.last! ^ 1] }]
            as [@Sendable (Data) -> Data]
        {
            answers { $0.signature = Data(change($0.signature)) }
            #expect(await kmsError { try await keys.sign(Session()) }?.kind == .signatureSelfCheckFailed)
        }
    }

    @Test("with the self-check off the form is still checked")
    func formWithoutSelfCheck() async throws {
        let keys = KMSKeyCollection(client: kms)
        try await keys.add(try await kms.kms.makeKey(), options: .init(checksNewSignatures: false))
        answers { $0.signature = Data([0x30, 6, 2, 1, 0, 2, 1, 1]) }
        #expect(await kmsError { try await keys.sign(Session()) }?.kind == .signatureSelfCheckFailed)
    }

    @Test("an answer for another key or another algorithm is an error")
    func otherKey() async throws {
        let arn = try await kms.kms.makeKey()
        let keys = KMSKeyCollection(client: kms)
        try await keys.add(arn)
        let id = try #require(KeyARN(arn)?.keyID)
        let others = [
            "00000000-0000-0000-0000-000000000000", arn.replacing("us-east-1", with: "eu-west-1"),
            arn.replacing("111122223333", with: "444455556666"), "",
        ]
        for other in others {
            answers { $0.keyID = other }
            #expect(await kmsError { try await keys.sign(Session()) }?.kind == .malformedResponse, "\(other)")
        }
        answers { $0.signingAlgorithm = .ecdsaSHA384 }
        #expect(await kmsError { try await keys.sign(Session()) }?.kind == .malformedResponse)
        answers { $0.keyID = id }
        _ = try await keys.sign(Session())
    }

    @Test("a bare id is lived with, and the first full ARN is the key's name from then on")
    func bareID() async throws {
        let arn = try await kms.kms.makeKey(alias: "alias/x")
        let id = try #require(KeyARN(arn)?.keyID)
        let local = kms.kms
        kms.change { hooks in
            hooks.getPublicKey = { request in
                var answer = try await local.getPublicKey(request)
                answer.keyID = id
                return answer
            }
        }
        let keys = KMSKeyCollection(client: kms)
        #expect(try await keys.add("alias/x").arn == id)
        _ = try await keys.sign(Session())
        #expect(keys.keys.first?.arn == arn)
        _ = try await keys.sign(Session())
        #expect(kms.calls.map(\.1) == ["alias/x", id, arn])
    }

    @Test("a client that throws what is no KMSError is told as one that can be tried again")
    func foreignErrors() async throws {
        let keys = KMSKeyCollection(client: kms)
        try await keys.add(try await kms.kms.makeKey())
        kms.change { $0.sign = { _, _ in throw NotToday() } }
        let error = await kmsError { try await keys.sign(Session()) }
        #expect(error?.kind == .transport)
        #expect(error?.isRetryable == true)
        #expect(error?.underlying is NotToday)
    }
}
