// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if RemoteJWKS
import AsyncHTTPClient
import JWTKMS
import KMSAPI
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import ServiceIdentity

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Gets documents over HTTPS. An issuer is asked so seldom that no connection is kept, and so the user has nothing to shut
/// down.
struct DocumentClient {
    /// An answer, whole.
    struct Answer {
        let status: Int
        let headers: HTTPHeaders
        let body: [UInt8]
    }

    static let maximumRedirects = 3

    /// On every system the same, and so the same TLS with the same checks.
    private static let group = MultiThreadedEventLoopGroup.singleton

    let configuration: RemoteJWKS.Configuration
    var headers: RequestHeaders?

    /// Gets a document; redirects are followed where they stay with the same scheme, host and port.
    ///
    /// - Parameters:
    ///   - tag: the `ETag` of what is known: a 304 says that it is still the same, RFC 9110 section 13.1.2.
    ///   - maximumBytes: of the body; what is longer is not read.
    /// - Throws: `KMSError`; `CancellationError`.
    func get(_ url: DocumentURL, tag: EntityTag? = nil, maximumBytes: Int) async throws -> Answer {
        var place = url
        for _ in 0...Self.maximumRedirects {
            let answer = try await ask(place, tag, maximumBytes)
            guard [301, 302, 303, 307, 308].contains(answer.status) else { return answer }
            do {
                place = try place.redirected(to: answer.headers.first(name: "Location") ?? "")
            } catch {
                throw FetchFailure.refused(place, error.reason, status: answer.status)
            }
        }
        throw FetchFailure.refused(url, "it redirects more than \(Self.maximumRedirects) times", status: nil)
    }

    private func ask(_ url: DocumentURL, _ tag: EntityTag?, _ maximumBytes: Int) async throws -> Answer {
        var request = HTTPClientRequest(url: url.text)
        request.headers.add(name: "Accept", value: "application/json, application/jwk-set+json")
        request.headers.add(name: "User-Agent", value: "jwt-kms")
        for header in headers?.sent(to: url) ?? [] { request.headers.add(name: header.name, value: header.value) }
        if let tag { request.headers.add(name: "If-None-Match", value: tag.text) }
        do {
            let settings = try Self.settings(configuration, for: url)
            return try await HTTPClient.withHTTPClient(eventLoopGroup: Self.group, configuration: settings) { http in
                let response = try await http.execute(request, deadline: .distantFuture)
                // The body of an error or a redirect is nobody's to read.
                let body = response.status == .ok ? try await response.body.collect(upTo: maximumBytes) : ByteBuffer()
                return Answer(
                    status: Int(response.status.code), headers: response.headers, body: Array(body.readableBytesView))
            }
        } catch {
            if Task.isCancelled || error is CancellationError { throw CancellationError() }
            throw FetchFailure.error(error, url, maximumBytes)
        }
    }

    private static func settings(
        _ configuration: RemoteJWKS.Configuration, for url: DocumentURL
    ) throws -> HTTPClient.Configuration {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.minimumTLSVersion = .tlsv12
        if let authorities = configuration.certificateAuthorities {
            tls.trustRoots = .certificates(try certificates(authorities))
        }
        // A redirect is judged before it is followed, and what is packed could unpack to more than its limit.
        var http = HTTPClient.Configuration(
            tlsConfiguration: tls, redirectConfiguration: .disallow, decompression: .disabled)
        // The next try is for the schedule to decide.
        http.connectionPool.retryConnectionEstablishment = false
        http.httpVersion = .http1Only
        // What is not encrypted is of this machine, and not of the proxy's.
        guard url.isEncrypted else { return http }
        http.proxy = try configuration.proxy.map(proxy)
        check(url.host, &http)
        return http
    }

    /// Looks at the certificate when the connection is made, before anything is sent.
    private static func check(_ host: String, _ http: inout HTTPClient.Configuration) {
        if let name = HostName(host) { http.http1_1ConnectionDebugInitializer = name.check }
        if let address = HostAddress(host) {
            // NIOSSL would hold it against the proxy's.
            if http.proxy != nil { http.tlsConfiguration?.certificateVerification = .noHostnameVerification }
            http.http1_1ConnectionDebugInitializer = address.check
        }
    }

    /// - Throws: `KMSError` of kind `configuration` where these are none.
    static func certificates(_ authorities: String) throws(KMSError) -> [NIOSSLCertificate] {
        guard let certificates = try? NIOSSLCertificate.fromPEMBytes(Array(authorities.utf8)), !certificates.isEmpty
        else { throw KMSError(.configuration, message: "certificateAuthorities holds no certificate in PEM") }
        return certificates
    }

    /// - Throws: `KMSError` of kind `configuration` where this is no URL of a proxy.
    static func proxy(_ url: String) throws(KMSError) -> HTTPClient.Configuration.Proxy {
        guard let components = URLComponents(string: url), components.scheme?.lowercased() == "http",
            let host = components.host, !host.isEmpty, (1...65_535).contains(components.port ?? 80)
        else {
            // It may hold a password.
            throw KMSError(
                .configuration, message: "proxy is not the URL of a proxy, such as http://proxy.example.com:3128")
        }
        return .server(
            host: HostAddress.withoutBrackets(host), port: components.port ?? 80,
            authorization: components.user.map { .basic(username: $0, password: components.password ?? "") })
    }
}
#endif
