// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if RemoteJWKS
/// Which unknown kids the issuer was asked about: those that came before the last good fetch began, and those of keys that
/// this fetch showed to be withdrawn.
///
/// A kid that came later may have been published since, so nobody knows yet whether its token is good. Kids are kept as
/// hashes with a seed of the process, and only the last ones: forged kids take a fixed amount of memory.
struct UnknownKIDs: Sendable {
    /// Kids are kept in two halves. When the newer one is full, the older one is dropped.
    static let half = 256

    /// How many fetches had begun when a kid first came, by the hash of the kid.
    private var newer: [Int: Int] = [:]
    private var older: [Int: Int] = [:]
    private var begun = 0
    /// The last fetch, if it was good.
    private var answered: Int?

    var count: Int { newer.count + older.count }

    /// A token names this kid, which the set does not hold.
    mutating func came(_ hash: Int) {
        guard newer[hash] == nil else { return }
        keep(hash, since: older[hash] ?? begun)
    }

    private mutating func keep(_ hash: Int, since fetch: Int) {
        if newer.count >= Self.half { (older, newer) = (newer, [:]) }
        newer[hash] = fetch
    }

    mutating func fetchBegan() { begun += 1 }

    /// - Parameter withdrawn: hashes of the kids that the set had before and has no more.
    mutating func fetchSucceeded(withdrawn: Set<Int>) {
        answered = begun
        for hash in withdrawn { keep(hash, since: begun - 1) }
    }

    mutating func fetchFailed() { answered = nil }

    /// Whether the issuer was asked about this kid by the last fetch.
    func wasAsked(_ hash: Int) -> Bool {
        guard let answered, let before = newer[hash] ?? older[hash] else { return false }
        return before < answered
    }
}
#endif
