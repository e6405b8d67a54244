// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if Tools
import NIOCore

/// What this server is called: a page of another site that has its name resolve to this machine (DNS rebinding) gives
/// itself away by that name in the `Host` header.
struct OwnHosts: Sendable {
    private let names: Set<String>

    private static let loopback: Set<String> = ["localhost", "127.0.0.1", "[::1]"]

    init(_ configuration: LocalKMSServer.Configuration) {
        let given = [configuration.host] + configuration.allowedHosts
        names = Self.loopback.union(given.map(Self.name)).subtracting(["0.0.0.0", "[::]"])
    }

    /// Whether a `Host` header is this server's own. Ports are not compared: containers map them.
    ///
    /// - Parameter address: the address of this machine that the connection came to.
    func contain(_ host: String?, address: @autoclosure () -> SocketAddress?) -> Bool {
        guard let host = host.map({ Self.withoutPort($0.lowercased()) }) else { return false }
        if names.contains(host) { return true }
        guard let address = address()?.ipAddress else { return false }
        return host == Self.name(address.hasPrefix("::ffff:") ? String(address.dropFirst(7)) : address)
    }

    /// Whether a server that listens there is reached from this machine alone.
    static func isLoopback(_ host: String) -> Bool { loopback.contains(name(host)) || host.hasPrefix("127.") }

    /// As a header has it: an address of IPv6 stands in brackets.
    private static func name(_ host: String) -> String {
        host.contains(":") && !host.hasPrefix("[") ? "[\(host.lowercased())]" : host.lowercased()
    }

    private static func withoutPort(_ host: String) -> String {
        if host.hasPrefix("[") { return host.firstIndex(of: "]").map { String(host[...$0]) } ?? host }
        return String(host.prefix { $0 != ":" })
    }
}
#endif
