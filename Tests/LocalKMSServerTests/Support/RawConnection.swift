// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOCore
import NIOPosix
import Testing

/// A connection that sends what a test writes, byte for byte, and reads what comes.
struct RawConnection: Sendable {
    private let channel: NIOAsyncChannel<ByteBuffer, ByteBuffer>
    private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    private let received: Received

    /// What came and was not read yet.
    private actor Received {
        private var iterator: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
        private var bytes = ""

        init(_ stream: NIOAsyncChannelInboundStream<ByteBuffer>) { iterator = stream.makeAsyncIterator() }

        func answer(isHead: Bool) async throws -> RawAnswer? {
            while true {
                if let (answer, rest) = RawAnswer.first(in: bytes, isHead: isHead) {
                    bytes = rest
                    return answer
                }
                // Own iterator: taken out while it waits, for it is mutated there.
                var next = iterator
                let buffer = try await next.next(isolation: self)
                iterator = next
                guard let buffer else { return nil }
                bytes += String(buffer: buffer)
            }
        }
    }

    /// Runs `body` with a connection, and closes it.
    static func with<Value: Sendable>(
        _ url: String, _ body: (RawConnection) async throws -> Value
    ) async throws -> Value {
        let place = try #require(URL(string: url))
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: try #require(place.host()), port: try #require(place.port)) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            try await body(RawConnection(channel: channel, outbound: outbound, received: Received(inbound)))
        }
    }

    /// One request and its answer.
    static func exchange(_ url: String, _ request: String) async throws -> RawAnswer {
        try await with(url) { connection in
            try await connection.send(request)
            return try #require(try await connection.answer(), "the connection was closed without an answer")
        }
    }

    func send(_ text: String) async throws { try await outbound.write(ByteBuffer(string: text)) }

    /// The next answer; nil where the server closed the connection instead.
    ///
    /// - Parameter isHead: whether `HEAD` was asked, whose answer ends before its body.
    func answer(isHead: Bool = false) async throws -> RawAnswer? {
        do {
            return try await received.answer(isHead: isHead)
        } catch is IOError {
            return nil
        }
    }
}

/// An answer of HTTP.
struct RawAnswer: Sendable {
    let status: Int
    /// By their names in small letters.
    let headers: [String: String]
    /// As they are written, without the `Date` and the request id, which differ each time.
    let head: String
    let body: String

    /// The first whole answer in a text, and what follows it.
    static func first(in text: String, isHead: Bool = false) -> (RawAnswer, String)? {
        guard let end = text.range(of: "\r\n\r\n") else { return nil }
        let lines = text[..<end.lowerBound].components(separatedBy: "\r\n")
        let pairs = lines.dropFirst().compactMap { line -> (String, String)? in
            guard let colon = line.range(of: ": ") else { return nil }
            return (line[..<colon.lowerBound].lowercased(), String(line[colon.upperBound...]))
        }
        let headers = Dictionary(pairs, uniquingKeysWith: { "\($0), \($1)" })
        let length = isHead ? 0 : headers["content-length"].flatMap(Int.init) ?? 0
        let rest = text[end.upperBound...].utf8
        guard rest.count >= length else { return nil }
        let stable = lines.filter { line in
            !["date:", "x-amzn-requestid:"].contains { line.lowercased().hasPrefix($0) }
        }
        let answer = RawAnswer(
            status: lines[0].split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0, headers: headers,
            head: stable.joined(separator: "\n"), body: String(decoding: rest.prefix(length), as: UTF8.self))
        return (answer, String(decoding: rest.dropFirst(length), as: UTF8.self))
    }
}
