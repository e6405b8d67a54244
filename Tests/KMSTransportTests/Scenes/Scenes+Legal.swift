// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import HTTPFaults

extension Scene {
    private static let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n"

    /// Legal responses, as odd as they are, after which the connection is used again.
    static let kept: [Scene] = [
        headers("Content-Length", .kept, ""),
        answers("no reason phrase", .kept) { [.send("HTTP/1.1 200\r\nContent-Length: \($0.utf8.count)\r\n\r\n\($0)")] },
        answers("an empty reason phrase", .kept) {
            [.send("HTTP/1.1 200 \r\nContent-Length: \($0.utf8.count)\r\n\r\n\($0)")]
        },
        answers("a reason phrase of 1,000 bytes", .kept) {
            let reason = String(repeating: "very ", count: 200)
            return [.send("HTTP/1.1 200 \(reason)OK\r\nContent-Length: \($0.utf8.count)\r\n\r\n\($0)")]
        },
        answers("a reason phrase outside ASCII", .kept) {
            [.send("HTTP/1.1 200 Très bien\r\nContent-Length: \($0.utf8.count)\r\n\r\n\($0)")]
        },
        answers("header names in capitals", .kept) {
            [.send("HTTP/1.1 200 OK\r\nCONTENT-LENGTH: \($0.utf8.count)\r\n\r\n\($0)")]
        },
        answers("header names in small letters", .kept) {
            [.send("HTTP/1.1 200 OK\r\ncontent-length: \($0.utf8.count)\r\n\r\n\($0)")]
        },
        answers("spaces and tabs around a length", .kept) {
            [.send("HTTP/1.1 200 OK\r\nContent-Length: \t \($0.utf8.count) \t\r\n\r\n\($0)")]
        },
        answers("no space before a length", .kept) {
            [.send("HTTP/1.1 200 OK\r\nContent-Length:\($0.utf8.count)\r\n\r\n\($0)")]
        },
        answers("a length with zeros before it", .kept) {
            [.send("HTTP/1.1 200 OK\r\nContent-Length: 000\($0.utf8.count)\r\n\r\n\($0)")]
        },
        headers("a header without a value", .kept, "X-Empty:\r\n"),
        headers("a header value outside ASCII", .kept, "X-Name: Bücher \u{1F511}\r\n"),
        answers("a header value that is not UTF-8", .kept) {
            let head = "HTTP/1.1 200 OK\r\nContent-Length: \($0.utf8.count)\r\nX-Name: B"
            return [.send(Array(head.utf8) + [0xFC] + Array("cher\r\n\r\n\($0)".utf8))]
        },
        headers("a folded header", .kept, "X-Long: one\r\n two\r\n\tthree\r\n"),
        headers("every character that a header name may have", .kept, "!#$%&'*+-.^_`|~09azAZ: x\r\n"),
        headers("a header twice", .kept, "X-A: 1\r\nX-A: 2\r\n"),
        headers("20 cookies", .kept, (0..<20).map { "Set-Cookie: c\($0)=\($0); Path=/; HttpOnly\r\n" }.joined()),
        headers("127 headers", .kept, (0..<127).map { "X-\($0): a\r\n" }.joined()),
        headers("a header of 60,000 bytes", .kept, "X-Long: \(String(repeating: "a", count: 60_000))\r\n"),
        headers("keep-alive", .kept, "Connection: keep-alive\r\nKeep-Alive: timeout=5\r\n"),
        headers("an upgrade is offered", .kept, "Connection: Upgrade\r\nUpgrade: h2c\r\n"),
        headers("Alt-Svc", .kept, "Alt-Svc: h3=\":443\"; ma=2592000\r\n"),
        headers("Content-Encoding: identity", .kept, "Content-Encoding: Identity\r\n"),
        headers("an empty Content-Encoding", .kept, "Content-Encoding: \r\n"),
        headers("a date that is none", .kept, "Date: yesterday\r\n"),
        answers("one chunk", .kept) { [.send("\(chunked)\r\n\(chunks($0, of: 4096))0\r\n\r\n")] },
        answers("a chunk for each byte", .kept) { [.send("\(chunked)\r\n\(chunks($0, of: 1))0\r\n\r\n")] },
        answers("Chunked, in capitals", .kept) {
            [.send("HTTP/1.1 200 OK\r\nTRANSFER-ENCODING: Chunked\r\n\r\n\(chunks($0, of: 9))0\r\n\r\n")]
        },
        answers("chunk sizes in capitals and with zeros before them", .kept) {
            let size = "000\(String($0.utf8.count, radix: 16).uppercased())"
            return [.send("\(chunked)\r\n\(size)\r\n\($0)\r\n00000\r\n\r\n")]
        },
        answers("chunk extensions", .kept) {
            [.send("\(chunked)\r\n\(chunks($0, of: 16, extension: ";a=b;c=\"d e\""))0;last\r\n\r\n")]
        },
        answers("spaces before chunk extensions", .kept) {
            [.send("\(chunked)\r\n\(chunks($0, of: 16, extension: " \t; a"))0\r\n\r\n")]
        },
        answers("trailers", .kept) {
            [.send("\(chunked)Trailer: X-Sum\r\n\r\n\(chunks($0, of: 16))0\r\nX-Sum: 1\r\nX-More: 2\r\n\r\n")]
        },
        answers("trailers that look like a length", .kept) {
            [.send("\(chunked)\r\n\(chunks($0, of: 16))0\r\nContent-Length: 1\r\nConnection: close\r\n\r\n")]
        },
        answers("each byte in a write of its own", .kept) { [.sendBytewise(Array(good($0).utf8))] },
        answers("chunks, each byte in a write of its own", .kept) {
            [.sendBytewise(Array("\(chunked)\r\n\(chunks($0, of: 16))0\r\nX-Sum: 1\r\n\r\n".utf8))]
        },
        answers("head and body in two writes", .kept) {
            [.send("HTTP/1.1 200 OK\r\nContent-Length: \($0.utf8.count)\r\n\r\n"), .send($0)]
        },
        answers("a write that ends between CR and LF", .kept) {
            [.send("HTTP/1.1 200 OK\r"), .send("\nContent-Length: \($0.utf8.count)\r\n\r"), .send("\n\($0)")]
        },
        answers("a write that ends within a chunk's size", .kept) {
            [.send("\(chunked)\r\n0"), .send("\(String($0.utf8.count, radix: 16))\r\n\($0)\r"), .send("\n0\r\n\r\n")]
        },
        answers("100 Continue before it", .kept) { [.send("HTTP/1.1 100 Continue\r\n\r\n\(good($0))")] },
        answers("103 Early Hints before it", .kept) {
            [.send("HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n"), .send(good($0))]
        },
        answers("102 Processing before it, with a length", .kept) {
            [.send("HTTP/1.1 102 Processing\r\nContent-Length: 7\r\n\r\n\(good($0))")]
        },
        answers("100 interim responses before it", .kept) {
            [.send(String(repeating: "HTTP/1.1 103 Early Hints\r\n\r\n", count: 100) + good($0))]
        },
        answers("a body of just the limit", .kept) {
            let body = $0 + String(repeating: " ", count: 65_536 - $0.utf8.count)
            return [.send(good(body))]
        },
    ]

    /// Legal responses after which the connection takes no other request.
    static let fresh: [Scene] = [
        headers("Connection: close", .fresh, "Connection: close\r\n"),
        headers("Connection: CLOSE", .fresh, "Connection: CLOSE\r\n"),
        headers("close in a list", .fresh, "Connection: x , close\r\n"),
        headers("close in a second header", .fresh, "Connection: keep-alive\r\nConnection: close\r\n"),
        headers("the server closes after a length", .keptOrBroken, "", .close),
        headers("the server closes without a close_notify after a length", .keptOrBroken, "", .cut),
        answers("HTTP/1.0", .fresh) {
            [.send("HTTP/1.0 200 OK\r\nContent-Length: \($0.utf8.count)\r\n\r\n\($0)")]
        },
        answers("HTTP/1.0 with keep-alive", .fresh) {
            [.send("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: \($0.utf8.count)\r\n\r\n\($0)")]
        },
        answers("a body until the close", .fresh) { [.send("HTTP/1.1 200 OK\r\n\r\n\($0)"), .close] },
        answers("a body until the close, of HTTP/1.0", .fresh) { [.send("HTTP/1.0 200 OK\r\n\r\n\($0)"), .close] },
        answers("a body until the close, with keep-alive", .fresh) {
            [.send("HTTP/1.1 200 OK\r\nConnection: keep-alive\r\n\r\n\($0)"), .close]
        },
        answers("an empty line after it", .fresh) { [.send(good($0) + "\r\n")] },
        answers("a byte after it", .fresh) { [.send(good($0) + "x")] },
        answers("the beginning of a second response after it", .fresh) { [.send(good($0) + "HTTP/1.1 20")] },
        answers("half a second response after it", .fresh) { [.send(good($0) + "HTTP/1.1 200 OK\r\nContent-Le")] },
        answers("a second response after it, but for its last byte", .fresh) {
            [.send(good($0) + String(good("{}").dropLast()))]
        },
        answers("a whole second response after it", .fresh) { [.send(good($0) + good(stranger))] },
        answers("a second response in chunks after it", .fresh) {
            [.send(good($0) + "\(chunked)\r\n\(chunks(stranger, of: 9))0\r\n\r\n")]
        },
        answers("a second response after chunks", .fresh) {
            [.send("\(chunked)\r\n\(chunks($0, of: 9))0\r\n\r\n" + good(stranger))]
        },
        answers("the beginning of a second response after chunks", .fresh) {
            [.send("\(chunked)\r\n\(chunks($0, of: 9))0\r\n\r\nHTTP/1.1 2")]
        },
        answers("an interim response after it", .fresh) { [.send(good($0) + "HTTP/1.1 103 Early Hints\r\n\r\n")] },
        answers("more than its length", .fresh) { [.send(good($0) + " ")] },
    ]

    /// A response to nobody's request, good for every client.
    static let stranger =
        #"{"KeyId":"stranger","Signature":"AQID","SigningAlgorithm":"ECDSA_SHA_256","AccessKeyId":"stranger","#
        + #""SecretAccessKey":"s","Token":"t","Expiration":"2099-01-01T00:00:00Z","keys":[],"id":"stranger"}"#
}
