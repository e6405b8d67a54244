// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import RemoteJWKS

/// The state machine alone: lifetimes of 100 s, stale for 1000 s, a cooldown of 30 s.
@Suite struct FetchScheduleTests {
    private static let policy = FetchSchedule.Policy(maximumStaleness: .seconds(1000), cooldown: .seconds(30))

    /// Keys that were fetched at 0 and are refreshed from 80 s on.
    private func fetched() -> FetchSchedule {
        var schedule = FetchSchedule(policy: Self.policy)
        #expect(schedule.load(now: .zero) == .fetchAndWait)
        schedule.succeeded(lifetime: .seconds(100), now: .seconds(1), chance: 0.5)
        return schedule
    }

    @Test(
        "keys are used without a fetch until four fifths of their lifetime are over, counted from when the fetch began")
    func refreshesAheadOfTime() {
        var schedule = fetched()
        #expect(schedule.nextUse(now: .seconds(1)) == .seconds(80))
        #expect(schedule.use(now: .seconds(79)) == .serve)
        #expect(schedule.use(now: .seconds(80)) == .fetchAndServe)
        #expect(schedule.use(now: .seconds(80)) == .serve, "one fetch is under way")
    }

    @Test("chance moves the refresh between 75 and 85 percent", arguments: [(0.0, 75), (0.5, 80), (1.0, 85)])
    func jitters(chance: Double, seconds: Int) {
        var schedule = FetchSchedule(policy: Self.policy)
        _ = schedule.load(now: .zero)
        schedule.succeeded(lifetime: .seconds(100), now: .zero, chance: chance)
        #expect(schedule.due(isRefreshedUnused: true) == .seconds(seconds))
    }

    @Test("stale keys serve while fetches fail, and not a moment beyond the limit")
    func servesStale() {
        var schedule = fetched()
        #expect(schedule.use(now: .seconds(90)) == .fetchAndServe)
        schedule.failed(now: .seconds(91), chance: 0)
        #expect(schedule.use(now: .seconds(1099)) == .fetchAndServe)
        schedule.failed(now: .seconds(1099), chance: 0)
        #expect(schedule.nextUse(now: .seconds(1099)) == .seconds(1100))
        #expect(schedule.use(now: .seconds(1100)) == .fetchAndWait)
        #expect(schedule.use(now: .seconds(1100)) == .wait)
    }

    @Test(
        "when stale keys are over, the first token asks at once, and then one in a cooldown, however long the outage was"
    )
    func asksWhenTheKeysAreOver() {
        var schedule = fetched()
        for now in [90, 300, 600, 1099] {
            #expect(schedule.use(now: .seconds(now)) == .fetchAndServe)
            schedule.failed(now: .seconds(now), chance: 0.5)
        }
        #expect(schedule.use(now: .seconds(1101)) == .fetchAndWait)
        schedule.failed(now: .seconds(1102), chance: 0.5)
        for _ in 0..<1000 {
            #expect(schedule.use(now: .seconds(1130)) == .fail)
            #expect(schedule.useUnknown(1, now: .seconds(1130)) == .fail)
        }
        #expect(schedule.use(now: .seconds(1131)) == .fetchAndWait)
        schedule.succeeded(lifetime: .seconds(100), now: .seconds(1131), chance: 0.5)
        #expect(schedule.use(now: .seconds(1132)) == .serve)
    }

    @Test("a failing issuer is asked after 30, 60, 120, 240 and then every 300 seconds, and later by chance")
    func backsOff() {
        var schedule = fetched()
        var now = Duration.seconds(100)
        for wait in [30, 60, 120, 240, 300] {
            #expect(schedule.use(now: now) == .fetchAndServe)
            schedule.failed(now: now, chance: 0)
            #expect(schedule.use(now: now + .seconds(wait) - .milliseconds(1)) == .serve)
            now += .seconds(wait)
        }
        #expect(schedule.use(now: now) == .fetchAndServe)
        schedule.failed(now: now, chance: 0.5)
        #expect(schedule.due(isRefreshedUnused: true) == now + .seconds(375))
    }

    @Test("a success forgets the failures before it")
    func recovers() {
        var schedule = fetched()
        for now in [100, 200, 400] {
            #expect(schedule.use(now: .seconds(now)) == .fetchAndServe)
            schedule.failed(now: .seconds(now), chance: 0)
        }
        #expect(schedule.use(now: .seconds(600)) == .fetchAndServe)
        schedule.succeeded(lifetime: .seconds(100), now: .seconds(600), chance: 0.5)
        #expect(schedule.use(now: .seconds(680)) == .fetchAndServe)
        schedule.failed(now: .seconds(680), chance: 0)
        #expect(schedule.use(now: .seconds(710)) == .fetchAndServe)
    }

    @Test("an unknown kid fetches once in a cooldown, and all who come meanwhile wait for that fetch")
    func unknownKIDsShareAFetch() {
        var schedule = fetched()
        #expect(schedule.useUnknown(1, now: .seconds(30)) == .fetchAndWait)
        for _ in 0..<1000 { #expect(schedule.useUnknown(1, now: .seconds(31)) == .wait) }
        schedule.succeeded(lifetime: .seconds(100), now: .seconds(32), chance: 0.5)
        for _ in 0..<1000 { #expect(schedule.useUnknown(1, now: .seconds(59)) == .serve) }
        #expect(schedule.useUnknown(1, now: .seconds(60)) == .fetchAndWait)
    }

    @Test("an unknown kid within the cooldown makes one fetch due at its end, for which nobody asks")
    func aJunkKidTakesNoFetchAway() {
        var schedule = fetched()
        #expect(schedule.useUnknown(1, now: .seconds(30)) == .fetchAndWait)
        schedule.succeeded(lifetime: .seconds(100), now: .seconds(30), chance: 0.5)
        #expect(schedule.due(isRefreshedUnused: false) == nil)
        #expect(schedule.useUnknown(1, now: .seconds(40)) == .serve)
        #expect(schedule.due(isRefreshedUnused: false) == .seconds(60))
        let begins = [59, 60, 60].map { schedule.beginDue(isRefreshedUnused: false, now: .seconds($0)) }
        #expect(begins == [false, true, false])
        schedule.succeeded(lifetime: .seconds(100), now: .seconds(61), chance: 0.5)
        #expect(schedule.due(isRefreshedUnused: false) == nil, "one fetch, not one each")
    }

    @Test("a kid that a fetch which had begun before it did not bring is fetched for after the cooldown")
    func aFetchUnderWayMayBeTooOld() {
        var schedule = fetched()
        #expect(schedule.use(now: .seconds(90)) == .fetchAndServe)
        #expect(schedule.useUnknown(1, now: .seconds(91)) == .wait)
        schedule.succeeded(lifetime: .seconds(100), now: .seconds(92), chance: 0.5)
        schedule.stillUnknown()
        #expect(schedule.due(isRefreshedUnused: false) == .seconds(120))
    }

    @Test("unknown kids ask a failing issuer once in a cooldown, while refreshes wait longer")
    func unknownKIDsAskOnceInACooldown() {
        var schedule = fetched()
        for now in [100, 200] {
            #expect(schedule.use(now: .seconds(now)) == .fetchAndServe)
            schedule.failed(now: .seconds(now), chance: 0)
        }
        #expect(schedule.useUnknown(1, now: .seconds(229)) == .serve)
        #expect(schedule.due(isRefreshedUnused: false) == .seconds(230))
        #expect(schedule.use(now: .seconds(230)) == .serve)
        #expect(schedule.useUnknown(1, now: .seconds(230)) == .fetchAndWait)
    }

    @Test("a kid was asked about if a good fetch began after it came, and only until the next one fails")
    func knowsWhatWasAsked() {
        var schedule = fetched()
        #expect(schedule.useUnknown(1, now: .seconds(10)) == .serve)
        #expect(!schedule.wasAsked(1), "the fetch began before")
        #expect(schedule.useUnknown(1, now: .seconds(30)) == .fetchAndWait)
        #expect(schedule.useUnknown(2, now: .seconds(31)) == .wait)
        schedule.succeeded(lifetime: .seconds(100), now: .seconds(32), chance: 0.5)
        #expect(schedule.wasAsked(1))
        #expect(!schedule.wasAsked(2), "the issuer may have answered before the key was published")
        #expect(schedule.useUnknown(3, now: .seconds(60)) == .fetchAndWait)
        schedule.failed(now: .seconds(61), chance: 0.5)
        #expect(![1, 2, 3].contains { schedule.wasAsked($0) })
        #expect(schedule.useUnknown(3, now: .seconds(90)) == .fetchAndWait)
        schedule.succeeded(lifetime: .seconds(100), now: .seconds(91), chance: 0.5, withdrawn: [4])
        #expect([1, 2, 3, 4].allSatisfy { schedule.wasAsked($0) })
    }

    @Test("of a million kids a few are kept, the last ones, and one that comes again and again stays")
    func keepsFewKIDs() {
        var kids = UnknownKIDs()
        for hash in 0..<1_000_000 {
            kids.came(hash)
            if hash % 100 == 0 { kids.came(-1) }
        }
        #expect(kids.count <= 2 * UnknownKIDs.half)
        kids.fetchBegan()
        kids.fetchSucceeded(withdrawn: [])
        #expect(kids.wasAsked(-1) && kids.wasAsked(999_999) && !kids.wasAsked(0))
    }

    @Test("who adds the keys asks at once, though the last fetch failed just before")
    func loadingIsTheUsers() {
        var schedule = FetchSchedule(policy: Self.policy)
        #expect(schedule.load(now: .zero) == .fetchAndWait)
        #expect(schedule.load(now: .zero) == .wait)
        schedule.failed(now: .zero, chance: 0)
        #expect(schedule.use(now: .seconds(1)) == .fail)
        #expect(schedule.load(now: .seconds(1)) == .fetchAndWait)
        schedule.succeeded(lifetime: .seconds(100), now: .seconds(1), chance: 0)
        #expect(schedule.load(now: .seconds(2)) == .serve)
    }

    @Test("years of failures overflow nothing")
    func endures() {
        var schedule = fetched()
        for day in 1...1000 {
            let now = Duration.seconds(day * 86_400)
            _ = schedule.use(now: now)
            schedule.failed(now: now, chance: 0.999)
        }
        #expect(schedule.due(isRefreshedUnused: true) ?? .zero < .seconds(1001 * 86_400))
    }
}
