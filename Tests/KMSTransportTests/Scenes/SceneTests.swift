// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPFaults
import KMSAPI
import Testing

/// `TRANSPORT.md` as a table: each scene for KMS, for a source of credentials and for another issuer, one question after
/// another and many at once on one client.
@Suite("Misbehaving servers")
struct SceneTests {
    /// What came of the questions of one client.
    private struct Tally: Sendable {
        var wrong: [String] = []
        var failures: [KMSError] = []
        var good = 0
        var late = 0

        static func + (left: Self, right: Self) -> Self {
            Tally(
                wrong: left.wrong + right.wrong, failures: left.failures + right.failures, good: left.good + right.good,
                late: left.late + right.late)
        }
    }

    private static let timeLimit: Duration = .seconds(1)
    /// Times say something only if nothing else runs: `Scripts/nightly.sh` measures them.
    private static let measuresTime = ProcessInfo.processInfo.environment["SCENE_TIMES"] != nil

    @Test("There are scenes of every kind, each with a name of its own")
    func count() {
        #expect(Scene.all.count >= 170)
        #expect(Set(Scene.all.map(\.name)).count == Scene.all.count)
    }

    @Test("A server that misbehaves costs its own request, and no other", arguments: Scene.chosen)
    func play(_ scene: Scene) async throws {
        try await TestCertificate.make(names: "DNS:localhost,IP:127.0.0.1") { certificate in
            let cases = scene.ways.flatMap { way in SceneClient.Kind.allCases.map { (way, $0) } }
            // Those that only wait do it together.
            guard scene.waits else {
                for (way, kind) in cases { try await play(scene, way, kind, certificate) }
                return
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (way, kind) in cases { group.addTask { try await play(scene, way, kind, certificate) } }
                try await group.waitForAll()
            }
        }
    }

    private func play(
        _ scene: Scene, _ way: SceneServer.Way, _ kind: SceneClient.Kind, _ certificate: TestCertificate
    ) async throws {
        let comment: Comment = "\(scene.name), \(way), \(kind)"
        try await SceneServer.run(
            scene.script(kind.body), way: way, certificate: certificate, identifier: SceneClient.identifier
        ) { server in
            let client = try await SceneClient(
                kind, server, certificate, timeLimit: scene.waits ? Self.timeLimit : .seconds(60))
            let sequential = await ask(client, count: scene.waits ? 1 : 3, named: "s", scene)
            check(sequential, scene, kind, comment)
            if scene.outcome == .kept, kind != .issuer { #expect(server.seen.opened == 1, comment) }
            if scene.outcome == .fresh { #expect(server.seen.opened == 3, comment) }
            let concurrent = await withTaskGroup(of: Tally.self) { group in
                for task in 0..<8 {
                    group.addTask {
                        await ask(client, count: scene.waits ? 1 : way == .plain ? 4 : 2, named: "c\(task)-", scene)
                    }
                }
                return await group.reduce(Tally()) { $0 + $1 }
            }
            check(concurrent, scene, kind, comment)
            try await client.shutdown()
            let seen = server.seen
            // A request is sent once; a source of credentials asks again itself, and only after a failure.
            let most = sequential.failures.isEmpty ? 1 : kind.tries
            #expect(seen.requests.values.allSatisfy { $0 <= most }, comment)
            #expect(seen.plainRequests == 0, comment)
            // The server may learn of the last end a little later than the client.
            while server.seen.closed < server.seen.opened, !Task.isCancelled { await Task.yield() }
        }
    }

    private func ask(_ client: SceneClient, count: Int, named name: String, _ scene: Scene) async -> Tally {
        var tally = Tally()
        for number in 0..<count {
            let identifier = "\(name)\(number)"
            let time = await ContinuousClock().measure {
                do {
                    let answer = try await client.ask(identifier)
                    if answer.contains(identifier) { tally.good += 1 } else { tally.wrong.append(answer) }
                } catch let error as KMSError {
                    tally.failures.append(error)
                } catch {
                    tally.wrong.append("\(error)")
                }
            }
            let latest = (Self.timeLimit + .milliseconds(500)) * client.kind.tries
            if Self.measuresTime, scene.waits, time > latest { tally.late += 1 }
        }
        return tally
    }

    private func check(_ tally: Tally, _ scene: Scene, _ kind: SceneClient.Kind, _ comment: Comment) {
        #expect(tally.wrong.isEmpty, comment)
        #expect(tally.late == 0, comment)
        switch scene.outcome {
        case .kept, .fresh: #expect(tally.failures.isEmpty, comment)
        case .keptOrBroken: #expect(tally.failures.allSatisfy { $0.isRetryable && $0.kmsStatus == nil }, comment)
        case .fails(let expected):
            #expect(tally.good == 0, comment)
            // A source of credentials says what kind of thing could not be had; its message has the reason.
            let kinds = tally.failures.map(\.kind)
            #expect(kinds.allSatisfy { $0 == (kind == .container ? .credentials : expected) }, comment)
        case .status(let status):
            #expect(tally.good == 0, comment)
            #expect(tally.failures.allSatisfy { $0.kmsStatus == status }, comment)
        }
        for failure in tally.failures { Self.checkText(failure, comment) }
    }

    /// Every error names the host or the proxy, and shows no type, no errno and no other client's setting.
    private static func checkText(_ error: KMSError, _ comment: Comment) {
        let text = error.message
        if error.kmsStatus == nil {
            #expect(["localhost", "127.0.0.1"].contains { text.contains($0) }, "\(comment): \(text)")
        }
        for word in ["errno", "Error(", "NIO", "ExchangeFailure", "Optional(", "Boring"] {
            #expect(!text.contains(word), "\(comment): \(text)")
        }
    }
}
