// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if AWS
import AsyncHTTPClient
import KMSAPI
import NIOCore
import NIOHTTP1

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// ``HTTPExchange`` over async-http-client: to the metadata services, and by ``ProxiedHTTP``.
struct AsyncHTTP: HTTPExchange {
    let client: HTTPClient

    func response(
        to request: HTTPRequest, timeLimit: Duration, maximumBodyBytes: Int
    ) async throws -> HTTPResponse {
        let host = Self.host(request.url)
        let limit = timeLimit.asTimeLimit
        let late = { @Sendable in KMSError(.timeout, message: "\(host) did not answer within \(limit.forPeople)") }
        return try await TimeLimit.run(limit, orThrow: late) {
            try await exchange(request, host, limit, maximumBodyBytes, late)
        }
    }

    private func exchange(
        _ request: HTTPRequest, _ host: String, _ limit: Duration, _ maximumBodyBytes: Int,
        _ late: @Sendable () -> KMSError
    ) async throws -> HTTPResponse {
        do {
            let response = try await client.execute(Self.message(request), timeout: TimeAmount(limit))
            let body = try await response.body.collect(upTo: maximumBodyBytes)
            return HTTPResponse(
                status: Int(response.status.code), headers: response.headers.map { ($0.name, $0.value) },
                body: Data(body.readableBytesView))
        } catch {
            if Task.isCancelled || error is CancellationError { throw CancellationError() }
            throw Self.error(error, host, maximumBodyBytes, late)
        }
    }

    private static func message(_ request: HTTPRequest) -> HTTPClientRequest {
        var message = HTTPClientRequest(url: request.url)
        message.method = HTTPMethod(rawValue: request.method)
        for header in request.headers { message.headers.add(name: header.name, value: header.value) }
        if !request.body.isEmpty { message.body = .bytes(ByteBuffer(bytes: request.body)) }
        return message
    }

    /// With the port, where the URL has one.
    static func host(_ url: String) -> String {
        let rest = url.utf8.drop { $0 != UInt8(ascii: "/") }.dropFirst(2)
        return String(decoding: rest.prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") }, as: UTF8.self)
    }

    private static func error(
        _ error: any Error, _ host: String, _ maximumBodyBytes: Int, _ late: () -> KMSError
    ) -> KMSError {
        switch error as? HTTPClientError {
        case .connectTimeout?:
            KMSError(.timeout, message: "no connection to \(host) could be made in time", underlying: error)
        case .deadlineExceeded?, .readTimeout?, .getConnectionFromPoolTimeout?: late()
        case .alreadyShutdown?, .cancelled?:
            KMSError(.configuration, message: "the client was shut down", underlying: error)
        // Its long description shows the headers that it refuses.
        case let error?:
            KMSError(.transport, message: "\(host) could not be asked: \(error.shortDescription)", underlying: error)
        case nil where error is NIOTooManyBytesError:
            KMSError(
                .malformedResponse, message: "\(host) answered with more than \(maximumBodyBytes) bytes",
                underlying: error)
        case nil: NetworkFailure.error(error, host)
        }
    }
}

// Below it are requests of others, with their tokens.
extension AsyncHTTP: CustomReflectable {
    var customMirror: Mirror { Mirror(self, children: [:]) }
}
#endif
