// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import HTTPFaults
import KMSAPI
import Testing

/// A server that behaves in one way, and what a client makes of it.
struct Scene: Sendable, CustomTestStringConvertible {
    enum Outcome: Sendable, Equatable {
        /// The response is good, and its connection is used again.
        case kept
        /// The response is good, and its connection takes no other request.
        case fresh
        /// The response is good, or the connection ended as the request was sent: nobody can know whether it arrived.
        case keptOrBroken
        case fails(KMSError.Kind)
        /// The response has this status, whatever comes with it.
        case status(Int)
    }

    typealias Body = @Sendable (String) -> String

    let name: String
    let outcome: Outcome
    var ways = SceneServer.Way.allCases
    /// Whether the client waits in vain: then each question takes its whole time limit.
    var waits = false
    let script: @Sendable (@escaping Body) -> SceneServer.Script

    var testDescription: String { name }

    /// One in which each request is answered by these steps.
    static func answers(
        _ name: String, _ outcome: Outcome, ways: [SceneServer.Way] = SceneServer.Way.allCases, waits: Bool = false,
        _ steps: @escaping @Sendable (String) -> [SceneServer.Step]
    ) -> Scene {
        Scene(name: name, outcome: outcome, ways: ways, waits: waits) { body in
            SceneServer.Script { steps(body($0)) }
        }
    }

    /// One in which each request is answered by a 200 with these headers and the good body.
    static func headers(
        _ name: String, _ outcome: Outcome, _ headers: String, _ closes: SceneServer.Step? = nil
    ) -> Scene {
        answers(name, outcome) { body in
            [.send("HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\(headers)\r\n\(body)")]
                + (closes.map { [$0] } ?? [])
        }
    }

    /// One in which each request is answered by this, and nothing else.
    static func says(_ name: String, _ outcome: Outcome, _ text: String, _ more: SceneServer.Step...) -> Scene {
        let more = more
        return answers(name, outcome) { _ in [.send(text)] + more }
    }

    /// One in which a proxy answers a CONNECT like this.
    static func tunnel(
        _ name: String, _ outcome: Outcome, opens: Bool = true, waits: Bool = false, _ steps: SceneServer.Step...
    ) -> Scene {
        let steps = steps
        return Scene(name: "proxy: \(name)", outcome: outcome, ways: [.proxied], waits: waits) { body in
            var script = SceneServer.Script { [.send(Self.good(body($0)))] }
            script.tunnel = steps
            script.opensTunnel = opens
            return script
        }
    }

    static func good(_ body: String) -> String {
        "HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    /// A body in chunks of so many bytes.
    static func chunks(_ body: String, of size: Int, extension text: String = "") -> String {
        var rest = Array(body.utf8)[...]
        var chunked = ""
        while !rest.isEmpty {
            let chunk = rest.prefix(size)
            chunked += "\(String(chunk.count, radix: 16))\(text)\r\n\(String(decoding: chunk, as: UTF8.self))\r\n"
            rest = rest.dropFirst(size)
        }
        return chunked
    }
}
