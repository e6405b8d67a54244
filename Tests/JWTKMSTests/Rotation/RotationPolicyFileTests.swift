// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import KMSAPI
import Testing

@testable import JWTKMS

@Suite("The policy of a rotation as a file")
struct RotationPolicyFileTests {
    private let all = RotationPolicy(
        tokenLifetime: .seconds(3600), period: .seconds(30 * 86_400), pollInterval: .milliseconds(1500), missedPolls: 2,
        settling: .seconds(61), jwksMaximumAge: .seconds(90), clockSkew: .seconds(10), leeway: .seconds(20),
        announcement: .seconds(4000), retention: .milliseconds(7_200_001), deletionWindowInDays: 7)

    @Test("a policy that is written and read is the same, by our reader and by Foundation's")
    func roundTrip() throws {
        for policy in [all, RotationPolicy(tokenLifetime: .milliseconds(100))] {
            let json = try JSONEncoder().encode(policy)
            #expect(try RotationPolicy(json: json) == policy)
            #expect(try JSONDecoder().decode(RotationPolicy.self, from: json) == policy)
        }
    }

    @Test("times are seconds under the names of the properties; what is not given is as the initializer says")
    func members() throws {
        let json = """
            {"tokenLifetime": 3600, "period": 2592000, "pollInterval": 1.5, "missedPolls": 2, "settling": 61,
             "jwksMaximumAge": 90, "clockSkew": 10, "leeway": 20, "announcement": 4000, "retention": 7200.001,
             "deletionWindowInDays": 7}
            """
        #expect(try RotationPolicy(json: json.utf8) == all)
        #expect(
            try RotationPolicy(json: #"{"tokenLifetime": 900, "retention": null}"#.utf8)
                == RotationPolicy(tokenLifetime: .seconds(900)))
    }

    @Test(
        "a file that can't be meant is refused, and the error says why",
        arguments: [
            (
                #"{"tokenLifeTime": 900}"#,
                "no member tokenLifeTime; its members are tokenLifetime, period, pollInterval"
            ),
            (#"{"tokenLifetime": 900, "fetchBounds": 1}"#, "no member fetchBounds"),
            (#"{"period": 900}"#, "tokenLifetime is missing"),
            (#"{"tokenLifetime": null}"#, "tokenLifetime is missing"),
            (#"{"tokenLifetime": "15m"}"#, "tokenLifetime is not a number; times are in seconds"),
            (#"{"tokenLifetime": 900, "missedPolls": 1.5}"#, "missedPolls: the number does not fit Int"),
            (#"{"tokenLifetime": 1e300}"#, "tokenLifetime: it is too long"),
            (#"{"tokenLifetime": 900, "tokenLifetime": 1}"#, "two members of an object have one name"),
            (#"[900]"#, "it is not a JSON object"), ("", "it is not"),
        ])
    func refused(json: String, reason: String) {
        let error = #expect(throws: KMSError.self) { try RotationPolicy(json: json.utf8) }
        #expect(error?.kind == .configuration && error?.message.contains(reason) == true, "\(error?.message ?? "")")
    }

    @Test("an unsafe policy can be read, and is refused where it is used")
    func unsafe() throws {
        let policy = try RotationPolicy(json: #"{"tokenLifetime": 3600, "retention": 60}"#.utf8)
        #expect(throws: RotationRefusal.self) { try policy.checkSafety() }
    }

    @Test("the check counts with the least lifetime and the cooldown of RemoteJWKS, unless no verifier reads a JWKS")
    func countsWithRemoteJWKS() throws {
        for (age, seconds) in [(0, 0), (1, 60), (30, 60), (31, 61), (300, 330)] {
            var policy = RotationPolicy(
                tokenLifetime: .seconds(60), pollInterval: .seconds(1), missedPolls: 0, settling: .seconds(1),
                jwksMaximumAge: .seconds(age), clockSkew: .zero)
            #expect(policy.announced == .seconds(2 + seconds), "max-age \(age)")
            policy.announcement = .seconds(2 + seconds)
            try policy.checkSafety()
            policy.announcement = .seconds(1 + seconds)
            #expect(throws: RotationRefusal.self) { try policy.checkSafety() }
        }
    }
}
