// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import AWSKMS
import FleetTimes
import Foundation
import JWTKMS
import Testing

@Suite("A fleet, through rotations", .moto, .serialized)
struct FleetTests {
    enum KMS: String, CaseIterable, Sendable {
        case localKMS = "LocalKMSServer"
        case moto
    }

    @Test(
        "of real processes: no good token is refused in two rotations and an emergency, and none of a key that is over is accepted",
        arguments: KMS.allCases)
    func rotations(kms: KMS) async throws {
        let judge = FleetJudge()
        try await Self.withFleet(on: kms) { fleet, client in
            let traffic = FleetTraffic(fleet, judge)
            let operated = try Operator(client: client, traffic: traffic)
            try await traffic.running {
                try await operated.rotate(untilRetired: 2)
                try await operated.revoke()
                try await operated.wait()
            }
        }
        let counts = judge.counts
        print(
            "rotations over \(kms.rawValue): \(counts); a key is over \(FleetTimes.end) s after it was retired or revoked"
        )
        #expect(counts.goodRefused.isEmpty)
        #expect(counts.retiredAccepted.isEmpty)
        #expect(counts.unsigned.isEmpty)
        #expect(counts.signed > 100 && counts.accepted > 5 * counts.signed)
        // Of two retired keys and a revoked one, by five verifiers.
        #expect(counts.retiredRefused >= 15)
    }

    @Test("and a promotion that forgets the key before is noticed")
    func forgetsPrevious() async throws {
        let judge = FleetJudge()
        try await Self.withFleet(on: .localKMS) { fleet, client in
            let traffic = FleetTraffic(fleet, judge)
            let operated = try Operator(client: client, traffic: traffic)
            try await traffic.running { try await operated.promoteForgettingPrevious() }
        }
        print("a promotion without -previous: \(judge.counts)")
        #expect(!judge.counts.goodRefused.isEmpty)
    }

    private static func withFleet(
        on kms: KMS, _ body: (Fleet, AWSKMSClient) async throws -> Void
    ) async throws {
        func run(_ endpoint: String) async throws {
            let configuration = AWSKMSClient.Configuration(
                region: "us-east-1", credentials: Credentials(accessKeyID: "test", secretAccessKey: "test"),
                endpoint: endpoint)
            try await AWSKMSClient.withClient(configuration: configuration) { client in
                let key = try await client.createKey(CreateKeyRequest(keySpec: .eccNISTP256)).keyMetadata
                try await client.createAlias(CreateAliasRequest(aliasName: FleetTimes.alias, targetKeyID: key.keyID))
                try await Fleet.running(on: endpoint) { try await body($0, client) }
            }
        }
        switch kms {
        case .localKMS: try await LocalKMSCommand.withServer { try await run($0) }
        case .moto: try await run(try #require(Moto.endpoint))
        }
    }
}

/// Whoever rotates, and keeps a token of each key that lives for long: as if its signer had been stolen.
private struct Operator: Sendable {
    let client: AWSKMSClient
    let traffic: FleetTraffic
    let rotation: KeyRotation

    init(client: AWSKMSClient, traffic: FleetTraffic) throws {
        self.client = client
        self.traffic = traffic
        rotation = try KeyRotation(FleetTimes.alias, policy: FleetTimes.policy, client: client)
    }

    func rotate(untilRetired count: Int) async throws {
        var tokens: [String: FleetJudge.Token] = [:]
        var retired = 0
        while retired < count {
            let report = try await rotation.run()
            let signing = report.state.current.keyID
            if tokens[signing] == nil { tokens[signing] = try await forged(signing) }
            for step in report.done {
                guard case .retire(let key) = step.action, let token = tokens[key] else { continue }
                retired += 1
                traffic.judge.isOver(token.kid)
                // Asked about when it is over, while the next rotation goes on.
                over.add(token)
            }
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    private let over = FleetTraffic.AgainQueue()

    func revoke() async throws {
        let key = try await rotation.look().state.current.keyID
        let token = try await forged(key)
        traffic.judge.emergencyBegins()
        _ = try await rotation.revoke(key)
        traffic.judge.isOver(token.kid)
        over.add(token)
    }

    /// Until the last of the keys that are over is accepted by nobody, and asks about all of them.
    func wait() async throws {
        try await Task.sleep(for: .seconds(FleetTimes.end + 0.1))
        for token in over.all { try await traffic.ask(about: token) }
    }

    /// The next key signs, and the one before has no name.
    func promoteForgettingPrevious() async throws {
        while try await rotation.run().state.next == nil { try await Task.sleep(for: .milliseconds(100)) }
        try await Task.sleep(for: .seconds(FleetTimes.end))
        let state = try await rotation.look().state
        let next = try #require(state.next?.keyID)
        try await client.updateAlias(UpdateAliasRequest(aliasName: FleetTimes.alias, targetKeyID: next))
        try await client.deleteAlias(DeleteAliasRequest(aliasName: FleetTimes.alias + "-next"))
        try await Task.sleep(for: .seconds(FleetTimes.lifetime + 1))
    }

    /// A token of a key that lives for an hour, as no issuer of the fleet would sign it.
    private func forged(_ keyID: String) async throws -> FleetJudge.Token {
        let keys = KMSKeyCollection(client: client)
        try await keys.add(keyID, algorithm: .es256, options: .init(sendsDigest: false))
        let text = try await keys.sign(Claims(exp: .init(value: Date(timeIntervalSinceNow: 3600))))
        let token = try #require(FleetJudge.Token(text))
        // While its key signs it is as good as any.
        try await traffic.ask(about: token)
        return token
    }

    private struct Claims: JWTPayload {
        var exp: ExpirationClaim
        func verify(using algorithm: some JWTAlgorithm) async throws {}
    }
}
