// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import SwiftASN1

/// An ECDSA signature, between KMS's form and a token's. Both ways are strict: there is one spelling of a signature
/// in each form, and what is spelled otherwise is refused.
///
/// KMS, RFC 3279 section 2.2.3: `Ecdsa-Sig-Value ::= SEQUENCE { r INTEGER, s INTEGER }` in DER.
/// A token, RFC 7518 section 3.4: r || s, each big-endian and padded on the left to the length of a coordinate.
struct ECDSASignature: Equatable {
    /// What is wrong with a signature.
    enum Refusal: Error, Equatable {
        /// Not DER, or not two integers and nothing else.
        case notDER
        /// Not twice the length of a coordinate.
        case wrongLength(Int)
        /// r or s is 0 or not below the order of the curve.
        case outOfRange
    }

    /// r || s.
    let raw: [UInt8]
    private let coordinateBytes: Int

    /// Takes the signature of a token.
    init(raw: [UInt8], curve: EllipticCurve) throws(Refusal) {
        guard raw.count == 2 * curve.coordinateBytes else { throw .wrongLength(raw.count) }
        guard Self.isInRange(raw, curve) else { throw .outOfRange }
        self.raw = raw
        coordinateBytes = curve.coordinateBytes
    }

    /// Takes the signature that KMS answered.
    init(der: [UInt8], curve: EllipticCurve) throws(Refusal) {
        guard let (r, s) = Self.integers(der) else { throw .notDER }
        guard let r = Self.padded(r, to: curve.coordinateBytes), let s = Self.padded(s, to: curve.coordinateBytes)
        else { throw .outOfRange }
        try self.init(raw: r + s, curve: curve)
    }

    /// The form that KMS wants.
    var der: [UInt8] {
        get throws {
            var serializer = DER.Serializer()
            try serializer.appendConstructedNode(identifier: .sequence) { sequence in
                try sequence.serialize(Self.unpadded(raw.prefix(coordinateBytes)))
                try sequence.serialize(Self.unpadded(raw.suffix(coordinateBytes)))
            }
            return serializer.serializedBytes
        }
    }

    private static func integers(_ der: [UInt8]) -> (ArraySlice<UInt8>, ArraySlice<UInt8>)? {
        try? DER.sequence(DER.parse(der), identifier: .sequence) { nodes in
            try (ArraySlice<UInt8>(derEncoded: &nodes), ArraySlice<UInt8>(derEncoded: &nodes))
        }
    }

    private static func unpadded(_ integer: ArraySlice<UInt8>) -> ArraySlice<UInt8> { integer.drop { $0 == 0 } }

    private static func padded(_ integer: ArraySlice<UInt8>, to length: Int) -> [UInt8]? {
        guard integer.count <= length else { return nil }
        return [UInt8](repeating: 0, count: length - integer.count) + integer
    }

    /// Whether r || s has the right length, and 1 <= r, s < n.
    static func isInRange(_ raw: [UInt8], _ curve: EllipticCurve) -> Bool {
        let (length, order) = (curve.coordinateBytes, curve.order)
        guard raw.count == 2 * length else { return false }
        let (r, s) = (raw.span.extracting(first: length), raw.span.extracting(last: length))
        return isInRange(r, order.span) && isInRange(s, order.span)
    }

    /// Whether 1 <= integer < order, both big-endian and of one length.
    private static func isInRange(_ integer: Span<UInt8>, _ order: Span<UInt8>) -> Bool {
        var bits: UInt8 = 0
        for index in integer.indices { bits |= integer[index] }
        guard bits != 0, let first = integer.indices.first(where: { integer[$0] != order[$0] }) else { return false }
        return integer[first] < order[first]
    }
}
