// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The proxy that requests over HTTPS go through, and the hosts that are reached without it: `HTTPS_PROXY` and `NO_PROXY`,
/// in small letters first, as curl and Python read them.
///
/// What is not encrypted (an emulator on this machine) and the metadata services never go through it.
struct Proxy: Sendable {
    /// An address of IPv6 without its brackets.
    let host: String
    let port: Int
    /// As the proxy's URL has them.
    let user: String?
    let password: String?
    private let exceptions: [String]

    /// - Returns: nil where none is set.
    /// - Throws: `KMSError` of kind `configuration` where it is no URL of a proxy.
    static func find(_ environment: Environment) throws(KMSError) -> Proxy? {
        for name in ["https_proxy", "HTTPS_PROXY"] {
            if let url = environment[name] { return try Proxy(url, name, environment) }
        }
        return nil
    }

    private init(_ url: String, _ name: String, _ environment: Environment) throws(KMSError) {
        // Without a scheme it is a host and a port.
        let components = URLComponents(string: url.contains("://") ? url : "http://\(url)")
        guard let components, components.scheme?.lowercased() == "http", let host = components.host, !host.isEmpty,
            (1...65_535).contains(components.port ?? 80)
        else {
            // The URL may hold a password.
            throw KMSError(
                .configuration, message: "\(name) is not the URL of a proxy, such as http://proxy.example.com:3128")
        }
        let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
        self.host = isBracketed ? String(host.dropFirst().dropLast()) : host
        port = components.port ?? 80
        user = components.user
        password = components.password
        let noProxy = environment["no_proxy"] ?? environment["NO_PROXY"] ?? ""
        exceptions = noProxy.split { $0 == "," || $0 == " " }.map(Self.exception)
    }

    /// `.x` and `*.x` mean `x`, and a port says nothing: HTTPS has one.
    private static func exception(_ entry: Substring) -> String {
        var name = entry.lowercased()
        if name.hasPrefix("*.") { name.removeFirst() }
        if name.hasSuffix(".") { name.removeLast() }
        return name.hasPrefix(".") ? String(name.dropFirst()) : withoutPort(name, isBare: true)
    }

    /// Whether this host (a name or an address, with its port where the URL has one) is reached through the proxy.
    func serves(_ host: String) -> Bool {
        let name = Self.withoutPort(host.lowercased(), isBare: false)
        return !exceptions.contains { $0 == "*" || $0 == name || !$0.isEmpty && name.hasSuffix(".\($0)") }
    }

    /// - Parameter isBare: whether an IPv6 address may stand without its brackets.
    private static func withoutPort(_ host: String, isBare: Bool) -> String {
        if let end = host.lastIndex(of: "]") { return String(host[...end]) }
        if isBare, host.utf8.count(where: { $0 == UInt8(ascii: ":") }) > 1 { return "[\(host)]" }
        return String(host.prefix { $0 != ":" })
    }
}

// A proxy's URL may hold a password.
extension Proxy: CustomStringConvertible, CustomReflectable {
    var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
    var customMirror: Mirror { Mirror(self, children: ["host": host]) }
}
