// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@Suite("jwt-kms key list")
struct KeyListTests {
    /// Makes three keys, and damages the file of one: its path, and the ARNs of all.
    private static func damage(_ jwtkms: CommandLineTool) async throws -> (path: String, arns: [String]) {
        var arns: [String] = []
        for _ in 0..<3 {
            arns.append(try await jwtkms("key", "create", "--local", "--spec", "ECC_NIST_P256").line)
        }
        let id = try #require(arns[1].split(separator: "/").last)
        let keys = jwtkms.folder.appending(path: ".jwt-kms/keys")
        let files = try FileManager.default.contentsOfDirectory(atPath: keys.path())
        let file = try #require(files.first { $0.contains(id) })
        try Data("{".utf8).write(to: keys.appending(path: file))
        return (".jwt-kms/keys/\(file)", arns)
    }

    @Test("a damaged file is named, and hides no other key; the exit code is 3")
    func damaged() async throws {
        try await CommandLineTool.run { jwtkms in
            let (path, arns) = try await Self.damage(jwtkms)
            let list = try await jwtkms("key", "list", "--local")
            #expect(list.code == 3, "\(list)")
            let shown = list.output.split(separator: "\n").map { String($0.prefix { $0 != " " }) }
            #expect(Set(shown) == [arns[0], arns[2]])
            #expect(
                list.errors == """
                    \(arns[1]) can't be read: \(path) is damaged: it is not JSON with a Version
                    error: 1 key can't be read

                    """)
        }
    }

    @Test("a server lists the others too")
    func damagedAtServer() async throws {
        try await CommandLineTool.run { jwtkms in
            let (path, arns) = try await Self.damage(jwtkms)
            let server = try await KillableServer.start(folder: jwtkms.folder.appending(path: ".jwt-kms"))
            var client = jwtkms
            client.environment = [
                "AWS_ACCESS_KEY_ID": "111122223333", "AWS_SECRET_ACCESS_KEY": "any", "AWS_REGION": "us-east-1",
                "AWS_MAX_ATTEMPTS": "1",
            ]
            let list = try await client("key", "list", "--endpoint-url", server.address)
            server.kill()
            await server.end()
            #expect(list.code == 3, "\(list)")
            #expect(list.output.contains(arns[0]) && list.output.contains(arns[2]) && !list.output.contains(arns[1]))
            #expect(list.errors.contains(path) && list.errors.contains("is damaged"))
        }
    }
}
