// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Where requests of one Region go.
struct Endpoint: Sendable, Equatable {
    /// The URL without a slash at its end.
    let url: String
    /// What stands in the `Host` header: with the port, where it is not the scheme's own.
    let host: String
    /// The path to post to, which ends with a slash.
    let path: String
    /// The Region that requests are signed for.
    let region: String

    /// The endpoint that AWS has for a Region.
    static func aws(region: String) throws(KMSError) -> Endpoint {
        let region = try Region.check(region)
        return try Endpoint(url: "https://kms.\(region).\(Partition.of(region: region).dnsSuffix)", region: region)
    }

    /// The endpoint that the user named: in code, by `AWS_ENDPOINT_URL_KMS` or by `AWS_ENDPOINT_URL`. Not encrypted
    /// only where the user wrote `http`.
    static func custom(_ given: String?, _ environment: Environment) -> String? {
        given ?? environment["AWS_ENDPOINT_URL_KMS"] ?? environment["AWS_ENDPOINT_URL"]
    }

    /// - Throws: `KMSError` of kind `configuration` where it is no URL that requests can be posted to.
    init(url: String, region: String) throws(KMSError) {
        let refusal = { (why: String) in
            KMSError(.configuration, message: "the endpoint \(url.debugDescription.prefix(128)) \(why)")
        }
        guard url.utf8.allSatisfy({ (0x21..<0x7F).contains($0) }), let components = URLComponents(string: url) else {
            throw refusal("is not a URL")
        }
        guard let scheme = components.scheme?.lowercased(), ["https", "http"].contains(scheme) else {
            throw refusal("does not begin with https:// or http://")
        }
        guard let host = components.host, !host.isEmpty else { throw refusal("has no host") }
        guard components.user == nil, components.password == nil, components.query == nil, components.fragment == nil
        else { throw refusal("holds a user, a query or a fragment, which an endpoint has not") }
        let port = components.port.flatMap { $0 == (scheme == "https" ? 443 : 80) ? nil : ":\($0)" } ?? ""
        var path = components.path
        while path.hasSuffix("/") { path.removeLast() }
        self.host = host + port
        self.path = path + "/"
        self.url = "\(scheme)://\(self.host)\(path)"
        self.region = region
    }
}
