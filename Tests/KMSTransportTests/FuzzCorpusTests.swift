// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import fuzz_transport

@Suite("The corpus of the fuzzer")
struct FuzzCorpusTests {
    static let corpus: [URL] = {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let folder = tests.appending(path: "FuzzTransport/Corpus")
        return (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
    }()

    @Test("Every input of the corpus keeps what must hold", arguments: corpus)
    func holds(file: URL) throws {
        try FuzzTarget.run(Array(Data(contentsOf: file)))
    }

    @Test("The corpus is found")
    func found() { #expect(Self.corpus.count > 50) }

    private func outcomes(_ text: String) throws -> [Outcome?] {
        try PlayedConnection.play(FuzzInput(Array(text.utf8))).map(\.outcome)
    }

    private func response(_ status: Int, _ headers: [String], _ body: String) -> Outcome {
        .response(status: status, headers: headers, body: Array(body.utf8))
    }

    @Test("Two requests on one connection are played, each with its own response")
    func two() throws {
        let first = "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na"
        let second = "HTTP/1.1 400\r\n\r\nb"
        #expect(
            try outcomes("eA\n\(first)~\(second)")
                == [response(200, ["Content-Length: 1"], "a"), response(400, [], "b")])
        #expect(
            try outcomes("eA\n\(first)\(second)") == [response(200, ["Content-Length: 1"], "a"), .failure("unsent")])
        #expect(try outcomes("f\n\(first)") == [.failure("spokeFirst")])
        #expect(try outcomes("\n\(first.dropLast())~") == [.failure("CancellationError()")])
    }

    @Test("A tunnel is played, with the bytes that follow its proxy's head")
    func tunnel() throws {
        let played = try PlayedTunnel.play(FuzzInput(Array("tB\nHTTP/1.1 200\r\n\r\nTLS~TLS".utf8)))
        #expect(played.timesOpened == 1 && played.bytes == Array("TLSTLS".utf8) && played.failure == nil)
        let refused = try PlayedTunnel.play(FuzzInput(Array("tB\nHTTP/1.1 407\r\n\r\nTLS".utf8)))
        #expect(refused.timesOpened == 0 && refused.bytes.isEmpty && refused.failure != nil && refused.isClosed)
    }

    @Test("A proxy's response that was rejected does not open a tunnel when its rest comes")
    func rejectedTunnel() throws {
        let played = try PlayedTunnel.play(FuzzInput(Array("tZ\nHTTP/1.1 200\r\nno header\r\n~\r\nTLS".utf8)))
        #expect(played.timesOpened == 0 && played.bytes.isEmpty && played.failure != nil && played.isClosed)
    }
}
