// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Crypto
import Foundation
import Testing

@testable import JWTKMS

@Suite("Points of curves that nobody else checks")
struct CurveMembershipTests {
    @Test("each of swift-crypto's Ed25519 keys is one")
    func ed25519() {
        for _ in 0..<20 {
            let key = Array(Curve25519.Signing.PrivateKey().publicKey.rawRepresentation)
            #expect(CurveMembership.isEd25519Key(key))
            // -x is on the curve where x is.
            #expect(CurveMembership.isEd25519Key(key.dropLast() + [key[31] ^ 0x80]))
        }
    }

    /// The eight points of small order, as they are spelled and as they might be, and what is on no curve.
    static let bad = [
        "0100000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000080",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        // p and p + 1 are 0 and 1.
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        // y = 2 is on no point.
        "0200000000000000000000000000000000000000000000000000000000000000",
    ]

    @Test("a key of small order, that is spelled otherwise, or that is no point is refused", arguments: bad)
    func refused(_ hexadecimal: String) throws {
        let digits = Array(hexadecimal)
        let key = stride(from: 0, to: 64, by: 2).map { UInt8(String(digits[$0...($0 + 1)]), radix: 16) ?? 0 }
        #expect(!CurveMembership.isEd25519Key(key))
        #expect(throws: PublicKeyRefusal.self) { try PublicKey(SubjectPublicKeyInfo(key: .ed25519(key))) }
        let set = #"{"keys":[{"kty":"OKP","crv":"Ed25519","kid":"k","x":"\#(Base64URL.encodeToString(key))"}]}"#
        #expect(throws: KMSError.self) { try KMSKeyCollection().add(jwks: set, algorithm: .edDSA) }
    }

    /// G and 2G of SEC 2 section 2.4.1, and a key that `cryptography` made.
    static let points = [
        (
            "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798",
            "483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8"
        ),
        (
            "c6047f9441ed7d6d3045406e95c07cd85c778e4b8cef3ca7abac09b95c709ee5",
            "1ae168fea63dc339a3c58419466ceaeef7f632653266d0e1236431a950cfe52a"
        ),
    ]

    @Test("points of secp256k1 are ones, and nothing beside them is", arguments: points)
    func secp256k1(x: String, y: String) {
        let (x, y) = (Self.bytes(x), Self.bytes(y))
        #expect(CurveMembership.isSECP256K1Point(x: x, y: y))
        for index in 0..<32 {
            var other = x
            other[index] ^= 1
            #expect(!CurveMembership.isSECP256K1Point(x: other, y: y))
        }
        #expect(!CurveMembership.isSECP256K1Point(x: y, y: x))
        let most = [UInt8](repeating: 0xFF, count: 32)
        #expect(!CurveMembership.isSECP256K1Point(x: most, y: [UInt8](repeating: 0, count: 32)))
        #expect(!CurveMembership.isSECP256K1Point(x: x, y: most))
    }

    private static func bytes(_ hexadecimal: String) -> [UInt8] {
        let digits = Array(hexadecimal)
        return stride(from: 0, to: 64, by: 2).map { UInt8(String(digits[$0...($0 + 1)]), radix: 16) ?? 0 }
    }
}
