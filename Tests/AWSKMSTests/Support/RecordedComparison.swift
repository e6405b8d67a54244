// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import KMSTransport

@testable import AWSKMS

/// How a request differs from the one that was recorded. User agents, lengths, dates and signatures are not compared.
struct RecordedComparison {
    var recorded: RecordedTraffic.Exchange
    var sent: HTTPRequest
    /// Headers and form fields that are not compared.
    var leavingOut: Set<String>

    var differences: [String] { line + headers + signature + form }

    private var line: [String] {
        let (before, now) = (Address(recorded.uri), Address(sent.url))
        return difference("method", recorded.method, sent.method)
            + (before == now && before != nil ? [] : ["recorded was \(recorded.uri)"])
    }

    private static let comparedHeaders = [
        "content-type", "accept", "x-aws-ec2-metadata-token", "x-aws-ec2-metadata-token-ttl-seconds",
        "x-amz-sso_bearer_token", "x-amz-security-token",
    ]

    private var headers: [String] {
        Self.comparedHeaders.filter { !leavingOut.contains($0) }.flatMap { name in
            recorded.headers[name].map { difference(name, $0.first, sent.header(name)) } ?? []
        }
    }

    /// Of a signature: who signed, for which Region and service. An unsigned request must stay so.
    private var signature: [String] {
        guard !leavingOut.contains("authorization") else { return [] }
        let before = recorded.headers["authorization"]?.first
        let now = sent.header("authorization")
        let isSigned = { (header: String?) in header?.hasPrefix("AWS4-HMAC-SHA256 ") ?? false }
        guard isSigned(before) || isSigned(now) else {
            return before.map { difference("authorization", $0, now) } ?? []
        }
        return difference("signer", Self.scope(before), Self.scope(now))
    }

    /// `AKID/20210810/us-east-1/sts/aws4_request` without the day.
    private static func scope(_ authorization: String?) -> String? {
        guard let authorization, let start = authorization.range(of: "Credential=")?.upperBound else { return nil }
        let parts = authorization[start...].prefix { $0 != "," }.split(separator: "/")
        return parts.enumerated().filter { $0.offset != 1 }.map(\.element).joined(separator: "/")
    }

    private var form: [String] {
        guard recorded.headers["content-type"]?.first == "application/x-www-form-urlencoded" else { return [] }
        let (before, now) = (Self.fields(recorded.body), Self.fields(sent.body))
        return Set(before.keys).union(now.keys).subtracting(leavingOut).sorted().flatMap { name in
            switch name {
            // Made from the time, where the case names none.
            case "RoleSessionName": difference(name, before[name] != nil, now[name]?.isEmpty == false)
            default: difference(name, before[name], now[name])
            }
        }
    }

    /// By name; trimmed, because the file of a token ends with a line end. Every field comes once.
    private static func fields(_ body: Data) -> [String: String] {
        let pairs = String(decoding: body, as: UTF8.self).split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map { part in
                part.replacing("+", with: " ").removingPercentEncoding ?? String(part)
            }
            return (parts[0], parts.dropFirst().joined().trimmingCharacters(in: .whitespacesAndNewlines))
        }
        return Dictionary(pairs, uniquingKeysWith: { "\($0), \($1)" })
    }

    private func difference<Value: Equatable>(_ name: String, _ before: Value, _ now: Value) -> [String] {
        before == now ? [] : ["\(name) is \(now), recorded was \(before)"]
    }

    /// A URL, with no path as the root and its query in any order.
    private struct Address: Equatable {
        var origin: String
        var path: String
        var query: [String]

        init?(_ url: String) {
            guard let components = URLComponents(string: url), let scheme = components.scheme,
                let host = components.host
            else { return nil }
            origin = "\(scheme)://\(host.lowercased()):\(components.port ?? (scheme == "https" ? 443 : 80))"
            path = components.percentEncodedPath.isEmpty ? "/" : components.percentEncodedPath
            query = (components.percentEncodedQuery ?? "").split(separator: "&").map(String.init).sorted()
        }
    }
}
