// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import LocalKMS
import LocalKMSServer
import Testing

@Suite("HEAD")
struct HeadTests {
    @Test(
        "answers as GET does, without the body: so health checks of containers ask",
        arguments: [("/", 200), ("/health", 200), ("/none", 404)])
    func head(path: String, status: Int) async throws {
        try await LocalKMSServer.withServer(LocalKMS()) { url in
            let whole = try await RawConnection.exchange(url, get(path))
            try await RawConnection.with(url) { connection in
                try await connection.send(get(path).replacing("GET ", with: "HEAD "))
                let head = try await connection.answer(isHead: true)
                #expect(head?.status == status && head?.head == whole.head)
                // What follows is the next answer, and no body.
                try await connection.send(get("/health"))
                let next = try await connection.answer()
                #expect(next?.head.hasPrefix("HTTP/1.1 200 OK\n") == true && next?.body == #"{"status":"ok"}"#)
            }
        }
    }

    @Test("is refused where GET is")
    func refused() async throws {
        try await LocalKMSServer.withServer(LocalKMS()) { url in
            try await RawConnection.with(url) { connection in
                try await connection.send(get("/", host: "evil.example").replacing("GET ", with: "HEAD "))
                #expect(try await connection.answer(isHead: true)?.status == 403)
            }
        }
    }
}
