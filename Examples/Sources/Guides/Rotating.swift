// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

// The code of the guide "Rotate keys".

import AWSKMS
import Foundation
import JWTKMS
import Logging
import ServiceLifecycle

func following(logger: Logger) async throws {
    try await AWSKMSClient.withClient(logger: logger) { kms in
        let policy = RotationPolicy(tokenLifetime: .seconds(3600))
        let keys = KMSKeyCollection(client: kms, logger: logger)
        try await keys.add(rotating: "alias/sessions", algorithm: .es256, policy: policy, shortensExpiration: true)

        let services = ServiceGroup(services: [keys], gracefulShutdownSignals: [.sigterm], logger: logger)
        try await services.run()
    }
}

func readingThePolicy() throws -> RotationPolicy {
    let policy = try RotationPolicy(json: Data(contentsOf: URL(filePath: "rotation.json")))
    return policy
}

func watching(keys: KMSKeyCollection, logger: Logger) {
    for rotation in keys.status() {
        for trouble in rotation.troubles { logger.error("\(trouble.alias): \(trouble.error)") }
        if rotation.failures > 3 { logger.error("\(rotation.alias) was last read \(rotation.age) ago") }
    }
}

func health(keys: KMSKeyCollection) -> Int {
    let health = keys.status().isHealthy ? 200 : 503
    return health
}

func rotating(kms: AWSKMSClient, policy: RotationPolicy, logger: Logger) async throws {
    let report = try await KeyRotation("alias/sessions", policy: policy, client: kms).run()
    for step in report.done { logger.notice("done: \(step.action)") }
    for obstacle in report.plan.obstacles { logger.error("\(obstacle)") }
    if let next = report.plan.steps.first { logger.info("next: \(next.action), not before \(next.due)") }
}
