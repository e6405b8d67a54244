// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import JWTKMS

@Suite("ECDSA signatures, between DER and r || s")
struct ECDSASignatureTests {
    static let curves: [EllipticCurve] = [.p256, .p384, .p521]

    private func raw(_ r: [UInt8], _ s: [UInt8], _ curve: EllipticCurve) -> [UInt8] {
        [r, s].flatMap { [UInt8](repeating: 0, count: curve.coordinateBytes - $0.count) + $0 }
    }

    @Test("short integers are padded on the left, long ones have no sign, and both ways agree", arguments: curves)
    func padding(curve: EllipticCurve) throws {
        let most = Array(curve.order.dropLast()) + [(curve.order.last ?? 1) - 1]
        for (r, s) in [
            ([1], [2]), ([0x80], [0x7F]), ([1, 0, 0], [0xFF, 0xFF]), (most, [1]), ([1], most), (most, most),
        ] as [([UInt8], [UInt8])] {
            let signature = try ECDSASignature(raw: raw(r, s, curve), curve: curve)
            #expect(try ECDSASignature(der: signature.der, curve: curve) == signature)
            #expect(signature.raw.count == 2 * curve.coordinateBytes)
        }
        let der = try ECDSASignature(raw: raw([0x80], [0x7F], curve), curve: curve).der
        #expect(der == [0x30, 7, 2, 2, 0, 0x80, 2, 1, 0x7F])
    }

    @Test("0, n and what is above it are refused, and so is another length", arguments: curves)
    func range(curve: EllipticCurve) throws {
        let above = Array(curve.order.dropLast()) + [(curve.order.last ?? 1) + 1]
        for bad in [[], curve.order, above, [UInt8](repeating: 0xFF, count: curve.coordinateBytes)] as [[UInt8]] {
            #expect(throws: ECDSASignature.Refusal.outOfRange) {
                try ECDSASignature(raw: raw(bad, [1], curve), curve: curve)
            }
            #expect(throws: ECDSASignature.Refusal.outOfRange) {
                try ECDSASignature(raw: raw([1], bad, curve), curve: curve)
            }
        }
        for count in [0, 1, 2 * curve.coordinateBytes - 1, 2 * curve.coordinateBytes + 1] {
            #expect(throws: ECDSASignature.Refusal.wrongLength(count)) {
                try ECDSASignature(raw: [UInt8](repeating: 1, count: count), curve: curve)
            }
        }
        let long: [UInt8] =
            [2, UInt8(curve.coordinateBytes + 1)] + [UInt8](repeating: 1, count: curve.coordinateBytes + 1)
        let body = long + [2, 1, 1]
        let header: [UInt8] = body.count < 128 ? [0x30, UInt8(body.count)] : [0x30, 0x81, UInt8(body.count)]
        #expect(throws: ECDSASignature.Refusal.outOfRange) { try ECDSASignature(der: header + body, curve: curve) }
    }
}
