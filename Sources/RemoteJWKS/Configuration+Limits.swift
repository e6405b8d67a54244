// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if RemoteJWKS
import KMSAPI

/// The times of a configuration, within what a sum with the time of a clock can hold.
extension RemoteJWKS.Configuration {
    private static let longest: Duration = .seconds(366 * 24 * 60 * 60)

    var freshness: Freshness {
        func bounded(_ lifetime: Duration) -> Duration { min(max(lifetime, .zero), Self.longest) }
        return Freshness(
            limits: bounded(lifetime.lowerBound)...bounded(lifetime.upperBound), usual: defaultLifetime)
    }

    var schedule: FetchSchedule.Policy {
        FetchSchedule.Policy(
            maximumStaleness: min(max(maximumStaleness, .zero), Self.longest),
            cooldown: min(max(cooldown, .seconds(1)), .seconds(24 * 60 * 60)))
    }

    /// - Throws: `KMSError` of kind `configuration` where the keys could end before they may be fetched again.
    func check() throws(KMSError) {
        let (least, schedule) = (freshness.limits.lowerBound, schedule)
        guard least + schedule.maximumStaleness >= schedule.cooldown else {
            throw KMSError(
                .configuration,
                message:
                    "a cooldown of \(schedule.cooldown) is longer than keys may last, lifetime.lowerBound \(least) and "
                    + "maximumStaleness \(schedule.maximumStaleness): good tokens could not be checked in between")
        }
    }
}
#endif
