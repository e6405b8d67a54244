// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if RemoteJWKS
import JWTKMS
import KMSAPI
import KMSTransport

/// Gets the documents of an issuer over HTTPS. An issuer is asked so seldom that no connection is kept, and so the user has
/// nothing to shut down.
struct DocumentClient: Sendable {
    static let maximumRedirects = 3

    private let exchange: any HTTPExchange
    private let timeLimit: Duration
    /// What the user adds to requests.
    var headers: RequestHeaders?

    /// - Throws: `KMSError` of kind `configuration` for certificates or a proxy that can't be used.
    init(_ configuration: RemoteJWKS.Configuration) throws(KMSError) {
        timeLimit = min(max(configuration.timeLimit, .milliseconds(1)), .seconds(600))
        var transport = TransportConfiguration(
            settings: .init(authorities: "certificateAuthorities", proxy: "the proxy of the configuration"))
        transport.keepsConnections = false
        transport.connectTimeout = timeLimit
        if let authorities = configuration.certificateAuthorities {
            guard let certificates = TransportConfiguration.certificates(pem: Array(authorities.utf8)) else {
                throw KMSError(.configuration, message: "certificateAuthorities holds no certificate in PEM")
            }
            transport.authorities = certificates
        }
        if let proxy = try configuration.proxy.map(Self.proxy) { transport.proxy = { _ in proxy } }
        exchange = HTTPTransport(transport)
    }

    /// Gets a document. It follows redirects within the same scheme, host and port.
    ///
    /// - Parameters:
    ///   - tag: the `ETag` of what is known: a 304 says that it is still the same, RFC 9110 section 13.1.2.
    ///   - maximumBytes: of the body. A longer one is not read.
    /// - Throws: `KMSError`; `CancellationError`.
    func get(_ url: DocumentURL, tag: EntityTag? = nil, maximumBytes: Int) async throws -> HTTPResponse {
        var place = url
        for _ in 0...Self.maximumRedirects {
            let response = try await ask(place, tag, maximumBytes)
            guard [301, 302, 303, 307, 308].contains(response.status) else { return response }
            do throws(DocumentURL.Refusal) {
                place = try place.redirected(to: response.headers("Location"))
            } catch {
                throw FetchFailure.refused(place, error.reason, status: response.status)
            }
        }
        throw FetchFailure.refused(url, "it redirects more than \(Self.maximumRedirects) times", status: nil)
    }

    private func ask(_ url: DocumentURL, _ tag: EntityTag?, _ maximumBytes: Int) async throws -> HTTPResponse {
        var request = HTTPRequest(
            method: "GET", url: url.text,
            headers: [
                (name: "Accept", value: "application/json, application/jwk-set+json"),
                (name: "User-Agent", value: "jwt-kms"),
            ] + (headers?.sent(to: url) ?? []))
        if let tag { request.headers.append((name: "If-None-Match", value: tag.text)) }
        request.reads = .ofOK
        do {
            return try await exchange.response(to: request, timeLimit: timeLimit, maximumBodyBytes: maximumBytes)
        } catch let error as KMSError {
            throw FetchFailure.network(error, url)
        }
    }

    private static func proxy(_ url: String) throws(KMSError) -> Proxy {
        do {
            return try Proxy(url)
        } catch {
            // It may hold a password.
            throw KMSError(
                .configuration, message: "proxy is not the URL of a proxy, such as http://proxy.example.com:3128")
        }
    }
}
#endif
