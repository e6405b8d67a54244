// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if AWS || RemoteJWKS
import KMSAPI
import NIOCore
import NIOPosix
import NIOSSL

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Turns what failed into an error for the person who reads it: which server, what happened, what to do.
struct FailureReport {
    /// The server as people know it: its host, and its port unless it is the scheme's own.
    var server: String
    var timeLimit: Duration
    var connectTimeout: Duration
    var maximumBodyBytes: Int
    var settings: TransportConfiguration.Settings
    /// The proxy, if it is what failed.
    var proxy: Proxy?

    /// What failed: the server, or the proxy on the way to it.
    private var subject: String { proxy.map { "the proxy \($0)" } ?? server }

    func error(_ error: any Error) -> KMSError {
        switch error {
        case let error as KMSError: error
        case let failure as ExchangeFailure: exchange(failure)
        case let failure as MalformedResponse: malformed(failure)
        case let failure as HandshakeFailure: handshake(failure)
        case let failure as ProxyFailure: proxied(failure)
        case let failure as NIOConnectionError: connection(failure)
        case let failure as IOError: transport("\(subject) \(Self.text(failure))", failure)
        case ChannelError.connectTimeout: exchange(.connectTimeout)
        // After the handshake, whose own failures are HandshakeFailure.
        case NIOSSLError.uncleanShutdown: exchange(.closed)
        default:
            HandshakeFailure.of(error, certificate: nil).map(handshake)
                ?? transport("the connection to \(subject) failed", error)
        }
    }

    private func exchange(_ failure: ExchangeFailure) -> KMSError {
        switch failure {
        // Without an error below it: the server may have been reached, and said nothing.
        case .late:
            KMSError(.timeout, message: "\(server) did not answer within \(timeLimit.forPeople)")
        case .connectTimeout:
            KMSError(
                .timeout,
                message: "no connection to \(subject) could be made within \(connectTimeout.asTimeLimit.forPeople). "
                    + "Check the network, its firewall and \(settings.proxy)", underlying: failure)
        case .closed, .unsent:
            transport("\(subject) closed the connection before its response was complete", failure)
        case .spokeFirst:
            malformed(
                "\(subject) sent bytes before it was sent a request. Check that an HTTP server listens there", failure)
        case .tooLong:
            KMSError(
                .malformedResponse, message: "the response of \(server) is longer than \(maximumBodyBytes) bytes",
                underlying: failure)
        case .encoded(let coding):
            KMSError(
                .malformedResponse,
                message:
                    "the response of \(server) has the Content-Encoding \(Self.token(coding)), which was not asked "
                    + "for. Check what answers, or changes responses, on the way", underlying: failure)
        }
    }

    /// The same request may be answered well the next time: such bytes are a fault of the way, not of the question.
    private func malformed(_ failure: MalformedResponse) -> KMSError {
        switch failure {
        case .encrypted:
            transport(
                "\(subject) answered with TLS to a request that was not encrypted. "
                    + (proxy == nil
                        ? "Write https:// in its URL" : "Name a proxy, or a port of it, that takes http://"),
                failure, isRetryable: false)
        case .because(let reason): malformed("the response of \(subject) is not HTTP/1.1: \(reason)", failure)
        }
    }

    private func malformed(_ message: String, _ error: any Error) -> KMSError {
        KMSError(.malformedResponse, message: message, isRetryable: true, underlying: error)
    }

    /// A certificate that is rejected now is rejected in a second, too.
    private func handshake(_ failure: HandshakeFailure) -> KMSError {
        switch failure {
        case .expired(let time):
            rejected("expired at \(Self.date(time)). Renew it, or check this machine's clock", failure)
        case .notYetValid(let time):
            rejected("is not valid before \(Self.date(time)). Check this machine's clock", failure)
        case .otherHost:
            rejected("is that of another host: its subjectAltName does not name this one. Check the URL", failure)
        case .unknownAuthority:
            rejected(
                "was not issued by an authority that is trusted. If it should be, name the authority's certificate in "
                    + settings.authorities, failure)
        case .notEncrypted:
            transport(
                "\(server) does not speak TLS. If it should not, write http:// in its URL", failure, isRetryable: false)
        case .closed: transport("\(subject) closed the connection during the TLS handshake", failure)
        case .noAgreement:
            transport(
                "\(server) and this program have no TLS version, cipher and protocol in common (TLS 1.2 and HTTP/1.1 "
                    + "at least)", failure)
        }
    }

    private func rejected(_ why: String, _ failure: HandshakeFailure) -> KMSError {
        transport("the certificate of \(server) \(why)", failure, isRetryable: false)
    }

    private func proxied(_ failure: ProxyFailure) -> KMSError {
        switch failure.reason {
        case .refused(407):
            transport(
                "the proxy \(failure.proxy) wants a user and a password (HTTP 407). Check those in \(settings.proxy)",
                failure, isRetryable: false)
        case .refused(let status):
            transport(
                "the proxy \(failure.proxy) refused a tunnel to \(server) (HTTP \(status)). Check the rules of the proxy, "
                    + "and \(settings.proxy)", failure)
        case .other(let error): ofProxy(failure.proxy).error(error)
        }
    }

    private func ofProxy(_ proxy: Proxy) -> FailureReport {
        var report = self
        report.proxy = proxy
        return report
    }

    /// Names that can't be resolved, and addresses that do not answer.
    private func connection(_ failure: NIOConnectionError) -> KMSError {
        let setting = proxy == nil ? "the URL" : settings.proxy
        if let refused = failure.connectionErrors.first?.error {
            if let refused = refused as? IOError { return transport("\(subject) \(Self.text(refused))", failure) }
            return error(refused)
        }
        let isUnknown = failure.dnsAError != nil || failure.dnsAAAAError != nil
        return transport(
            isUnknown
                ? "the name of \(subject) can't be resolved. Check \(setting) and the DNS of this machine"
                : "no address of \(subject) answers", failure)
    }

    private func transport(_ message: String, _ error: any Error, isRetryable: Bool? = nil) -> KMSError {
        KMSError(.transport, message: message, isRetryable: isRetryable, underlying: error)
    }

    /// What an error of a socket means, after the name of the server.
    private static func text(_ error: IOError) -> String {
        switch error.errnoCode {
        case ECONNREFUSED: "refused the connection. Check that a server listens there"
        case ECONNRESET, EPIPE, ECONNABORTED: "closed the connection before its response was complete"
        case EHOSTUNREACH, ENETUNREACH, ENETDOWN, EHOSTDOWN: "can't be reached: no route leads there. Check the network"
        case ETIMEDOUT: "did not answer in time"
        case EMFILE, ENFILE: "could not be connected to: no file descriptor is left. Raise the limit (ulimit -n)"
        case EACCES, EPERM: "could not be connected to: this machine does not allow it. Check its firewall"
        default: "failed on the network (error \(error.errnoCode))"
        }
    }

    private static func date(_ time: Int) -> String {
        Date(timeIntervalSince1970: TimeInterval(time)).formatted(.iso8601)
    }

    /// Another's text: at most 32 characters, without any that a log or a terminal would take for its own.
    private static func token(_ text: String) -> String {
        String(text.prefix(32).map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") ? $0 : "?" })
    }
}
#endif
