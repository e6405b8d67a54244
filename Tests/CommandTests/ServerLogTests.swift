// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import JWTKMS
import Testing

@Suite("The log of jwt-kms local-kms")
struct ServerLogTests {
    @Test("that nobody reads stops no server")
    func unread() async throws {
        try await CommandLineTool.run { jwtkms in
            let errors = Pipe()
            let server = try await KillableServer.start(folder: jwtkms.folder.appending(path: "keys"), errors: errors)
            // Each is a line of 200 bytes, and a pipe holds 64 KiB.
            for _ in 0..<1500 { _ = try? await server(DescribeKeyRequest(keyID: "x")) }
            #expect(try await server(ListKeysRequest()).keys.isEmpty)
            server.kill()
            await server.end()
        }
    }

    @Test("has a line a call, in which what a caller sent is no field of its own")
    func fields() async throws {
        try await CommandLineTool.run { jwtkms in
            let errors = Pipe()
            let server = try await KillableServer.start(folder: jwtkms.folder.appending(path: "keys"), errors: errors)
            let (lines, line) = AsyncStream<String>.makeStream()
            errors.fileHandleForReading.readabilityHandler = { handle in
                line.yield(String(decoding: handle.availableData, as: UTF8.self))
            }
            _ = try? await server(DescribeKeyRequest(keyID: "x result=ok\noperation=Sign"))
            var text = ""
            for await part in lines {
                text += part
                if text.contains("call of KMS"), text.hasSuffix("\n") { break }
            }
            errors.fileHandleForReading.readabilityHandler = nil
            #expect(text.contains(#" key="x result=ok"#) && !text.contains("\noperation=Sign"))
            #expect(text.contains(" info jwt-kms: call of KMS key="), "the text comes before the fields")
            #expect(text.contains(" operation=DescribeKey ") && text.contains(" result=NotFoundException "))
            server.kill()
            await server.end()
        }
    }
}
