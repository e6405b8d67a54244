// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if AWS || RemoteJWKS
import KMSAPI
import NIOCore

/// Writes HTTP/1.1 requests: the task that sends a request makes its bytes, and one buffer is one write.
///
/// See [RFC 9112](https://www.rfc-editor.org/rfc/rfc9112), section 3.
enum RequestBytes {
    /// The bytes of a request.
    ///
    /// - Parameter keepsConnection: whether the server should keep the connection open after its response.
    /// - Throws: `KMSError` of kind `configuration` if a part of it would end a line, or begin one.
    static func of(
        _ request: HTTPRequest, target: String, authority: String, keepsConnection: Bool = true
    ) throws(KMSError) -> ByteBuffer {
        var bytes = ByteBuffer()
        bytes.reserveCapacity(request.headers.reduce(256 + request.body.count) { $0 + $1.value.utf8.count + 32 })
        guard isWord(request.method), isWord(target) else {
            throw KMSError(.configuration, message: "the URL holds a character that URLs can't have")
        }
        bytes.writeString(request.method)
        bytes.writeString(" ")
        bytes.writeString(target)
        bytes.writeString(" HTTP/1.1\r\n")
        var namesHost = false
        for header in request.headers {
            guard isWord(header.name), !header.name.utf8.contains(UInt8(ascii: ":")),
                header.value.utf8.allSatisfy(isOfValue)
            else {
                throw KMSError(.configuration, message: "the header \(header.name) holds a control character")
            }
            if header.name.utf8.count == 4, header.name.lowercased() == "host" { namesHost = true }
            write(header.name, header.value, to: &bytes)
        }
        if !namesHost { write("host", authority, to: &bytes) }
        // A packed body could unpack to more than its limit.
        write("accept-encoding", "identity", to: &bytes)
        if !keepsConnection { write("connection", "close", to: &bytes) }
        if !request.body.isEmpty || request.method != "GET" {
            write("content-length", "\(request.body.count)", to: &bytes)
        }
        bytes.writeString("\r\n")
        bytes.writeBytes(request.body)
        return bytes
    }

    private static func write(_ name: String, _ value: String, to bytes: inout ByteBuffer) {
        bytes.writeString(name)
        bytes.writeString(": ")
        bytes.writeString(value)
        bytes.writeString("\r\n")
    }

    private static func isWord(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { (0x21..<0x7F).contains($0) }
    }

    private static func isOfValue(_ byte: UInt8) -> Bool { byte >= 0x20 && byte != 0x7F || byte == 0x09 }
}
#endif
