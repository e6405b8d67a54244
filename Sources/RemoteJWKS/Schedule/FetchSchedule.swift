// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if RemoteJWKS
/// When the keys of an issuer are fetched, and until when they are gone by. Times in, decisions out: no I/O, no clock.
///
/// Two fetches never begin within a cooldown of each other, whatever tokens come and however the fetches end. The one
/// exception is the first token after the keys are over: it may ask at once. A junk kid can take the fetch that a good one
/// would have had. The good one's is then due when the cooldown is over, and its token could not be checked until then.
///
/// After failures, refreshes wait longer and longer. A token that can't be checked without a fetch does not: it asks once
/// in a cooldown, so that an issuer that is back is noticed.
struct FetchSchedule: Sendable {
    /// The times that are gone by.
    struct Policy: Sendable {
        var maximumStaleness: Duration
        var cooldown: Duration
        /// The longest wait after failures; their waits double.
        var longestBackoff: Duration { max(cooldown, .seconds(5 * 60)) }
    }

    /// What to do for somebody who needs keys.
    enum Decision: Equatable, Sendable {
        /// Go by what is known.
        case serve
        /// Begin a fetch, and go by what is known meanwhile.
        case fetchAndServe
        /// Begin a fetch and wait for it.
        case fetchAndWait
        /// Wait for the fetch that is under way.
        case wait
        /// Nothing that is known may be gone by, and it is too early to ask again.
        case fail
    }

    private struct Validity {
        let refreshAt: Duration
        let end: Duration
    }

    let policy: Policy
    private var validity: Validity?
    private var lastBeginning: Duration?
    private var failures = 0
    private var retryAt: Duration?
    private var isUnderWay = false
    private var isWanted = false
    private var unknownKIDs = UnknownKIDs()

    init(policy: Policy) { self.policy = policy }

    /// Somebody verifies with a key of the issuer.
    mutating func use(now: Duration) -> Decision {
        guard isGood(now) else { return fetch(now, else: .fail) }
        guard !isUnderWay, now >= (validity?.refreshAt ?? now) else { return .serve }
        return refresh(now) ? .fetchAndServe : .serve
    }

    /// A token names a kid that is not known. If it is too early to fetch for it, a fetch is due after the cooldown, for
    /// which nobody waits.
    ///
    /// - Parameter kid: a hash of the kid; nil if the set holds a key of this name, which did not make the token.
    mutating func useUnknown(_ kid: Int?, now: Duration) -> Decision {
        if let kid { unknownKIDs.came(kid) }
        let decision = fetch(now, else: isGood(now) ? .serve : .fail)
        if decision == .serve { isWanted = true }
        return decision
    }

    /// Whether the last fetch began after this kid first came, and brought a set. Such a set was asked about the kid.
    func wasAsked(_ kid: Int) -> Bool { unknownKIDs.wasAsked(kid) }

    /// When a token that can't be checked now may begin a fetch.
    func nextQuestion(now: Duration) -> Duration { max(now, afterCooldown) }

    /// The fetch that somebody waited for did not bring the key. It may have been published after the issuer answered,
    /// if that fetch had begun before the token came.
    mutating func stillUnknown() { isWanted = true }

    /// The user asks for the keys: where there are none, no fetch that failed just before keeps them from another.
    mutating func load(now: Duration) -> Decision {
        guard !isGood(now), !isUnderWay else { return use(now: now) }
        start(now)
        return .fetchAndWait
    }

    /// The user asks for what the issuer says now. A fetch that is under way began before that.
    mutating func readAgain(now: Duration) -> Decision {
        guard !isUnderWay else { return .wait }
        start(now)
        return .fetchAndWait
    }

    /// Begins a fetch where one is due that nobody asks for now.
    mutating func beginDue(isRefreshedUnused: Bool, now: Duration) -> Bool {
        guard let due = due(isRefreshedUnused: isRefreshedUnused), now >= due else { return false }
        start(now)
        return true
    }

    /// When a fetch is due that nobody asks for; nil where none is, or one is under way.
    ///
    /// - Parameter isRefreshedUnused: whether keys that nobody uses are kept fresh too.
    func due(isRefreshedUnused: Bool) -> Duration? {
        guard !isUnderWay else { return nil }
        if isWanted { return afterCooldown }
        guard isRefreshedUnused else { return nil }
        return max(validity?.refreshAt ?? .zero, nextRefresh)
    }

    /// A fetch brought keys, or word that they are still the same.
    ///
    /// - Parameters:
    ///   - lifetime: how long they are fresh, counted from when the fetch began: RFC 9111 section 4.2.3.
    ///   - chance: from 0 up to 1: a fleet that started together does not ask together.
    ///   - withdrawn: hashes of the kids that the set had before and has no more.
    mutating func succeeded(lifetime: Duration, now: Duration, chance: Double, withdrawn: Set<Int> = []) {
        let beginning = lastBeginning ?? now
        validity = Validity(
            refreshAt: beginning + lifetime * (0.75 + 0.1 * chance), end: beginning + lifetime + policy.maximumStaleness
        )
        (isUnderWay, failures, retryAt) = (false, 0, nil)
        unknownKIDs.fetchSucceeded(withdrawn: withdrawn)
    }

    /// A fetch brought nothing.
    mutating func failed(now: Duration, chance: Double) {
        let wait = min(policy.cooldown * (1 << min(failures, 16)), policy.longestBackoff)
        (isUnderWay, failures, retryAt) = (false, failures + 1, now + wait * (1 + 0.5 * chance))
        unknownKIDs.fetchFailed()
    }

    /// From when on nothing that is known may be gone by; nil where that is so already.
    func end(now: Duration) -> Duration? { validity.flatMap { now < $0.end ? $0.end : nil } }

    /// Until when the keys are gone by without another ``use(now:)``.
    func nextUse(now: Duration) -> Duration {
        guard let validity, now < validity.end else { return now }
        if isUnderWay { return validity.end }
        return min(max(validity.refreshAt, nextRefresh), validity.end)
    }

    private func isGood(_ now: Duration) -> Bool { validity.map { now < $0.end } ?? false }

    /// From when on a fetch may begin that a token waits for.
    private var afterCooldown: Duration { lastBeginning.map { $0 + policy.cooldown } ?? .zero }

    /// From when on a fetch may begin while the keys that are known still serve.
    private var nextRefresh: Duration { max(afterCooldown, retryAt ?? .zero) }

    /// Whether the keys are over, and no fetch has begun since.
    private func isFirstAfterEnd(_ now: Duration) -> Bool {
        guard let validity, let lastBeginning, now >= validity.end else { return false }
        return lastBeginning < validity.end
    }

    private mutating func fetch(_ now: Duration, else otherwise: Decision) -> Decision {
        if isUnderWay { return .wait }
        guard now >= afterCooldown || isFirstAfterEnd(now) else { return otherwise }
        start(now)
        return .fetchAndWait
    }

    private mutating func refresh(_ now: Duration) -> Bool {
        guard !isUnderWay, now >= nextRefresh else { return false }
        start(now)
        return true
    }

    private mutating func start(_ now: Duration) {
        (isUnderWay, isWanted, lastBeginning) = (true, false, now)
        unknownKIDs.fetchBegan()
    }
}
#endif
