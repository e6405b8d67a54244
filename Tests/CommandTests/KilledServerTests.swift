// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import JWTKMS
import Testing

@Suite("jwt-kms local-kms that is killed")
struct KilledServerTests {
    /// How often; Scripts/nightly.sh asks for more.
    private static let kills = ProcessInfo.processInfo.environment["KILLS"].flatMap { Int($0) } ?? 10

    @Test("kill -9 while 8 clients make keys and aliases loses nothing that was acknowledged, and corrupts nothing")
    func killed() async throws {
        try await CommandLineTool.run { jwtkms in
            let folder = jwtkms.folder.appending(path: "keys")
            let known = Acknowledged()
            var killed = 0
            for round in 0..<Self.kills {
                let server = try await KillableServer.start(folder: folder)
                try await Self.expectAll(known, server)
                await Self.makeKeys(on: server, known, killAfter: 1 + round * 7 % 40)
                killed += 1
            }
            let server = try await KillableServer.start(folder: folder)
            try await Self.expectAll(known, server)
            try await Self.expectUsable(known, server)
            server.kill()
            await server.end()
            #expect(killed == Self.kills)
            #expect(await known.aliases.count >= Self.kills / 2)
        }
    }

    /// Eight clients make keys and aliases, until the server is killed under them.
    private static func makeKeys(on server: KillableServer, _ known: Acknowledged, killAfter count: Int) async {
        let limit = await known.count + count
        await withTaskGroup(of: Void.self) { clients in
            for _ in 0..<8 {
                clients.addTask {
                    while true {
                        do {
                            let key = try await server(CreateKeyRequest(keySpec: .eccNISTP256)).keyMetadata.keyID
                            if await known.note(key: key) == limit { server.kill() }
                            let alias = "alias/\(UUID().uuidString)"
                            _ = try await server(CreateAliasRequest(aliasName: alias, targetKeyID: key))
                            if await known.note(alias: alias, of: key) == limit { server.kill() }
                        } catch {
                            return server.kill()
                        }
                    }
                }
            }
        }
        await server.end()
    }

    /// Demands that all that was acknowledged is there, and that no alias names what is not.
    private static func expectAll(_ known: Acknowledged, _ server: KillableServer) async throws {
        var keys: Set<String> = []
        var aliases: [String: String] = [:]
        var marker: String?
        repeat {
            let page = try await server(ListKeysRequest(limit: 1000, marker: marker))
            keys.formUnion(page.keys.map(\.keyID))
            marker = page.nextMarker
        } while marker != nil
        repeat {
            let page = try await server(ListAliasesRequest(limit: 100, marker: marker))
            for alias in page.aliases { aliases[alias.aliasName] = alias.targetKeyID }
            marker = page.nextMarker
        } while marker != nil
        #expect(await known.keys.subtracting(keys).isEmpty)
        for (alias, key) in await known.aliases { #expect(aliases[alias] == key) }
        #expect(Set(aliases.values).isSubset(of: keys))
    }

    /// Demands that every alias signs, with its key.
    private static func expectUsable(_ known: Acknowledged, _ server: KillableServer) async throws {
        for (alias, key) in await known.aliases {
            let request = SignRequest(keyID: alias, message: Data("hello".utf8), signingAlgorithm: .ecdsaSHA256)
            #expect(try await server(request).keyID.hasSuffix(key))
        }
    }
}

/// What the server said that it had done.
private actor Acknowledged {
    private(set) var keys: Set<String> = []
    private(set) var aliases: [String: String] = [:]

    var count: Int { keys.count + aliases.count }

    func note(key: String) -> Int {
        keys.insert(key)
        return count
    }

    func note(alias: String, of key: String) -> Int {
        aliases[alias] = key
        return count
    }
}
