// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if Tools
import Crypto
import HTTPTypes
import HummingbirdCore
import KMSAPI
import LocalKMS
import NIOCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The page for people: the keys, and nothing that changes them. It has no script, and its policy allows none.
struct KeyPage: Sendable {
    let kms: LocalKMS
    /// Whether requests must be signed with keys of a credentials file.
    let checksSignatures: Bool

    /// - Parameter url: how the reader reached the server.
    func response(url: String) async -> Response {
        let html: HTML
        do {
            let environment = ClientEnvironment(
                url: url, region: kms.region, account: kms.account, checksSignatures: checksSignatures)
            html = Self.html(try await KeyListing(kms), environment)
        } catch {
            html = Self.html(failure: (error as? KMSError)?.message ?? "The keys can't be read.")
        }
        return Response(
            status: .ok, headers: Self.headers, body: .init(byteBuffer: ByteBuffer(string: html.markup)))
    }

    private static let headers: HTTPFields = {
        var headers: HTTPFields = [
            .contentType: "text/html; charset=utf-8", .cacheControl: "no-store", .xContentTypeOptions: "nosniff",
            .contentSecurityPolicy: policy,
        ]
        headers[HTTPField.Name("Referrer-Policy")] = "no-referrer"
        headers[HTTPField.Name("Cross-Origin-Resource-Policy")] = "same-origin"
        return headers
    }()

    /// The style sheet is allowed by its hash: what else may have come into the page is not.
    private static let policy: String = {
        let hash = Data(SHA256.hash(data: Data(PageStyle.sheet.utf8))).base64EncodedString()
        return
            "default-src 'none'; style-src 'sha256-\(hash)'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    }()

    private static func html(_ listing: KeyListing, _ environment: ClientEnvironment) -> HTML {
        let shown = listing.isTruncated ? "The first \(listing.count) keys" : Self.count(listing.count)
        let keys = environment.checksSignatures ? ", with keys of the credentials file" : ""
        return document(
            """
            <p class="lead">\(shown). For development only: never keep keys here that matter.</p>
            <section class="tools">
            <h2>Point your tools here\(keys)</h2>
            <pre>\(environment.lines.joined(separator: "\n"))</pre>
            </section>
            <main>
            \(listing.groups.isEmpty ? empty : "")\(listing.groups.map(\.html))
            </main>
            """)
    }

    private static func html(failure: String) -> HTML { document(#"<main><p class="failure">\#(failure)</p></main>"#) }

    private static let empty: HTML = """
        <p class="empty">There are no keys yet. This makes one:</p>
        <pre>aws kms create-key --key-spec ECC_NIST_P256 --key-usage SIGN_VERIFY</pre>
        """

    private static func count(_ keys: Int) -> String { keys == 1 ? "1 key" : "\(keys == 0 ? "No" : "\(keys)") keys" }

    private static func document(_ body: HTML) -> HTML {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>LocalKMS</title>
        <style>\(HTML(markup: PageStyle.sheet))</style>
        </head>
        <body>
        <header><h1>LocalKMS</h1></header>
        \(body)
        <footer>jwt-kms local-kms</footer>
        </body>
        </html>

        """
    }
}
#endif
