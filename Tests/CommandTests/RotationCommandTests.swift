// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import JWTKMS
import Testing

@Suite("jwt-kms rotate and status")
struct RotationCommandTests {
    private let lifetime = ["--token-lifetime", "1h"]
    /// The shortest period there can be, by which the next key is due as soon as there is a first.
    private let due = ["--token-lifetime", "1h", "--period", "720s"]

    @Test("rotate does what is due, says what it did and when to come again; done twice it does nothing more")
    func rotates() async throws {
        try await CommandLineTool.withKey { jwtkms in
            let plan = try await jwtkms.run(["rotate", "--local", "alias/s", "--plan"] + due)
            #expect(plan.output == "now  make the next key, and publish it\n" && plan.code == 0 && plan.errors.isEmpty)
            #expect(try await jwtkms("key", "list", "--local").output.split(separator: "\n").count == 1)

            let first = try await jwtkms.run(["rotate", "--local", "alias/s"] + due)
            #expect(first.code == 0 && first.errors.isEmpty)
            let lines = first.output.split(separator: "\n").map(String.init)
            try #require(lines.count == 2)
            #expect(lines[0].hasPrefix("published ") && lines[0].contains(" as alias/s-next"))
            #expect(lines[1].contains("Z (in 12m)  let "))
            let again = try await jwtkms.run(["rotate", "--local", "alias/s"] + due)
            #expect(again.output.split(separator: "\n").count == 1)
            #expect(try await jwtkms("key", "list", "--local").output.split(separator: "\n").count == 2)
        }
    }

    @Test("--now begins a rotation before its time, and says when to come again for it; times may have several units")
    func now() async throws {
        try await CommandLineTool.withKey { jwtkms in
            let times = ["--token-lifetime", "1h30m", "--missed-polls", "0", "--settling", "30s"]
            let first = try await jwtkms.run(["rotate", "--local", "alias/s", "--now"] + times)
            let lines = first.output.split(separator: "\n").map(String.init)
            try #require(lines.count == 3 && first.code == 0)
            #expect(lines[0].hasPrefix("published "))
            #expect(lines[1].contains("Z (in 8m)  let "))
            #expect(lines[2] == "run it again with --now then")
            let usual = try await jwtkms.run(["rotate", "--local", "alias/s"] + times)
            #expect(usual.output.contains("(in 90d)  let "))
            let both = try await jwtkms.run(["rotate", "--local", "alias/s", "--now", "--emergency"] + times)
            #expect(both.code == 2)
        }
    }

    @Test(
        "status shows which key signs and which are published, and what comes when; without a lifetime the keys alone")
    func status() async throws {
        try await CommandLineTool.withKey { jwtkms in
            _ = try await jwtkms.run(["rotate", "--local", "alias/s"] + due)
            let keys = try await jwtkms("status", "--local", "alias/s")
            let lines = keys.output.split(separator: "\n").map(String.init)
            try #require(lines.count == 3)
            #expect(lines[0] == "alias/s")
            #expect(lines[1].hasPrefix("  signs     ") && lines[1].contains("ECC_NIST_P256"))
            #expect(lines[2].hasPrefix("  next      ") && lines[2].contains("published since 20"))
            #expect(keys.errors.contains("--token-lifetime"))
            let timeline = try await jwtkms.run(["status", "--local", "alias/s"] + due)
            #expect(timeline.output.hasPrefix(keys.output + "\n") && timeline.output.contains("Z (in 1"))
            #expect(timeline.errors.isEmpty)
        }
    }

    @Test("the JWKS of a rotation has the next key too, and not one that was revoked")
    func jwks() async throws {
        try await CommandLineTool.withKey { jwtkms in
            let single = try await jwtkms("jwks", "--local", "alias/s").line
            _ = try await jwtkms.run(["rotate", "--local", "alias/s"] + due)
            let set = try await jwtkms("jwks", "--local", "--rotation", "alias/s").line
            let kids = try KMSKeyCollection().add(jwks: set).map(\.kid)
            #expect(kids.count == 2)
            #expect(try Set(kids).isSuperset(of: KMSKeyCollection().add(jwks: single).map(\.kid)))
            _ = try await jwtkms.run(["rotate", "--local", "alias/s", "--emergency"] + lifetime)
            let after = try await jwtkms("jwks", "--local", "--rotation", "alias/s").line
            #expect(try KMSKeyCollection().add(jwks: after).map(\.kid).count == 1)
            #expect(try KMSKeyCollection().add(jwks: after)[0].kid != KMSKeyCollection().add(jwks: single)[0].kid)
        }
    }

    @Test("--emergency says first what it breaks, and then revokes; with --plan it says it alone; and not twice")
    func emergency() async throws {
        try await CommandLineTool.withKey { jwtkms in
            let token = try await jwtkms("sign", "--local", "--key", "alias/s", "--expires-in", "1h").line
            let plan = try await jwtkms.run(["rotate", "--local", "alias/s", "--emergency", "--plan"] + lifetime)
            #expect(plan.code == 0 && plan.output.isEmpty)
            #expect(
                plan.errors.contains("every token that it signed is refused") && plan.errors.contains("within 11m 30s"))
            #expect(plan.errors.contains("issuers that follow the aliases read them when KMS refuses to sign"))
            #expect(try await jwtkms("verify", "--local", "--key", "alias/s", token).code == 0)
            let done = try await jwtkms.run(["rotate", "--local", "alias/s", "--emergency"] + lifetime)
            let (said, shown) = (
                done.errors.split(separator: "\n"), plan.errors.split(separator: "\n")
            )
            #expect(done.code == 0 && said.dropFirst().dropLast() == shown.dropFirst().dropLast())
            #expect(said.first?.hasPrefix("revoking ") == true && shown.first?.hasPrefix("would revoke ") == true)
            #expect(shown.last == "- nothing was done")
            #expect(done.output.hasPrefix("revoked "))
            #expect(try await jwtkms("verify", "--local", "--key", "alias/s", token).code == 1)
            let twice = try await jwtkms.run(["rotate", "--local", "alias/s", "--emergency"] + lifetime)
            #expect(twice.code == 2 && twice.output.isEmpty)
            #expect(twice.errors.contains("if another operator has revoked the one before it, all is done"))
        }
    }

    @Test("a policy by which a token would be refused is refused, with the timeline; so are calls that make no sense")
    func refused() async throws {
        try await CommandLineTool.withKey { jwtkms in
            let unsafe = try await jwtkms.run(["rotate", "--local", "alias/s", "--retention", "1h"] + lifetime)
            #expect(unsafe.code == 2 && unsafe.output.isEmpty)
            #expect(unsafe.errors.contains("\n  1h the old key is no longer published: verifiers refuse that token\n"))
            for (arguments, code) in [
                (["rotate", "--local", "alias/s"], 2), (["rotate", "--local", "alias/s", "--key", "x"] + lifetime, 2),
                (["rotate", "--local", "s"] + lifetime, 2), (["rotate", "--local", "alias/s-next"] + lifetime, 2),
                (["rotate", "--local", "alias/s", "--token-lifetime", "1h30"], 2),
                (["rotate", "--local", "alias/s", "--token-lifetime", "1h-5m"], 2),
                (["rotate", "--local", "alias/s", "--token-lifetime", "99999999999999999999d"], 2),
                (["rotate", "--local", "alias/none"] + lifetime, 3),
                (["status", "--local", "alias/none"], 3), (["status", "--local", "alias/aws/x"], 2),
                (["rotate", "--local", "alias/s", "--token-lifetime", "1"], 2),
                (["rotate", "--local", "alias/s", "--emergency", "--key", "0"] + lifetime, 2),
                (["rotate", "--local", "alias/s", "--deletion-window", "6"] + lifetime, 2),
            ] {
                let outcome = try await jwtkms.run(arguments)
                #expect(outcome.code == code && outcome.output.isEmpty, "\(arguments)")
            }
        }
    }

    /// A policy by which the next key signs two seconds after it is published: KMS's marks are whole seconds.
    private let short = """
        {"tokenLifetime": 2, "period": 3600, "pollInterval": 0.5, "missedPolls": 0, "settling": 0.5, "jwksMaximumAge": 0,
         "clockSkew": 0, "leeway": 0}
        """

    @Test("--wait goes through to the promotion in one call, and ends there; without a next key it waits for nothing")
    func waits() async throws {
        try await CommandLineTool.withKey { jwtkms in
            try Data(short.utf8).write(to: jwtkms.folder.appending(path: "rotation.json"))
            let rotate = ["rotate", "--local", "alias/s", "--policy", "rotation.json", "--wait"]
            let nothing = try await jwtkms.run(rotate)
            #expect(nothing.code == 0 && nothing.output.contains("make the next key"))
            let outcome = try await jwtkms.run(rotate + ["--now"])
            #expect(outcome.code == 0 && outcome.errors.isEmpty)
            let lines = outcome.output.split(separator: "\n").map(String.init)
            try #require(lines.count >= 4)
            #expect(lines[0].hasPrefix("published ") && lines[1].contains("  let "))
            #expect(lines[2].hasPrefix("promoted "))
            #expect(!outcome.output.contains("run it again with --now"))
            for other in ["--plan", "--emergency"] { #expect(try await jwtkms.run(rotate + [other]).code == 2) }
        }
    }

    @Test("--wait that is killed while it waits goes on when it is run again, with the same next key")
    func killedWhileItWaits() async throws {
        try await CommandLineTool.withKey { jwtkms in
            try Data(short.utf8).write(to: jwtkms.folder.appending(path: "rotation.json"))
            let rotate = "rotate --local alias/s --policy rotation.json --now --wait"
            let killed = try await jwtkms.shell(
                """
                "$jwtkms" \(rotate) >lines & process=$!
                until grep -q '  let ' lines; do :; done
                kill -9 $process
                wait $process
                cat lines
                """)
            let published = try #require(killed.output.split(separator: " ").dropFirst().first)
            #expect(killed.output.hasPrefix("published ") && !killed.output.contains("promoted"))
            let outcome = try await jwtkms.run(rotate.split(separator: " ").map(String.init))
            #expect(outcome.code == 0 && outcome.output.contains("promoted \(published)"))
            #expect(!outcome.output.contains("published "))
            #expect(try await jwtkms("key", "list", "--local").output.split(separator: "\n").count == 2)
        }
    }

    @Test(
        "a policy file is read as a service reads it; other options beside it are refused, and so is what it may not say"
    )
    func policyFile() async throws {
        try await CommandLineTool.withKey { jwtkms in
            let file = jwtkms.folder.appending(path: "rotation.json")
            let json = #"{"tokenLifetime": 3600, "period": 2592000, "jwksMaximumAge": 60, "deletionWindowInDays": 7}"#
            try Data(json.utf8).write(to: file)
            let given = [
                "--token-lifetime", "1h", "--period", "30d", "--jwks-max-age", "60s", "--deletion-window", "7",
            ]
            #expect(
                try RotationPolicy(json: Data(contentsOf: file))
                    == RotationPolicy(
                        tokenLifetime: .seconds(3600), period: .seconds(30 * 86_400), jwksMaximumAge: .seconds(60),
                        deletionWindowInDays: 7))
            for command in ["rotate", "status"] {
                let call = [command, "--local", "alias/s"] + (command == "rotate" ? ["--plan", "--now"] : [])
                let (read, said) = (
                    try await jwtkms.run(call + ["--policy", "rotation.json"]), try await jwtkms.run(call + given)
                )
                #expect(read.code == 0 && read.output == said.output && read.errors == said.errors)
                let both = try await jwtkms.run(call + ["--policy", "rotation.json", "--leeway", "10s"])
                #expect(both.code == 2 && both.errors.contains("--leeway is given beside --policy"))
                #expect(try await jwtkms.run(call + ["--policy", "none.json"]).code == 2)
            }
            try Data(#"{"tokenLifeTime": 3600}"#.utf8).write(to: file)
            let unknown = try await jwtkms.run(["rotate", "--local", "alias/s", "--policy", "rotation.json"])
            #expect(
                unknown.code == 2 && unknown.errors.contains("no member tokenLifeTime; its members are tokenLifetime"))
        }
    }

    @Test("where somebody must act, rotate says so and ends with 3")
    func obstacle() async throws {
        try await CommandLineTool.withKey { jwtkms in
            _ = try await jwtkms("key", "create", "--local", "--spec", "RSA_2048", "--alias", "alias/s-next")
            let outcome = try await jwtkms.run(["rotate", "--local", "alias/s"] + lifetime)
            #expect(outcome.code == 3 && outcome.errors.contains("is RSA_2048, and the current one ECC_NIST_P256"))
            let status = try await jwtkms.run(["status", "--local", "alias/s"] + lifetime)
            #expect(status.code == 0 && status.errors.contains("is RSA_2048"))
        }
    }
}
