// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import JWTKMS

@Suite("Two years of rotations, 50 issuers and 200 verifiers")
struct RotationSimulationTests {
    static let policy = RotationPolicy(tokenLifetime: .seconds(3600), period: .seconds(30 * 86_400))

    @Test("no token is refused that should be accepted, none accepted whose key was retired, and no key is left over")
    func fleet() throws {
        var simulation = RotationSimulation(policy: Self.policy)
        try simulation.run()
        #expect(simulation.refused == 0)
        #expect(simulation.retiredAccepted == 0)
        #expect(simulation.tokens > 30_000 && simulation.retiredChecks > 20 * 200)
        #expect(simulation.rotations >= 24 && simulation.brokenOff > 10)
        // The current one, and where the end falls so a next one.
        #expect(simulation.keysLeft <= 2 && simulation.keysMade <= 27)
    }

    @Test("a fleet that is rotated faster than it can follow refuses tokens, and the simulation sees it")
    func mutants() throws {
        var skipping = RotationSimulation(policy: Self.policy)
        skipping.skipsPrevious = true
        try skipping.run()
        #expect(skipping.refused > 0)

        var hasty = RotationSimulation(policy: Self.policy)
        hasty.operated.announcement = .seconds(60)
        (hasty.years, hasty.operatorsRun) = (0.4, 30...60)
        try hasty.run()
        #expect(hasty.refused > 0)

        var forgetful = RotationSimulation(policy: Self.policy)
        forgetful.operated.retention = .seconds(1800)
        try forgetful.run()
        #expect(forgetful.refused > 0)
    }
}
