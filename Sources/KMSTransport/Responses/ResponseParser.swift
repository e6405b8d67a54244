// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if AWS || RemoteJWKS
import NIOCore

/// Reads one HTTP/1.1 response from bytes, strictly: [RFC 9112](https://www.rfc-editor.org/rfc/rfc9112).
///
/// It stops exactly where the response ends. A decoder that reads ahead hides whether bytes of a second response wait in
/// it, and the next request on the connection would be given them.
struct ResponseParser {
    /// A part of a response, in the order in which they come.
    enum Part {
        case head(ResponseHead)
        case body(ByteBuffer)
        case end
    }

    private enum State {
        case status
        case fields
        case length(Int)
        case chunkSize
        case chunk(Int)
        case chunkEnd
        case trailers
        case untilClose
        case end
    }

    /// Of a status line and its fields, trailers included.
    static let maximumHeadBytes = 65_536
    static let maximumFields = 128
    static let maximumInterim = 100
    /// Of the line that has a chunk's size, with its extensions.
    static let maximumChunkLine = 1024

    /// Whether it is the response to a CONNECT: after a 2xx the connection belongs to the tunnel, whatever the head says
    /// of a body (RFC 9110 section 9.3.6).
    private let isOfConnect: Bool
    private var state = State.status
    private var head = ResponseHead(status: 0, isOld: false)
    /// What is left of the limits on a head.
    private var (bytesLeft, fieldsLeft) = (Self.maximumHeadBytes, Self.maximumFields)
    private var interim = 0
    /// How much of the unread bytes holds no end of a line.
    private var scanned = 0

    init(isOfConnect: Bool = false) { self.isOfConnect = isOfConnect }

    /// Reads the next part, and nothing that follows the response.
    ///
    /// - Returns: nil if more bytes are needed, and after the end.
    /// - Throws: ``MalformedResponse``.
    mutating func next(_ bytes: inout ByteBuffer) throws(MalformedResponse) -> Part? {
        while true {
            switch state {
            case .status:
                try checkBeginning(bytes)
                guard let line = try line(&bytes, atMost: bytesLeft) else { return nil }
                try beginHead(line)
            case .fields:
                guard let line = try line(&bytes, atMost: bytesLeft) else { return nil }
                guard line.readableBytes == 0 else { try addField(line); continue }
                if let head = try endHead() { return .head(head) }
            case .length(0):
                state = .end
                return .end
            case .length(let count):
                guard let part = read(&bytes, atMost: count) else { return nil }
                state = .length(count - part.readableBytes)
                return .body(part)
            case .chunkSize:
                guard let line = try line(&bytes, atMost: Self.maximumChunkLine, orThrow: .chunk) else { return nil }
                let size = try Self.chunkSize(line)
                state = size == 0 ? .trailers : .chunk(size)
            case .chunk(let count):
                guard let part = read(&bytes, atMost: count) else { return nil }
                state = count == part.readableBytes ? .chunkEnd : .chunk(count - part.readableBytes)
                return .body(part)
            case .chunkEnd:
                guard try line(&bytes, atMost: 2, orThrow: .chunk) != nil else { return nil }
                state = .chunkSize
            case .trailers:
                guard let line = try line(&bytes, atMost: bytesLeft) else { return nil }
                guard line.readableBytes == 0 else { try addField(line); continue }
                state = .end
                return .end
            case .untilClose: return read(&bytes, atMost: .max).map { .body($0) }
            case .end: return nil
            }
        }
    }

    /// Whether a response is complete when the server ends the connection: if nothing said how long it would be.
    var endsWithInput: Bool { if case .untilClose = state { true } else { false } }

    private func read(_ bytes: inout ByteBuffer, atMost count: Int) -> ByteBuffer? {
        bytes.readableBytes == 0 ? nil : bytes.readSlice(length: min(count, bytes.readableBytes))
    }

    // MARK: The head

    /// Rejects what can't become a status line at its first byte, because nothing else may ever follow.
    private func checkBeginning(_ bytes: ByteBuffer) throws(MalformedResponse) {
        let beginning: StaticString = "HTTP/1."
        let span = bytes.readableBytesUInt8Span
        for index in 0..<min(span.count, beginning.utf8CodeUnitCount) {
            let byte = unsafe beginning.utf8Start[index]
            guard span[index] == byte else {
                // The type of a TLS record: an alert or a handshake (RFC 8446 section 5.1).
                throw index == 0 && [0x15, 0x16].contains(span[0]) ? .encrypted : .statusLine
            }
        }
    }

    /// Reads a line, without its end.
    private mutating func line(
        _ bytes: inout ByteBuffer, atMost limit: Int, orThrow tooLong: MalformedResponse = .tooLong
    ) throws(MalformedResponse) -> ByteBuffer? {
        guard let length = try lineLength(bytes, limit, tooLong) else { return nil }
        scanned = 0
        let line = bytes.readSlice(length: length)
        bytes.moveReaderIndex(forwardBy: 2)
        return line
    }

    private mutating func lineLength(
        _ bytes: ByteBuffer, _ limit: Int, _ tooLong: MalformedResponse
    ) throws(MalformedResponse) -> Int? {
        let span = bytes.readableBytesUInt8Span
        while scanned < span.count {
            // Checked at each byte: what is wrong with a line must not depend on how its bytes were split.
            guard scanned + 2 <= limit else { throw tooLong }
            let byte = span[scanned]
            if byte == UInt8(ascii: "\r") {
                guard scanned + 1 < span.count else { return nil }
                guard span[scanned + 1] == UInt8(ascii: "\n") else { throw .line }
                return scanned
            }
            guard byte >= 0x20 && byte != 0x7F || byte == UInt8(ascii: "\t") else { throw .line }
            scanned += 1
        }
        return nil
    }

    /// `HTTP/1.1 200 OK`; the reason, and the space before it, may be missing.
    private mutating func beginHead(_ line: ByteBuffer) throws(MalformedResponse) {
        bytesLeft -= line.readableBytes + 2
        let span = line.readableBytesUInt8Span
        guard span.count >= 12, Self.isDigit(span[7]), span[8] == UInt8(ascii: " "),
            span.count == 12 || span[12] == UInt8(ascii: " ")
        else { throw .statusLine }
        var status = 0
        for index in 9..<12 {
            guard Self.isDigit(span[index]) else { throw .statusLine }
            status = status * 10 + Int(span[index] - UInt8(ascii: "0"))
        }
        guard status >= 100 else { throw .statusLine }
        head = ResponseHead(status: status, isOld: span[7] == UInt8(ascii: "0"))
        state = .fields
    }

    private mutating func addField(_ line: ByteBuffer) throws(MalformedResponse) {
        bytesLeft -= line.readableBytes + 2
        fieldsLeft -= 1
        guard fieldsLeft >= 0 else { throw .tooLong }
        let span = line.readableBytesUInt8Span
        let isFolded = Self.isSpace(span[0])
        var (start, end) = (0, span.count)
        if !isFolded {
            while start < end, Self.isOfToken(span[start]) { start += 1 }
            guard start > 0, start < end, span[start] == UInt8(ascii: ":") else { throw .field }
        }
        let name = isFolded ? 0 : start
        if !isFolded { start += 1 }
        while start < end, Self.isSpace(span[start]) { start += 1 }
        while start < end, Self.isSpace(span[end - 1]) { end -= 1 }
        // Trailers are read past: nothing asks for them.
        if case .trailers = state { return }
        let value = line.getString(at: line.readerIndex + start, length: end - start) ?? ""
        if isFolded {
            // A line that goes on with the one before: RFC 9112 section 5.2.
            guard !head.fields.isEmpty else { throw .field }
            head.fields[head.fields.count - 1].value += " " + value
        } else {
            head.fields.append((line.getString(at: line.readerIndex, length: name) ?? "", value))
        }
    }

    /// - Returns: nil after an interim response, which another follows.
    private mutating func endHead() throws(MalformedResponse) -> ResponseHead? {
        bytesLeft -= 2
        if head.status < 200 {
            guard head.status != 101 else { throw .upgrade }
            interim += 1
            guard interim <= Self.maximumInterim else { throw .interim }
            (state, bytesLeft, fieldsLeft) = (.status, Self.maximumHeadBytes, Self.maximumFields)
            return nil
        }
        if isOfConnect && head.status < 300 {
            state = .end
            return head
        }
        head.framing = try head.declaredFraming()
        switch head.framing {
        case .none: state = .length(0)
        case .length(let count): state = .length(count)
        case .chunked: state = .chunkSize
        case .untilClose: state = .untilClose
        }
        return head
    }

    // MARK: Chunks

    /// Hexadecimal digits, then nothing or `;` and extensions, which mean nothing here: RFC 9112 section 7.1.
    private static func chunkSize(_ line: ByteBuffer) throws(MalformedResponse) -> Int {
        let span = line.readableBytesUInt8Span
        var (size, index) = (0, 0)
        while index < span.count, let digit = hexadecimal(span[index]) {
            guard index < 15 else { throw .chunk }
            size = size << 4 | digit
            index += 1
        }
        guard index > 0 else { throw .chunk }
        while index < span.count, isSpace(span[index]) { index += 1 }
        guard index == span.count || span[index] == UInt8(ascii: ";") else { throw .chunk }
        return size
    }

    private static func hexadecimal(_ byte: UInt8) -> Int? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): Int(byte - UInt8(ascii: "a")) + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): Int(byte - UInt8(ascii: "A")) + 10
        default: nil
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

    /// What a name may hold: RFC 9110 section 5.6.2.
    private static func isOfToken(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "!"),
            UInt8(ascii: "#")...UInt8(ascii: "'"), UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "^"),
            UInt8(ascii: "`"), UInt8(ascii: "|"), UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
#endif
