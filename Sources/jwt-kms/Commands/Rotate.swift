// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if Tools
import ArgumentParser
import Foundation
import JWTKMS

extension JWTKMSCommand {
    /// Does the next step of a rotation.
    struct Rotate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Do what is due of a key's rotation, and say when to come again.",
            discussion: """
                ALIAS signs; ALIAS-next is published and signs nothing yet; ALIAS-previous signs nothing any more and is \
                still published. Run it from cron as often as you like: it makes the next key, waits until all who verify \
                have it, lets it sign, keeps the old one until its tokens are over, and has that one deleted. All it \
                knows is in KMS, in these aliases and in tags: broken off, the next run finishes it, and two at a time \
                do no harm.

                Give it the times that your services have. A policy by which a token would be refused is refused, with \
                the timeline on which that happens.

                EXAMPLES
                  jwt-kms rotate alias/sessions --token-lifetime 1h
                  jwt-kms rotate alias/sessions --token-lifetime 1h --plan
                  jwt-kms rotate alias/sessions --token-lifetime 1h --now
                  jwt-kms rotate alias/sessions --token-lifetime 1h --emergency
                """)

        @OptionGroup var connection: ConnectionOptions
        @OptionGroup var rotation: RotationOptions

        @Argument(help: ArgumentHelp("The alias that signs.", valueName: "alias/..."))
        var alias: String

        @Flag(help: "Only show what would be done, and when.")
        var plan = false

        @Flag(help: "Do not wait for the end of the period: the next key is made, and signs once all have it.")
        var now = false

        @Flag(help: "Revoke: another key signs at once, the old one is disabled and its tokens are refused.")
        var emergency = false

        @Option(
            help: ArgumentHelp(
                "With --emergency: the id or ARN of the key to revoke, one of the rotation (default: the one that signs).",
                valueName: "key"))
        var key: String?

        func validate() throws {
            guard rotation.tokenLifetime != nil else {
                throw ValidationError("--token-lifetime says how long an old key is still needed: give it, such as 1h")
            }
            guard !(now && emergency) else { throw ValidationError("--now and --emergency exclude each other") }
            guard key == nil || emergency else { throw ValidationError("--key is for --emergency") }
        }

        func run() async throws {
            guard let policy = rotation.policy else { return }
            try await connection.withKMS { kms in
                let rotation = try KeyRotation(alias, policy: policy, client: kms)
                let report: KeyRotation.Report
                if emergency {
                    // Said before it is done: afterwards it is too late.
                    let state = try await rotation.look().state
                    let revoked = try await rotation.keyToRevoke(key, state)
                    for line in try await warnings(revoked, state, rotation, policy) {
                        Terminal.note(Terminal.line(line))
                    }
                    if plan { return }
                    // The key that was shown, whatever signs by now.
                    report = try await rotation.revoke(revoked ?? key)
                } else {
                    report =
                        plan ? try await rotation.look(isPeriodOver: now) : try await rotation.run(isPeriodOver: now)
                }
                let text = text(policy)
                for line in text.done(report) + text.plan(report, isPeriodOver: now) {
                    try Terminal.result(Terminal.line(line))
                }
                if let obstacle = report.plan.obstacles.first { throw obstacle }
            }
        }

        private func warnings(
            _ revoked: String?, _ state: RotationState, _ rotation: KeyRotation, _ policy: RotationPolicy
        ) async throws -> [String] {
            guard let revoked else { return ["\(key ?? alias) is out of use already: there is nothing to revoke"] }
            let consequences = try await rotation.consequences(ofRevoking: revoked, state)
            return text(policy).emergency(revoked, state, consequences)
        }

        private func text(_ policy: RotationPolicy) -> RotationText {
            RotationText(alias: alias, policy: policy, now: Date())
        }
    }
}
#endif
