// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import AWSKMS

@Suite("Files that are read")
struct FilesTests {
    private let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    private func failure(_ path: String) async -> String {
        let error = await #expect(throws: Files.Failure.self) {
            try await Files().contents(of: path, maximumBytes: 100)
        }
        return error?.description ?? ""
    }

    @Test("a file of as many bytes as are allowed is read, one byte more is refused, and one that is missing is none")
    func limits() async throws {
        let path = try folder.file("a", String(repeating: "x", count: 100))
        #expect(try await Files().contents(of: path, maximumBytes: 100)?.count == 100)
        #expect(try await Files().contents(of: folder.file("b"), maximumBytes: 100) == nil)
        #expect(try await Files().contents(of: path + "/c", maximumBytes: 100) == nil)
        #expect(
            await failure(try folder.file("a", String(repeating: "x", count: 101))).hasSuffix("has more than 100 bytes")
        )
    }

    @Test("of a link it is what it leads to that counts")
    func link() async throws {
        let long = try folder.file("long", String(repeating: "x", count: 70_000))
        let link = try folder.file("link")
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: long)
        #expect(await failure(link).hasSuffix("has more than 100 bytes"))
    }

    @Test("a pipe that nobody writes to, a folder and a device are no files, and are not waited for")
    func others() async throws {
        let pipe = try folder.file("pipe")
        #expect(mkfifo(pipe, 0o600) == 0)
        for path in [pipe, folder.url.path(), "/dev/zero"] {
            #expect(await failure(path).hasSuffix("can't be read (it is no file)"))
        }
    }

    @Test("a NUL cuts no name")
    func nul() async throws {
        let path = try folder.file("a", "x")
        #expect(await failure(path + "\u{0}b").hasSuffix("is no name of a file"))
    }
}
