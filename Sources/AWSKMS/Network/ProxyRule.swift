// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI
import KMSTransport

/// The proxy for HTTPS, and the hosts that are reached without it: `HTTPS_PROXY` and `NO_PROXY`, in small letters first, as
/// curl and Python read them.
struct ProxyRule: Sendable {
    let proxy: Proxy
    private let exceptions: [String]

    /// - Returns: nil if no proxy is set.
    /// - Throws: `KMSError` of kind `configuration` if it is not the URL of a proxy.
    static func find(_ environment: Environment) throws(KMSError) -> ProxyRule? {
        for name in ["https_proxy", "HTTPS_PROXY"] {
            guard let url = environment[name] else { continue }
            do {
                return ProxyRule(proxy: try Proxy(url), environment)
            } catch {
                // The URL may hold a password.
                throw KMSError(
                    .configuration,
                    message: "\(name) is not the URL of a proxy, such as http://proxy.example.com:3128")
            }
        }
        return nil
    }

    private init(proxy: Proxy, _ environment: Environment) {
        self.proxy = proxy
        let noProxy = environment["no_proxy"] ?? environment["NO_PROXY"] ?? ""
        exceptions = noProxy.split { $0 == "," || $0 == " " }.map(Self.exception)
    }

    /// `.x` and `*.x` mean `x`. A port says nothing, because HTTPS has one.
    private static func exception(_ entry: Substring) -> String {
        var name = entry.lowercased()
        if name.hasPrefix("*.") { name.removeFirst() }
        if name.hasSuffix(".") { name.removeLast() }
        if name.hasPrefix(".") { return String(name.dropFirst()) }
        if name.hasPrefix("[") { return String(name.dropFirst().prefix { $0 != "]" }) }
        let isAddress = name.utf8.count(where: { $0 == UInt8(ascii: ":") }) > 1
        return isAddress ? name : String(name.prefix { $0 != ":" })
    }

    /// Whether a host is reached through the proxy.
    ///
    /// - Parameter host: in small letters; an IPv6 address without its brackets.
    func serves(_ host: String) -> Bool {
        !exceptions.contains { $0 == "*" || $0 == host || !$0.isEmpty && host.hasSuffix(".\($0)") }
    }
}
