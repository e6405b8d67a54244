// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPFaults
import KMSAPI

extension Scene {
    private static let malformed = Outcome.fails(.malformedResponse)
    private static let broken = Outcome.fails(.transport)
    private static let ok = "HTTP/1.1 200 OK\r\n"
    private static let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"

    /// Bytes that are not a response, although the server keeps the connection open and the client could wait for more.
    static let malformedHeads: [Scene] =
        [
            "HTTP/2 200 OK", "HTTP/1.1 20 OK", "HTTP/1.1 2000 OK", "HTTP/1.1  200 OK", "HTTP/1.1 abc OK",
            "http/1.1 200 OK",
            "ICY 200 OK", "HTTP/1.1 099 OK", "HTTP/1.1 200OK", " HTTP/1.1 200 OK", "HTTP/1.1\t200 OK",
            "HTTP/1.x 200 OK",
            "HTTP/1.1 200 O\u{1}K", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket",
        ].map { says("status line: \($0.prefix(28))", malformed, "\($0)\r\n\r\n") } + [
            says("an empty line before it", malformed, "\r\n" + ok + "Content-Length: 0\r\n\r\n"),
            says("the banner of SSH", malformed, "SSH-2.0-OpenSSH_9.2\r\n"),
            says("JSON alone", malformed, "{}"), says("HTML alone", malformed, "<html>"),
            says("a byte of zero", malformed, "\u{0}"), says("only LF ends lines", malformed, "HTTP/1.1 200 OK\n\n"),
            says("a CR within a line", malformed, "HTTP/1.1 200 OK\rContent-Length: 0\r\n\r\n"),
            says("the record of TLS", broken, "\u{15}\u{3}\u{3}\u{0}\u{2}\u{2}\u{28}"),
        ]
        + [
            "No colon here", "Space : a", ": a", "N\u{1}: a", "X: a\u{0}b", "X: a\u{7F}b", "X: a\rb", " X: folded",
            "X\u{E9}: a",
            "X;Y: a", "(X): a",
        ].map { says("header: \($0.debugDescription)", malformed, "\(ok)\($0)\r\nContent-Length: 0\r\n\r\n") }
        + [
            says("129 headers", malformed, ok + (0..<129).map { "X-\($0): a\r\n" }.joined() + "\r\n"),
            says("a header without end", malformed, "\(ok)X: \(String(repeating: "a", count: 70_000))"),
            says(
                "headers of 70,000 bytes", malformed,
                ok + String(repeating: "X: \(String(repeating: "a", count: 990))\r\n", count: 70)),
            says("101 interim responses", malformed, String(repeating: "HTTP/1.1 103 Early Hints\r\n\r\n", count: 101)),
        ]

    /// Bodies whose length could be read in more than one way, or is none.
    static let malformedBodies: [Scene] =
        [
            "Content-Length: 2\r\nContent-Length: 2", "Content-Length: 2\r\nContent-Length: 3", "Content-Length: 2, 2",
            "Content-Length: +2", "Content-Length: -2", "Content-Length: 0x2", "Content-Length: 2 2",
            "Content-Length: ",
            "Content-Length: 9223372036854775808", "Content-Length: 18446744073709551618", "Content-Length: two",
            "Content-Length: 2\r\nTransfer-Encoding: chunked", "Transfer-Encoding: chunked\r\nContent-Length: 2",
            "Transfer-Encoding: gzip", "Transfer-Encoding: gzip, chunked", "Transfer-Encoding: chunked, chunked",
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", "Transfer-Encoding: identity",
            "Transfer-Encoding: xchunked", "Transfer-Encoding: ",
        ].map { says($0.replacing("\r\n", with: " and "), malformed, "\(ok)\($0)\r\n\r\n{}") }
        + [
            says(
                "chunks of HTTP/1.0", malformed,
                "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n")
        ]
        + [
            "\r\n", "-1\r\n", "0x2\r\n{}", "FFFFFFFFFFFFFFFF\r\n", "1000000000000000\r\n", " 2\r\n{}", "2\n{}",
            "2\r\n{}x\r\n",
            "2\r\n{}\n0\r\n\r\n", "2,a\r\n{}", "2;\u{1}\r\n{}", "g\r\n",
            "2;\(String(repeating: "a", count: 1100))\r\n{}",
            "2;\(String(repeating: "a", count: 1100))", "0\r\nno colon\r\n\r\n", "0\r\nX: \u{0}\r\n\r\n",
            "0\r\nX: \(String(repeating: "a", count: 70_000))",
            "0\r\n" + String(repeating: "X: a\r\n", count: 200),
        ].map { says("chunk: \($0.prefix(24).debugDescription) of \($0.utf8.count) bytes", malformed, chunked + $0) }
        + ["gzip", "br", "deflate, identity", "x-gzip", "\u{7}", "zstd"].dropLast(2).map {
            says("Content-Encoding: \($0)", malformed, "\(ok)Content-Encoding: \($0)\r\nContent-Length: 2\r\n\r\n{}")
        } + [
            says("a length past the limit", malformed, "\(ok)Content-Length: 65537\r\n\r\n"),
            says("chunks past the limit", malformed, chunked + "10001\r\n" + String(repeating: " ", count: 65_537)),
            says(
                "a body until the close, past the limit", malformed, "\(ok)\r\n" + String(repeating: " ", count: 65_537)
            ),
            says("a packed body of an unknown coding", malformed, "\(ok)Content-Encoding: hunter-2\r\n\r\n"),
        ]

    /// Connections that end too early.
    static let cut: [Scene] = [
        says("a close before a response", broken, "", .close), says("a reset before a response", broken, "", .reset),
        says("a close in the status line", broken, "HTTP/1.1 2", .close),
        says("a close in a header", broken, "\(ok)Content-Le", .close),
        says("a close before a body", broken, "\(ok)Content-Length: 2\r\n\r\n", .close),
        says("a close in a body", broken, "\(ok)Content-Length: 2\r\n\r\n{", .close),
        says("a cut in a body", broken, "\(ok)Content-Length: 2\r\n\r\n{", .cut),
        says("a reset in a body", broken, "\(ok)Content-Length: 2\r\n\r\n{", .reset),
        says("a close in a chunk", broken, chunked + "2\r\n{", .close),
        says("a close between chunks", broken, chunked + "2\r\n{}\r\n", .close),
        says("a close before the last chunk ends", broken, chunked + "2\r\n{}\r\n0\r\n", .close),
        says("a close in the trailers", broken, chunked + "2\r\n{}\r\n0\r\nX: a\r\n", .close),
        says("a close after an interim response", broken, "HTTP/1.1 103 Early Hints\r\n\r\n", .close),
        answers("no close_notify after a body until the close", broken, ways: [.encrypted, .proxied]) {
            [.send(ok + "\r\n" + $0), .cut]
        },
        answers("a reset after a body until the close", broken, ways: [.encrypted, .proxied]) {
            [.send(ok + "\r\n" + $0), .reset]
        },
    ]

    /// Errors keep their status, whatever comes with them.
    static let statuses: [Scene] = [
        says(
            "503 with a page of 300 kB", .status(503),
            "HTTP/1.1 503 X\r\nContent-Length: 300000\r\n\r\n" + String(repeating: "a", count: 300_000)),
        says(
            "503 with a page without end", .status(503),
            "HTTP/1.1 503 X\r\n\r\n" + String(repeating: "a", count: 100_000)),
        says(
            "503 with chunks past the limit", .status(503),
            "HTTP/1.1 503 X\r\nTransfer-Encoding: chunked\r\n\r\n20000\r\n" + String(repeating: "a", count: 131_072)),
        says(
            "503 with a packed page", .status(503),
            "HTTP/1.1 503 X\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\n"),
        says("503 without a body", .status(503), "HTTP/1.1 503 X\r\nContent-Length: 0\r\n\r\n"),
        says(
            "500 and a close", .status(500), "HTTP/1.1 500 X\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}",
            .close),
        says("500 until the close", .status(500), "HTTP/1.1 500 X\r\n\r\n{}", .close),
        says(
            "404 with a page", .status(404),
            "HTTP/1.1 404 X\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>"),
        says("204", .status(204), "HTTP/1.1 204 X\r\n\r\n"),
        says("204 with a length that it must not have", .status(204), "HTTP/1.1 204 X\r\nContent-Length: 9\r\n\r\n"),
        says("204 with bytes after it", .status(204), "HTTP/1.1 204 X\r\n\r\n" + good(stranger)),
        says("304 with bytes after it", .status(304), "HTTP/1.1 304 X\r\nContent-Length: 400\r\n\r\n" + good(stranger)),
        says(
            "429 with a whole response after it", .status(429),
            "HTTP/1.1 429 X\r\nContent-Length: 2\r\n\r\n{}" + good(stranger)),
        says("a status that nobody knows", .status(999), "HTTP/1.1 999 X\r\nContent-Length: 0\r\n\r\n"),
    ]

    /// Servers that hold a client up.
    static let slow: [Scene] = [
        answers("silence", .fails(.timeout), waits: true) { _ in [] },
        answers("silence after a status line", .fails(.timeout), waits: true) { _ in [.send(ok)] },
        answers("silence after a head", .fails(.timeout), waits: true) { _ in [.send("\(ok)Content-Length: 2\r\n\r\n")]
        },
        answers("silence in a chunk", .fails(.timeout), waits: true) { _ in [.send(chunked + "2\r\n{")] },
        answers("silence after an interim response", .fails(.timeout), waits: true) { _ in
            [.send("HTTP/1.1 100 Continue\r\n\r\n")]
        },
        answers("a byte now and then", .fails(.timeout), waits: true) { _ in
            [.send("\(ok)Content-Length: 9999\r\n\r\n"), .drip]
        },
        answers("a body until a close that never comes", .fails(.timeout), waits: true) { [.send("\(ok)\r\n\($0)")] },
    ]

    /// What a proxy answers to a CONNECT.
    static let tunnels: [Scene] = [
        tunnel("no reason phrase", .kept, .send("HTTP/1.1 200\r\n\r\n")),
        tunnel("HTTP/1.0", .kept, .send("HTTP/1.0 200 Connection established\r\n\r\n")),
        tunnel("another 2xx", .kept, .send("HTTP/1.1 201 Created\r\n\r\n")),
        tunnel("a length, which means nothing", .kept, .send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n")),
        tunnel(
            "two lengths, which mean nothing", .kept,
            .send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n")),
        tunnel("chunks, which mean nothing", .kept, .send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")),
        tunnel("a coding, which means nothing", .kept, .send("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n")),
        tunnel("an interim response before it", .kept, .send("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n")),
        tunnel("Connection: close, which means nothing", .kept, .send("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")),
        tunnel(
            "headers of its own", .kept, .send("HTTP/1.1 200 OK\r\nVia: 1.1 squid\r\nProxy-Agent: a b\r\n c\r\n\r\n")),
        tunnel("byte by byte", .kept, .sendBytewise(Array("HTTP/1.1 200 OK\r\nVia: a\r\n\r\n".utf8))),
        tunnel("407", broken, opens: false, .send("HTTP/1.1 407 X\r\nContent-Length: 0\r\n\r\n")),
        tunnel("403 with a page", broken, opens: false, .send("HTTP/1.1 403 X\r\nContent-Length: 9\r\n\r\n<html></>")),
        tunnel("502", broken, opens: false, .send("HTTP/1.1 502 X\r\n\r\n"), .close),
        tunnel("a redirect", broken, opens: false, .send("HTTP/1.1 302 X\r\nLocation: http://login/\r\n\r\n")),
        tunnel("101", malformed, opens: false, .send("HTTP/1.1 101 X\r\n\r\n")),
        tunnel("the banner of SSH", malformed, opens: false, .send("SSH-2.0-OpenSSH_9.2\r\n")),
        tunnel("the record of TLS", broken, opens: false, .send("\u{15}\u{3}\u{3}\u{0}\u{2}\u{2}\u{28}")),
        tunnel(
            "101 interim responses", malformed, opens: false,
            .send(String(repeating: "HTTP/1.1 103 X\r\n\r\n", count: 101))),
        tunnel(
            "a head without end", malformed, opens: false, .send("\(ok)X: \(String(repeating: "a", count: 70_000))")),
        tunnel("a close", broken, opens: false, .close), tunnel("a reset", broken, opens: false, .reset),
        tunnel("a close within its head", broken, opens: false, .send("HTTP/1.1 200 OK\r\n"), .close),
        tunnel(
            "bytes after its head that are not TLS", broken, opens: false,
            .send("HTTP/1.1 200 OK\r\n\r\nhello, hello, hello")),
        tunnel("silence", .fails(.timeout), opens: false, waits: true),
        tunnel(
            "silence behind the tunnel", .fails(.timeout), opens: false, waits: true, .send("HTTP/1.1 200 OK\r\n\r\n")),
    ]

    /// All of them, or those whose name holds `SCENE`, for work on one.
    static var chosen: [Scene] {
        guard let part = ProcessInfo.processInfo.environment["SCENE"] else { return all }
        return all.filter { $0.name.contains(part) }
    }

    static let all = kept + fresh + malformedHeads + malformedBodies + cut + statuses + slow + tunnels
}
