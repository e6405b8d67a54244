// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@Suite("Help")
struct HelpTests {
    /// A file a command. Where a text is meant to change, its file is what the command prints then.
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Help")

    @Test(
        "help is, to the letter, what Help/ has",
        arguments: [
            [], ["demo"], ["key"], ["key", "create"], ["key", "list"], ["sign"], ["verify"], ["public-key"], ["jwks"],
            ["rotate"], ["status"],
            ["decode"],
            ["doctor"], ["local-kms"],
        ])
    func text(command: [String]) async throws {
        try await CommandLineTool.run { jwtkms in
            let name = (["jwt-kms"] + command).joined(separator: " ")
            let expected = try String(contentsOf: Self.folder.appending(path: "\(name).txt"), encoding: .utf8)
            let help = try await jwtkms.run(command + ["--help"])
            #expect(help.output == expected)
            #expect(help.errors.isEmpty && help.code == 0)
        }
    }
}
