// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// Sends one request and reads its response.
///
/// The protocol exists so that signing, retries and credentials can be tested against exchanges that AWS's own SDKs
/// recorded, without a network.
package protocol HTTPExchange: Sendable {
    /// Sends a request once, and follows no redirect.
    ///
    /// - Parameters:
    ///   - timeLimit: for the whole exchange: name, connection, proxy, handshake, head and body.
    ///   - maximumBodyBytes: of the response. A longer body of a 2xx is an error; that of another status is cut.
    /// - Throws: `KMSError` of kind `transport`, `timeout`, `malformedResponse` or `configuration`;
    ///   `CancellationError`.
    func response(
        to request: HTTPRequest, timeLimit: Duration, maximumBodyBytes: Int
    ) async throws -> HTTPResponse
}
