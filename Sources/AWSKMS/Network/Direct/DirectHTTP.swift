// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if AWS
import KMSAPI
import NIOCore
import NIOHTTP1
import NIOSSL
import Synchronization

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// ``HTTPExchange`` over connections of our own: one hop to the event loop and one back is all that a request costs
/// beside its bytes, which a signature of KMS is too small to hide.
final class DirectHTTP: HTTPExchange {
    private struct State {
        var pools: [HTTPOrigin: OriginPool] = [:]
        /// Where URLs lead that were asked before.
        var routes: [String: Route] = [:]
        var isShutDown = false
    }

    private struct Route {
        let origin: HTTPOrigin
        let target: String
        let pool: OriginPool
    }

    private static let mostRoutes = 64
    private let connector: HTTPConnector
    private let maximumConnections: Int
    private let state = Mutex(State())
    private let lastID = Atomic<UInt64>(0)

    init(group: any EventLoopGroup, tls: TLSConfiguration, connectTimeout: Duration, maximumConnections: Int) {
        connector = HTTPConnector(loop: group.next(), tls: tls, timeout: connectTimeout)
        self.maximumConnections = maximumConnections
    }

    func response(
        to request: HTTPRequest, timeLimit: Duration, maximumBodyBytes: Int
    ) async throws -> HTTPResponse {
        let limit = timeLimit.asTimeLimit
        let route = try route(request.url)
        let origin = route.origin
        let outgoing = OutgoingRequest(
            id: lastID.add(1, ordering: .relaxed).newValue, method: HTTPMethod(rawValue: request.method),
            bytes: try RequestBytes.of(request, target: route.target, host: origin.name),
            deadline: .now() + TimeAmount(limit), maximumBodyBytes: maximumBodyBytes)
        do {
            return try await response(to: outgoing, route.pool)
        } catch {
            if Task.isCancelled || error is CancellationError { throw CancellationError() }
            // Whatever it looks like from here: it was closed by its user.
            if state.withLock({ $0.isShutDown }) { throw Self.isShutDown(error) }
            throw Self.error(error, origin.name, limit, maximumBodyBytes)
        }
    }

    private func response(to request: OutgoingRequest, _ pool: OriginPool) async throws -> HTTPResponse {
        while true {
            guard request.deadline > .now() else { throw ExchangeFailure.late }
            let connection = if let free = try pool.takeFree() { free } else { try await connection(request, pool) }
            do {
                return try await connection.response(to: request)
            } catch ExchangeFailure.unsent {
                // The server closed it as it was taken. Of those there are so many only.
                try Task.checkCancellation()
            }
        }
    }

    /// A connection, made or waited for: no longer than the limit of the request.
    private func connection(_ request: OutgoingRequest, _ pool: OriginPool) async throws -> HTTPConnection {
        let late = connector.loop.scheduleTask(deadline: request.deadline) {
            pool.giveUp(request.id, ExchangeFailure.late)
        }
        defer { late.cancel() }
        return try await pool.take(for: request.id, until: request.deadline)
    }

    /// Closes all connections.
    ///
    /// - Throws: `KMSError` of kind `configuration` where it was done before.
    func shutdown() async throws {
        let pools = state.withLock { state -> [OriginPool]? in
            guard !state.isShutDown else { return nil }
            state.isShutDown = true
            return Array(state.pools.values)
        }
        guard let pools else { throw KMSError(.configuration, message: "the client was shut down before") }
        for pool in pools { await pool.shutdown() }
    }

    private func route(_ url: String) throws(KMSError) -> Route {
        try state.withLock { state throws(KMSError) in
            guard !state.isShutDown else { throw Self.isShutDown(nil) }
            if let route = state.routes[url] { return route }
            guard let (origin, target) = HTTPOrigin.split(url) else {
                throw KMSError(.configuration, message: "the URL is none of HTTP")
            }
            let pool =
                state.pools[origin]
                ?? OriginPool(maximum: maximumConnections) { [connector] in
                    try await connector.connect(to: origin, $0)
                }
            state.pools[origin] = pool
            let route = Route(origin: origin, target: target, pool: pool)
            if state.routes.count < Self.mostRoutes { state.routes[url] = route }
            return route
        }
    }

    private static func isShutDown(_ error: (any Error)?) -> KMSError {
        KMSError(.configuration, message: "the client was shut down", underlying: error)
    }

    private static func error(
        _ error: any Error, _ host: String, _ limit: Duration, _ maximumBodyBytes: Int
    ) -> KMSError {
        switch error {
        case let error as KMSError: error
        case ExchangeFailure.late: KMSError(.timeout, message: "\(host) did not answer within \(limit.forPeople)")
        case ExchangeFailure.closed, ExchangeFailure.unsent:
            KMSError(
                .transport, message: "\(host) could not be asked: it closed the connection", underlying: error)
        case ExchangeFailure.tooLong:
            KMSError(
                .malformedResponse, message: "\(host) answered with more than \(maximumBodyBytes) bytes",
                underlying: error)
        case ChannelError.connectTimeout:
            KMSError(.timeout, message: "no connection to \(host) could be made in time", underlying: error)
        case is OriginPool.ShutDown: isShutDown(error)
        default: NetworkFailure.error(error, host)
        }
    }
}

// Below it are requests of others, with their tokens.
extension DirectHTTP: CustomReflectable {
    var customMirror: Mirror { Mirror(self, children: [:]) }
}
#endif
