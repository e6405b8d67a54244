// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if Tools
import HTTPTypes
import HummingbirdCore
import JWTKMS
import KMSAPI
import NIOCore

/// Answers requests of HTTP: those of KMS's protocol by `POST`, those of people by `GET` and `HEAD`.
struct Responder: Sendable {
    let hosts: OwnHosts
    let endpoint: KMSEndpoint
    let page: KeyPage
    private let date = DateHeader()

    init(hosts: OwnHosts, endpoint: KMSEndpoint, page: KeyPage) {
        self.hosts = hosts
        self.endpoint = endpoint
        self.page = page
    }

    /// - Parameter writer: tells a client that waits for it to send the body.
    @concurrent func respond(
        to request: Request, on channel: any Channel, through writer: borrowing ResponseWriter
    ) async throws -> Response {
        var response = try await answer(request, channel, writer)
        response.headers[.date] = date.text
        return request.method == .head ? response.createHeadResponse() : response
    }

    @concurrent private func answer(
        _ request: Request, _ channel: any Channel, _ writer: borrowing ResponseWriter
    ) async throws -> Response {
        do throws(KMSError) {
            try checkOrigin(request.head, channel)
        } catch {
            return ErrorAnswer(error).response
        }
        // What checks the health of containers may ask for the head alone.
        let method = request.method == .head ? .get : request.method
        switch (method, request.head.path ?? "") {
        // An endpoint URL may have a path, which AWS SDKs keep.
        case (.post, _): return try await endpoint.respond(to: request, through: writer)
        case (.get, "/health"): return .json(#"{"status":"ok"}"#)
        case (.get, "/"): return await page.response(url: "http://\(request.head.authority ?? "")")
        case (.get, _): return Response(status: .notFound)
        default: return Response(status: .methodNotAllowed, headers: [.allow: "GET, HEAD, POST"])
        }
    }

    /// Refuses what a page of another site could have a browser send.
    private func checkOrigin(_ head: RequestHead, _ channel: any Channel) throws(KMSError) {
        let host = head.authority
        guard head.headerFields[KMSHeader.anotherHost] == nil, hosts.contain(host, address: channel.localAddress) else {
            throw .refused(
                "the Host header names another server (\(host.map { Excerpt.of($0) } ?? "it is missing")); a name that "
                    + "is this one's is given with --allow-host")
        }
        guard head.headerFields[.origin] == nil else {
            throw .refused("requests of browsers (with an Origin header) are not answered")
        }
    }
}

extension KMSError {
    fileprivate static func refused(_ message: String) -> KMSError {
        KMSError(.accessDenied, message: message, kmsStatus: 403)
    }
}

extension Response {
    /// An answer that is none of KMS's.
    static func json(_ text: String) -> Response {
        Response(
            status: .ok, headers: [.contentType: "application/json", .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(string: text)))
    }
}
#endif
