// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Testing

@testable import KMSTransport

@Suite struct ResponseParserTests {
    /// What a parser makes of reads, one after another.
    private static func parts(_ reads: [String], isOfConnect: Bool = false) throws -> (parts: [String], unread: String)
    {
        var parser = ResponseParser(isOfConnect: isOfConnect)
        var (unread, parts) = (ByteBuffer(), [String]())
        for read in reads {
            unread.writeString(read)
            while let part = try parser.next(&unread) {
                switch part {
                case .head(let head): parts.append("\(head.status) \(head.fields.map { "\($0.name)=\($0.value)" })")
                case .body(let body): parts.append(String(buffer: body))
                case .end: parts.append("end")
                }
            }
        }
        return (parts, String(buffer: unread))
    }

    @Test("What follows a response stays unread, to the byte")
    func stops() throws {
        let response = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
        let (parts, unread) = try Self.parts([response + "HTTP/1.1 20"])
        #expect(parts == [#"200 ["Content-Length=2"]"#, "{}", "end"])
        #expect(unread == "HTTP/1.1 20")
        let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nX: a\r\n\r\n"
        #expect(try Self.parts([chunked + "\r\n"]).unread == "\r\n")
        #expect(try Self.parts(["HTTP/1.1 204 X\r\nContent-Length: 3\r\n\r\nabc"]).unread == "abc")
    }

    @Test("The bytes behind a tunnel's head are those of the tunnel", arguments: ["", "Content-Length: 3\r\n"])
    func tunnel(headers: String) throws {
        let (parts, unread) = try Self.parts(
            ["HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\(headers)\r\nabc"], isOfConnect: true)
        #expect(parts.count == 1 && unread == "abc")
    }

    @Test("Every split of a response gives the same parts")
    func splits() throws {
        let response =
            "HTTP/1.1 103 X\r\nA: b\r\n\r\nHTTP/1.1 200 OK\r\nB: c\r\n d\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nT: u\r\n\r\n"
        for first in response.indices {
            let (parts, unread) = try Self.parts([String(response[..<first]), String(response[first...])])
            #expect(parts.first == #"200 ["B=c d", "Transfer-Encoding=chunked"]"#)
            #expect(parts.dropFirst().dropLast().joined() == "abcde" && parts.last == "end" && unread.isEmpty)
        }
    }

    @Test(
        "The limits on a head are these, and one more is too much",
        arguments: [(128, 100, true), (129, 1, false), (1, 65_480, true), (1, 65_536, false)])
    func limits(count: Int, length: Int, isRead: Bool) throws {
        let field = "X: \(String(repeating: "a", count: length))\r\n"
        let head = "HTTP/1.1 200 OK\r\n\(String(repeating: field, count: count))\r\n"
        let parts = try? Self.parts([head]).parts
        #expect((parts?.count == 1) == isRead)
        #expect((parts == nil) == !isRead)
    }

    @Test("Only a body that nothing delimits ends with the connection")
    func endsWithInput() throws {
        for (head, ends) in [("", true), ("Content-Length: 1\r\n", false), ("Transfer-Encoding: chunked\r\n", false)] {
            var parser = ResponseParser()
            var bytes = ByteBuffer(string: "HTTP/1.1 200 OK\r\n\(head)\r\n")
            _ = try parser.next(&bytes)
            #expect(parser.endsWithInput == ends)
        }
        #expect(!ResponseParser().endsWithInput)
    }
}
