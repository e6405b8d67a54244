// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if AWS || RemoteJWKS
import NIOCore

/// Why an exchange failed, beside what sockets and TLS throw.
enum ExchangeFailure: Error, Equatable {
    /// The time limit is over.
    case late
    /// The connection could not be made within its own limit.
    case connectTimeout
    /// The server closed the connection before its response was complete.
    case closed
    /// The connection closed before a byte of the request was given to it: the request may take another connection.
    case unsent
    /// The server sent bytes before it was sent a request.
    case spokeFirst
    /// The body is longer than its limit.
    case tooLong
    /// The body has this coding, which was not asked for.
    case encoded(String)
}

/// Why there is no encrypted connection.
enum HandshakeFailure: Error, Equatable {
    /// The certificate ended, or begins, at this time, in seconds since 1970.
    case expired(Int)
    case notYetValid(Int)
    /// The certificate is good, and another host's.
    case otherHost
    /// No trusted authority stands behind the certificate.
    case unknownAuthority
    /// What answers does not speak TLS.
    case notEncrypted
    /// The server closed the connection meanwhile.
    case closed
    /// There is no version, cipher or protocol that both sides have.
    case noAgreement
}

/// A failure of the proxy, or on the way to it.
struct ProxyFailure: Error {
    enum Reason {
        /// It answered the CONNECT with this status.
        case refused(Int)
        case other(any Error)
    }

    let proxy: Proxy
    let reason: Reason
}
#endif
