// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// What `amz-sdk-invocation-id` tells AWS: which tries are of one call. A random UUID of
/// [RFC 9562](https://www.rfc-editor.org/rfc/rfc9562), section 5.4, as the AWS SDKs send it.
///
/// Foundation's own opens `/dev/urandom` for each on Linux, which costs more than the signature of the request.
enum InvocationID {
    static func random() -> String {
        var system = SystemRandomNumberGenerator()
        let high = system.next() & 0xFFFF_FFFF_FFFF_0FFF | 0x4000
        let low = system.next() & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
        var text: [UInt8] = []
        text.reserveCapacity(36)
        for index in 0..<16 {
            if index == 4 || index == 6 || index == 8 || index == 10 { text.append(UInt8(ascii: "-")) }
            let word = index < 8 ? high : low
            Hexadecimal.append(UInt8(truncatingIfNeeded: word >> (56 - 8 * UInt64(index % 8))), to: &text)
        }
        return String(decoding: text, as: UTF8.self)
    }
}
