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
        // Who gives a port means the name.
        let given =
            [Self.name(configuration.host)]
            + configuration.allowedHosts.map { Self.withoutPort($0.lowercased()) ?? Self.name($0) }
        names = Self.loopback.union(given).subtracting(["0.0.0.0", "[::]"])
    }

    /// Whether a `Host` header is this server's own. Ports are not compared: containers map them.
    ///
    /// - Parameter address: the address of this machine that the connection came to.
    func contain(_ host: String?, address: @autoclosure () -> SocketAddress?) -> Bool {
        guard let host = host.flatMap({ Self.withoutPort($0.lowercased()) }) else { return false }
        if names.contains(host) { return true }
        guard let address = address()?.ipAddress else { return false }
        return host == Self.name(address.hasPrefix("::ffff:") ? String(address.dropFirst(7)) : address)
    }

    /// Whether a text is what a `Host` header can be: a name or an address, and nothing after it but a port.
    static func isHost(_ text: String) -> Bool {
        let host = withoutPort(text.lowercased()) ?? name(text)
        guard host.hasPrefix("[") else { return !host.isEmpty && host.utf8.allSatisfy(isOfName) }
        let address = String(host.dropFirst().dropLast())
        return host.hasSuffix("]") && (try? SocketAddress(ipAddress: address, port: 0)) != nil
    }

    /// Underscores are none of DNS's, but there are containers that have one.
    private static func isOfName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: [UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_")].contains(byte)
        }
    }

    /// Whether a server that listens there is reached from this machine alone.
    static func isLoopback(_ host: String) -> Bool {
        let isOfIPv4 = host.utf8.allSatisfy {
            $0 == UInt8(ascii: ".") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
        }
        return loopback.contains(name(host)) || host.hasPrefix("127.") && isOfIPv4
    }

    /// As a header has it: an address of IPv6 stands in brackets.
    private static func name(_ host: String) -> String {
        host.contains(":") && !host.hasPrefix("[") ? "[\(host.lowercased())]" : host.lowercased()
    }

    /// A name or an address, and nothing after it but a port; nil for what is no host.
    private static func withoutPort(_ host: String) -> String? {
        let end =
            host.hasPrefix("[")
            ? host.firstIndex(of: "]").map { host.index(after: $0) } : host.firstIndex(of: ":") ?? host.endIndex
        guard let end else { return nil }
        let port = host[end...].utf8
        let isPort =
            port.first == UInt8(ascii: ":") && (1...6).contains(port.count)
            && port.dropFirst().allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        return port.isEmpty || isPort ? String(host[..<end]) : nil
    }
}
#endif
