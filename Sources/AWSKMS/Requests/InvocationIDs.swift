// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// What `amz-sdk-invocation-id` tells AWS: which tries are of one call. UUIDs that look like random ones, of
/// [RFC 9562](https://www.rfc-editor.org/rfc/rfc9562), section 5.4, as the AWS SDKs send them.
///
/// Each is a number that was random when the client was made, and counted on and mixed since. To ask the system for each
/// costs a microsecond, and Foundation's own, which opens `/dev/urandom`, more than the signature of the request.
final class InvocationIDs: Sendable {
    private let seeds = (UInt64.random(in: 0 ... .max), UInt64.random(in: 0 ... .max))
    private let count = Atomic<UInt64>(0)

    func next() -> String {
        let step = count.add(1, ordering: .relaxed).newValue &* 0x9E37_79B9_7F4A_7C15
        let high = Self.mixed(seeds.0 &+ step) & 0xFFFF_FFFF_FFFF_0FFF | 0x4000
        let low = Self.mixed(seeds.1 &+ step) & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
        var text: [UInt8] = []
        text.reserveCapacity(36)
        for index in 0..<16 {
            if index == 4 || index == 6 || index == 8 || index == 10 { text.append(UInt8(ascii: "-")) }
            let word = index < 8 ? high : low
            Hexadecimal.append(UInt8(truncatingIfNeeded: word >> (56 - 8 * UInt64(index % 8))), to: &text)
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The mixing of SplitMix64: no two numbers give one.
    private static func mixed(_ number: UInt64) -> UInt64 {
        var mixed = number
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
