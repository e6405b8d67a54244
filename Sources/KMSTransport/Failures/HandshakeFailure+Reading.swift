// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if AWS || RemoteJWKS
import NIOCore
import NIOSSL

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

extension HandshakeFailure {
    /// What an error of TLS means; nil if it is another's.
    ///
    /// BoringSSL says only that the verification failed. The certificate tells whether its time is the reason.
    static func of(_ error: any Error, certificate: NIOSSLCertificate?) -> HandshakeFailure? {
        if let error = error as? IOError, [ECONNRESET, EPIPE].contains(error.errnoCode) { return .closed }
        guard error is NIOSSLError || error is BoringSSLError || error is NIOSSLExtraError else { return nil }
        let text = "\(error)"
        if text.contains("CERTIFICATE_VERIFY_FAILED") { return untrusted(certificate) }
        if text.contains("WRONG_VERSION_NUMBER") || text.contains("HTTP_REQUEST") { return .notEncrypted }
        if text.contains("EOF during") || text.contains("uncleanShutdown") { return .closed }
        return .noAgreement
    }

    private static func untrusted(_ certificate: NIOSSLCertificate?) -> HandshakeFailure {
        guard let certificate else { return .unknownAuthority }
        let now = time(nil)
        if certificate.notValidAfter < now { return .expired(Int(certificate.notValidAfter)) }
        if certificate.notValidBefore > now { return .notYetValid(Int(certificate.notValidBefore)) }
        return .unknownAuthority
    }
}
#endif
