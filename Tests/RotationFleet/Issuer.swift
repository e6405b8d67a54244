// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if Tools
import FleetTimes
import Foundation
import HTTPTypes
import HummingbirdCore
import JWTKMS
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle

enum Issuer {
    static func run(endpoint: String) async throws {
        try await Member.following(endpoint) { keys in
            let server = Task { try await serve(keys) }
            defer { server.cancel() }
            try await Member.answer { _ in
                do {
                    let end = Date(timeIntervalSinceNow: FleetTimes.lifetime)
                    return try await keys.sign(FleetClaims(exp: .init(value: end)))
                } catch {
                    return "unsigned \(error)"
                }
            }
        }
    }

    /// The key set, as the guide "Publish your keys" has it.
    private static func serve(_ keys: KMSKeyCollection) async throws {
        let logger = Logger(label: "rotation-fleet") { _ in SwiftLogNoOpLogHandler() }
        let server = try HTTPServerBuilder.http1().buildServer(
            configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: logger
        ) { _, writer, _ in
            let set = try await keys.jwks()
            let head = HTTPResponse(
                status: .ok,
                headerFields: [
                    .contentType: "application/jwk-set+json", .cacheControl: FleetTimes.policy.cacheControl,
                    .eTag: set.etag,
                ])
            try await writer.write(response: head, body: .init(byteBuffer: ByteBuffer(string: set.json)))
        } onServerRunning: { channel in
            Member.say("http://127.0.0.1:\(channel.localAddress?.port ?? 0)/jwks.json")
        }
        try await server.run()
    }
}
#endif
