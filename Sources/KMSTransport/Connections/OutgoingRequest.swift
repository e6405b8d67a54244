// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if AWS || RemoteJWKS
import NIOCore

/// A request on its way, and the limits on its response.
struct OutgoingRequest: Sendable {
    let id: UInt64
    /// The whole request, as it goes over the wire.
    let bytes: ByteBuffer
    let deadline: NIODeadline
    let maximumBodyBytes: Int
    var reads = HTTPRequest.ReadBodies.all
    /// Whether the connection may take another request afterwards.
    var keepsConnection = true
}
#endif
