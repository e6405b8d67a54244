// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if AWS
import NIOCore
import NIOHTTP1

/// A request on its way, and the limits on its answer.
struct OutgoingRequest: Sendable {
    let id: UInt64
    let method: HTTPMethod
    /// All of it, as it goes over the wire.
    let bytes: ByteBuffer
    let deadline: NIODeadline
    let maximumBodyBytes: Int
}

/// Why there is no answer, beside what the network itself throws.
enum ExchangeFailure: Error {
    /// The deadline has passed.
    case late
    /// The answer is longer than it may be.
    case tooLong
    /// The connection was closed before the answer was whole.
    case closed
    /// The connection was closed before anything was sent: another may be taken.
    case unsent
}
#endif
