// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if Tools
import ArgumentParser
import Foundation
import JWTKMS

extension JWTKMSCommand {
    /// Shows the keys of a rotation.
    struct Status: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show the keys of a rotation: which one signs, which are published, and what comes when.",
            discussion: """
                It changes nothing. Without --token-lifetime or --policy it can't tell when a key may go.

                EXAMPLES
                  jwt-kms status alias/sessions --token-lifetime 1h
                  jwt-kms status alias/sessions --policy rotation.json
                  jwt-kms status --local alias/sessions
                """)

        @OptionGroup var connection: ConnectionOptions
        @OptionGroup var rotation: RotationOptions

        @Argument(help: ArgumentHelp("The alias that signs.", valueName: "alias/..."))
        var alias: String

        func run() async throws {
            try await connection.withKMS { kms in
                guard let policy = try rotation.policy() else {
                    let state = try await KeyRotation.state(of: alias, client: kms)
                    for line in RotationText.keys(state, alias) { try Terminal.result(Terminal.line(line)) }
                    return Terminal.note(
                        "note: what comes next depends on how long tokens live (--token-lifetime or --policy)")
                }
                let report = try await KeyRotation(alias, policy: policy, client: kms).look()
                let text = RotationText(alias: alias, policy: policy, now: kms.serverTime)
                for line in RotationText.keys(report.state, alias) + [""] + text.plan(report) {
                    try Terminal.result(Terminal.line(line))
                }
                for note in text.notes(report.state) { Terminal.note(Terminal.line("note: \(note)")) }
                for obstacle in report.plan.obstacles { Terminal.note(Terminal.line("note: \(obstacle)")) }
            }
        }
    }
}
#endif
