// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// Whether a public key is a point of its curve, for the curves whose keys nobody else checks: swift-crypto looks at the
/// length of an Ed25519 key alone, and has no secp256k1.
enum CurveMembership {
    /// RFC 8032 section 5.1.3, steps 1 and 2, and no point of small order: to such a key there are signatures that verify
    /// whatever is said.
    static func isEd25519Key(_ key: [UInt8]) -> Bool {
        let field = PrimeField.curve25519
        guard key.count == 32, let y = field.element(littleEndian: key.dropLast() + [key[31] & 0x7F]) else {
            return false
        }
        let zero = PrimeField.Element()
        let ofSmallOrder = [zero, one, orderEight].flatMap { [$0, field.subtract(zero, $0)] }
        guard !ofSmallOrder.contains(y) else { return false }
        // x^2 = u / v, which is a square where u * v is.
        let square = field.multiply(y, y)
        return field.isSquare(
            field.multiply(field.subtract(square, one), field.add(field.multiply(d, square), one)))
    }

    /// SEC 1 version 2 section 3.2.2.1, steps 2 and 3: y^2 = x^3 + 7.
    static func isSECP256K1Point(x: [UInt8], y: [UInt8]) -> Bool {
        let field = PrimeField.secp256k1
        guard x.count == 32, y.count == 32, let x = field.element(littleEndian: x.reversed()),
            let y = field.element(littleEndian: y.reversed())
        else { return false }
        let cube = field.multiply(field.multiply(x, x), x)
        return field.multiply(y, y) == field.add(cube, [7, 0, 0, 0])
    }

    private static let one: PrimeField.Element = [1, 0, 0, 0]
    /// RFC 8032 section 5.1: -121665 / 121666.
    private static let d: PrimeField.Element = [
        0x75EB_4DCA_1359_78A3, 0x0070_0A4D_4141_D8AB, 0x8CC7_4079_7779_E898, 0x5203_6CEE_2B6F_FE73,
    ]
    /// The y of a point of order 8.
    private static let orderEight: PrimeField.Element = [
        0xB027_B2C2_8F95_E826, 0xF098_EFF2_89F4_C345, 0x3933_C6D3_05AC_DFD5, 0x05FC_536D_8802_38B1,
    ]
}
