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

                With --wait one call goes through to the promotion: it publishes the next key if that is due, waits until \
                all have it, and lets it sign. Interrupted while it waits, the same call goes on.

                EXAMPLES
                  jwt-kms rotate alias/sessions --token-lifetime 1h
                  jwt-kms rotate alias/sessions --policy rotation.json
                  jwt-kms rotate alias/sessions --token-lifetime 1h --plan
                  jwt-kms rotate alias/sessions --token-lifetime 1h --now --wait
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

        @Flag(help: "If a next key is published, by this call or before: wait until it may sign, and let it.")
        var wait = false

        @Flag(help: "Revoke: another key signs at once, the old one is disabled and its tokens are refused.")
        var emergency = false

        @Option(
            parsing: .unconditional,
            help: ArgumentHelp(
                "With --emergency: the id or ARN of the key to revoke, one of the rotation (default: the one that signs).",
                valueName: "key"))
        var key: String?

        func validate() throws {
            guard rotation.tokenLifetime != nil || rotation.policyFile != nil else {
                throw ValidationError(
                    "--token-lifetime says how long an old key is still needed: give it, such as 1h, or a --policy")
            }
            guard !(now && emergency) else { throw ValidationError("--now and --emergency exclude each other") }
            guard !(wait && (emergency || plan)) else {
                throw ValidationError("--wait is not for --emergency, which waits for nothing, and not for --plan")
            }
            guard key == nil || emergency else { throw ValidationError("--key is for --emergency") }
        }

        func run() async throws {
            guard let policy = try rotation.policy() else { return }
            try await connection.withKMS { kms in
                let rotation = try KeyRotation(alias, policy: policy, client: kms)
                guard
                    var report = emergency
                        ? try await revoke(rotation, policy, kms)
                        : plan ? try await rotation.look(isPeriodOver: now) : try await rotation.run(isPeriodOver: now)
                else { return }
                try show(report, policy, kms.serverTime)
                while wait, let due = Self.nextStep(untilPromotionAfter: report) {
                    try await Self.wait(until: due, kms)
                    report = try await rotation.run(isPeriodOver: now)
                    let isOver = Self.nextStep(untilPromotionAfter: report) == nil
                    if isOver || !report.done.isEmpty { try show(report, policy, kms.serverTime) }
                }
            }
        }

        /// Prints what was done and what is next.
        ///
        /// - Throws: what keeps the next key from signing until somebody acts.
        private func show(_ report: KeyRotation.Report, _ policy: RotationPolicy, _ now: Date) throws {
            let text = RotationText(alias: alias, policy: policy, now: now)
            for line in text.done(report) + text.plan(report, isPeriodOver: self.now && !wait) {
                try Terminal.result(Terminal.line(line))
            }
            for note in text.notes(report.state) { Terminal.note(Terminal.line("note: \(note)")) }
            if let obstacle = report.plan.obstacles.first { throw obstacle }
        }

        /// When the next step of a rotation is due that has published its next key; nil if that signs by now.
        private static func nextStep(untilPromotionAfter report: KeyRotation.Report) -> Date? {
            var isPublished = report.state.next != nil
            for step in report.done {
                switch step.action {
                case .promote: return nil
                // KMS may not show it yet.
                case .create, .publish: isPublished = true
                default: break
                }
            }
            return isPublished && report.plan.obstacles.isEmpty ? report.plan.steps.first?.due : nil
        }

        /// Waits by KMS's time, in short pieces: the machine may sleep meanwhile.
        private static func wait(until due: Date, _ kms: any AnyKMS) async throws {
            // A step that is due already was just taken, and KMS does not show it yet.
            let due = due > kms.serverTime ? due : kms.serverTime.addingTimeInterval(1)
            while case let rest = due.timeIntervalSince(kms.serverTime), rest > 0 {
                try await Task.sleep(for: .seconds(min(rest, 60)))
            }
        }

        /// - Returns: nil where it is only shown.
        private func revoke(
            _ rotation: KeyRotation, _ policy: RotationPolicy, _ kms: any AnyKMS
        ) async throws -> KeyRotation.Report? {
            let state = try await rotation.look().state
            guard let revoked = try await rotation.keyToRevoke(key, state) else {
                Terminal.note(Terminal.line("\(key ?? alias) is out of use already: there is nothing to revoke"))
                return plan ? nil : try await rotation.revoke(key)
            }
            // Said before it is done: afterwards it is too late.
            let consequences = try await rotation.consequences(ofRevoking: revoked, state)
            let text = RotationText(alias: alias, policy: policy, now: kms.serverTime)
            for line in text.emergency(revoked, state, consequences, isPlan: plan) {
                Terminal.note(Terminal.line(line))
            }
            if plan { return nil }
            do {
                // The key that was shown, whatever signs by now.
                return try await rotation.revoke(revoked)
            } catch let error as KMSError {
                let keyState = try? await kms.describeKey(DescribeKeyRequest(keyID: revoked)).keyMetadata.keyState
                let note = text.brokenOff(revoked, keyState, isCurrent: revoked == state.current.keyID)
                Terminal.note(Terminal.line(note))
                throw error
            }
        }
    }
}
#endif
