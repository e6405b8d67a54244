// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if Tools
import HTTPTypes
import HummingbirdCore
import KMSAPI
public import LocalKMS
public import Logging
import NIOCore
import NIOPosix
public import ServiceLifecycle

#if canImport(FoundationEssentials)
package import FoundationEssentials
#else
package import Foundation
#endif

/// The KMS protocol over HTTP in front of a `LocalKMS`, for boto3, the AWS CLI, Terraform and whatever else speaks to
/// KMS: for development and tests.
///
/// ```swift
/// try await LocalKMSServer.withServer(LocalKMS()) { url in    // http://127.0.0.1:49152
///     ...                                                     // AWS_ENDPOINT_URL_KMS, or a client's endpoint
/// }
/// ```
///
/// The protocol is [AWS JSON 1.1](https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html) by `POST`. `GET /` is a
/// page for people, which shows the keys and changes nothing; `GET /health` answers 200. `HEAD` answers as `GET` does.
public struct LocalKMSServer: Service {
    private let configuration: Configuration
    private let responder: Responder
    private let logger: Logger
    private let onListening: @Sendable (_ url: String) async -> Void

    /// A server that has not begun to listen.
    ///
    /// - Parameters:
    ///   - kms: what answers.
    ///   - configuration: where to listen, and whom to answer.
    ///   - logger: where calls are logged: those that change something and refusals at info, the others at debug. No line
    ///     holds a message, a signature or a token. Nil for nowhere.
    ///   - onListening: called once, with the URL, when clients can connect.
    public init(
        _ kms: LocalKMS, configuration: Configuration = .init(), logger: Logger? = nil,
        onListening: @escaping @Sendable (_ url: String) async -> Void = { _ in }
    ) {
        self.init(kms, configuration: configuration, logger: logger, now: { Date() }, onListening: onListening)
    }

    /// The same, with the clock by which signatures are too old: for tests.
    package init(
        _ kms: LocalKMS, configuration: Configuration = .init(), logger: Logger? = nil,
        now: @escaping @Sendable () -> Date, onListening: @escaping @Sendable (_ url: String) async -> Void = { _ in }
    ) {
        self.configuration = configuration
        self.logger = logger ?? Logger(label: "jwt-kms") { _ in SwiftLogNoOpLogHandler() }
        self.onListening = onListening
        responder = Responder(
            hosts: OwnHosts(configuration),
            endpoint: KMSEndpoint(
                kms: kms, signatures: configuration.credentials.map { SignatureCheck($0, now: now) },
                log: CallLog(logger: self.logger)),
            page: KeyPage(kms: kms.withoutFaults, checksSignatures: configuration.credentials != nil))
    }

    /// Listens and answers, until a graceful shutdown of swift-service-lifecycle: then requests that have come are
    /// answered, and no more are taken.
    ///
    /// - Throws: `KMSError` of kind `transport` where the address can't be listened on; of kind `configuration` where the
    ///   name of the host does not resolve, and where one of the allowed hosts is no host.
    public func run() async throws {
        let configuration = configuration
        try configuration.checkAllowedHosts()
        let (responder, onListening) = (responder, onListening)
        let quiet = Self.quiet(logger)
        let server = try HTTPServerBuilder.http1(configuration: configuration.channels).buildServer(
            configuration: configuration.listening(quiet), eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
            logger: quiet
        ) { request, writer, channel in
            let response = try await responder.respond(to: request, on: channel, through: writer)
            try await writer.write(response: response.head, body: response.body)
        } onServerRunning: { channel in
            await onListening(configuration.url(port: channel.localAddress?.port))
        }
        do {
            try await server.run()
        } catch  where !(error is CancellationError) {
            // It throws for nothing else.
            throw configuration.refusal(error)
        }
    }

    /// What the libraries below say of themselves is none of the user's business.
    package static func quiet(_ logger: Logger) -> Logger {
        var quiet = logger
        quiet.logLevel = max(logger.logLevel, .error)
        return quiet
    }

    /// Runs `body` while a server listens, on a free port unless told otherwise, and ends the server.
    ///
    /// - Parameter body: is given the URL, such as `http://127.0.0.1:49152`.
    /// - Throws: what ``run()`` throws, and what `body` throws.
    public static func withServer<Value: Sendable>(
        _ kms: LocalKMS, configuration: Configuration = .init(port: 0), logger: Logger? = nil,
        _ body: (_ url: String) async throws -> Value
    ) async throws -> Value {
        let (urls, listening) = AsyncStream<String>.makeStream()
        let server = LocalKMSServer(kms, configuration: configuration, logger: logger) { listening.yield($0) }
        return try await server.running(urls, listening, body)
    }

    package func running<Value: Sendable>(
        _ urls: AsyncStream<String>, _ listening: AsyncStream<String>.Continuation,
        _ body: (_ url: String) async throws -> Value
    ) async throws -> Value {
        let services = ServiceGroup(
            services: [self], logger: Logger(label: "jwt-kms") { _ in SwiftLogNoOpLogHandler() })
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { listening.finish() }
                try await services.run()
            }
            var url: String?
            for await first in urls {
                url = first
                break
            }
            // Without one it has ended: the group throws why.
            guard let url else {
                try await group.waitForAll()
                throw CancellationError()
            }
            let outcome: Result<Value, any Error>
            do { outcome = .success(try await body(url)) } catch { outcome = .failure(error) }
            await services.triggerGracefulShutdown()
            try await group.waitForAll()
            return try outcome.get()
        }
    }
}

extension LocalKMSServer: CustomStringConvertible {
    /// Where it listens.
    public var description: String { "LocalKMSServer(\(configuration.host), port \(configuration.port))" }
}
#endif
