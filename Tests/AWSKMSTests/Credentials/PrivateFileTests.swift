// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import AWSKMS

@Suite("Private files")
struct PrivateFileTests {
    @Test("a file is replaced as a whole, is its owner's alone, and nothing is left beside it")
    func replaces() async throws {
        let root = try TemporaryRoot(["folder/file": "old"])
        let path = root.url.appending(path: "folder/file").path()
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        try await root.files.write(Data("new".utf8), to: "/folder/file")
        #expect(try root.text("folder/file") == "new")
        #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: root.url.appending(path: "folder").path()) == ["file"])
    }

    @Test("where it can't be written the error names it, and all is as before")
    func fails() async throws {
        let root = try TemporaryRoot(["folder/file/inside": "old"])
        for path in ["/missing/file", "/folder/file"] {
            let failure = await #expect(throws: Files.Failure.self) {
                try await root.files.write(Data("new".utf8), to: path)
            }
            #expect(failure?.description == "\(path) can't be written")
        }
        #expect(try root.text("folder/file/inside") == "old")
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: root.url.appending(path: "folder").path()) == ["file"])
    }
}
