// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if AWS || RemoteJWKS
package import KMSAPI
import NIOCore
import Synchronization

/// The one way in which this package sends HTTP: HTTP/1.1 over connections of its own, which are kept.
///
/// A request costs one hop to the event loop and one back beside its bytes. A signature of KMS is too small to hide more.
package final class HTTPTransport: HTTPExchange {
    struct State {
        var pools: [WebURL.Origin: OriginPool] = [:]
        /// Where URLs lead that were asked before.
        var routes: [String: Route] = [:]
        var isShutDown = false
    }

    struct Route {
        let url: WebURL
        let pool: OriginPool
    }

    private static let maximumRoutes = 64
    private let configuration: TransportConfiguration
    private let connector: HTTPConnector
    let state = Mutex(State())
    private let lastID = Atomic<UInt64>(0)

    package init(_ configuration: TransportConfiguration) {
        self.configuration = configuration
        connector = HTTPConnector(configuration)
    }

    deinit { for pool in state.withLock({ $0.pools.values.map { $0 } }) { pool.close() } }

    package func response(
        to request: HTTPRequest, timeLimit: Duration, maximumBodyBytes: Int
    ) async throws -> HTTPResponse {
        let limit = timeLimit.asTimeLimit
        let deadline = NIODeadline.now() + TimeAmount(limit)
        let route = try route(to: request.url)
        let origin = route.url.origin
        let outgoing = OutgoingRequest(
            id: lastID.add(1, ordering: .relaxed).newValue,
            bytes: try RequestBytes.of(
                request, target: route.url.target, authority: origin.authority,
                keepsConnection: configuration.keepsConnections),
            deadline: deadline, maximumBodyBytes: maximumBodyBytes, reads: request.reads,
            keepsConnection: configuration.keepsConnections)
        do {
            return try await response(to: outgoing, request.url, route.pool)
        } catch {
            if Task.isCancelled || error is CancellationError { throw CancellationError() }
            // Whatever it looks like from here, the user closed it.
            if state.withLock({ $0.isShutDown }) { throw Self.shutDown(error) }
            let report = FailureReport(
                server: origin.authority, timeLimit: limit, connectTimeout: configuration.connectTimeout,
                maximumBodyBytes: maximumBodyBytes, settings: configuration.settings)
            throw report.error(error)
        }
    }

    private func response(
        to request: OutgoingRequest, _ url: String, _ pool: OriginPool
    ) async throws -> HTTPResponse {
        var pool = pool
        while true {
            guard request.deadline > .now() else { throw ExchangeFailure.late }
            do {
                let connection = if let free = try pool.takeFree() { free } else { try await connection(request, pool) }
                return try await connection.response(to: request)
            } catch ExchangeFailure.unsent {
                // The server closed the connection as it was taken. There are only so many of those.
                try Task.checkCancellation()
            } catch is OriginPool.Closed {
                // The pool was idle, and left as it was taken; or all are shut down.
                pool = try route(to: url).pool
            }
        }
    }

    /// Makes a connection or waits for one, no longer than the limit of the request.
    private func connection(_ request: OutgoingRequest, _ pool: OriginPool) async throws -> HTTPConnection {
        let late = connector.loop.scheduleTask(deadline: request.deadline) {
            pool.giveUp(request.id, ExchangeFailure.late)
        }
        defer { late.cancel() }
        return try await pool.take(for: request.id, until: request.deadline)
    }

    /// Closes all connections. Later requests fail, and so do those that are under way.
    ///
    /// - Throws: `KMSError` of kind `configuration` if it was shut down before.
    package func shutdown() async throws(KMSError) {
        let pools = state.withLock { state -> [OriginPool]? in
            guard !state.isShutDown else { return nil }
            state.isShutDown = true
            defer { (state.pools, state.routes) = ([:], [:]) }
            return Array(state.pools.values)
        }
        guard let pools else { throw KMSError(.configuration, message: "the client was shut down before") }
        // All at once: a server may hold each of them up for a while.
        for pool in pools { pool.close() }
        for pool in pools { await pool.shutdown() }
    }

    private func route(to text: String) throws(KMSError) -> Route {
        try state.withLock { state throws(KMSError) in
            guard !state.isShutDown else { throw Self.shutDown(nil) }
            if let route = state.routes[text] { return route }
            let url: WebURL
            do throws(WebURL.Refusal) { url = try WebURL(text) } catch {
                throw KMSError(.configuration, message: "the URL of a request \(error.reason)")
            }
            let pool = state.pools[url.origin] ?? pool(of: url.origin)
            state.pools[url.origin] = pool
            let route = Route(url: url, pool: pool)
            if state.routes.count < Self.maximumRoutes { state.routes[text] = route }
            return route
        }
    }

    private func pool(of origin: WebURL.Origin) -> OriginPool {
        OriginPool(
            maximum: configuration.maximumConnections, whenIdle: { [weak self] pool in self?.forget(pool, origin) }
        ) { [connector] in
            try await connector.connect(to: origin, for: $0)
        }
    }

    /// Lets a pool go that has nothing in it.
    private func forget(_ pool: OriginPool, _ origin: WebURL.Origin) {
        state.withLock { state in
            guard state.pools[origin] === pool, pool.closeIfIdle() else { return }
            state.pools[origin] = nil
            state.routes = state.routes.filter { $0.value.pool !== pool }
        }
    }

    private static func shutDown(_ error: (any Error)?) -> KMSError {
        KMSError(.configuration, message: "the client was shut down", underlying: error)
    }
}

// Its requests hold tokens, and its configuration a proxy's password.
extension HTTPTransport: CustomReflectable {
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
#endif
