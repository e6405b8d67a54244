// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if AWS
import KMSAPI
import NIOCore
import NIOPosix
import NIOSSL
import ServiceIdentity

#if canImport(System)
import System
#else
import SystemPackage
#endif

/// What the network's own errors mean, for people: theirs show file names of the build, and errors within errors.
enum NetworkFailure {
    static func error(_ error: any Error, _ host: String) -> KMSError {
        switch error {
        case let failure as NIOConnectionError: connection(failure, host)
        case let failure as IOError: transport("\(Errno(rawValue: failure.errnoCode))", host, error)
        case is NIOSSLError, is BoringSSLError, is NIOSSLExtraError: handshake(error, host)
        case is IsNotNamed: transport(IsNotNamed.explanation, host, error, isRetryable: false)
        default: transport("\(type(of: error))", host, error)
        }
    }

    /// Names that can't be resolved, and addresses that do not answer.
    private static func connection(_ failure: NIOConnectionError, _ host: String) -> KMSError {
        if let refused = failure.connectionErrors.first?.error as? IOError {
            return transport("\(Errno(rawValue: refused.errnoCode))", host, failure)
        }
        let isUnknown = failure.dnsAError != nil || failure.dnsAAAAError != nil
        return transport(isUnknown ? "there is no host of this name" : "no address answers", host, failure)
    }

    /// Who has no certificate that is trusted today will have none in a second.
    private static func handshake(_ error: any Error, _ host: String) -> KMSError {
        let isUntrusted = "\(error)".contains("CERTIFICATE_VERIFY_FAILED") || error is NIOSSLExtraError
        let why =
            isUntrusted
            ? "its certificate is not trusted; AWS_CA_BUNDLE names a file of certificates to trust, such as a proxy's"
            : "no encrypted connection could be agreed on"
        return transport(why, host, error, isRetryable: isUntrusted ? false : nil)
    }

    private static func transport(
        _ why: String, _ host: String, _ error: any Error, isRetryable: Bool? = nil
    ) -> KMSError {
        KMSError(
            .transport, message: "\(host) could not be asked: \(why)", isRetryable: isRetryable, underlying: error)
    }
}
#endif
