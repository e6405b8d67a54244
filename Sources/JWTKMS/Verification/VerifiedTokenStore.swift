// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// Which verified tokens are kept, and which go for a new one. It knows of no lock and no time.
///
/// The tokens stand in a ring. Nothing goes while there is room. Where there is none, a hand goes round: it takes the
/// mark from what was used since it last came by, and the first without a mark goes (the clock algorithm, or second
/// chance). So as many as are allowed are dependable, what comes once goes before what comes often, and one new token
/// moves no other.
struct VerifiedTokenStore: Sendable {
    typealias ID = VerifiedTokens.ID
    typealias Entry = VerifiedTokens.Entry

    /// What a token costs beside its own bytes and its payload.
    private static let overhead = 500

    private let entries: Int
    private let bytes: Int
    private(set) var count = 0
    private var keptBytes = 0
    /// Where in the ring a token stands. In many parts, by the first byte of the digest: a dictionary that grows moves
    /// all that it has, while everybody waits for the lock.
    private var places = [[ID: Int]](repeating: [:], count: 256)
    private(set) var ring: [Entry?] = []
    /// Which places were used. Beside the ring, so that the hand, which may pass over many, reads a byte of each.
    private var marks: [Bool] = []
    private var vacant: [Int] = []
    private var hand = 0

    init(_ policy: VerifiedTokenPolicy) {
        entries = policy.entries
        bytes = policy.bytes
        // As much as can ever be used, up to some MB that cost nothing until they are.
        let most = min(entries, 1 + bytes / Self.overhead, 1 << 20)
        ring.reserveCapacity(most)
        marks.reserveCapacity(most)
    }

    mutating func find(_ id: ID) -> Entry? {
        guard let place = places[Self.part(id)][id] else { return nil }
        if !marks[place] { marks[place] = true }
        return ring[place]
    }

    /// - Returns: what went for it. To be released outside the lock.
    mutating func keep(_ entry: Entry) -> [Entry] {
        let size = Self.size(entry)
        guard size <= bytes else { return [] }
        var gone: [Entry] = []
        if let place = places[Self.part(entry.id)][entry.id], let before = remove(place) { gone.append(before) }
        while count >= entries || keptBytes + size > bytes {
            if let last = removeNext() { gone.append(last) }
        }
        insert(entry, size)
        return gone
    }

    mutating func forget(_ entry: Entry) {
        guard let place = places[Self.part(entry.id)][entry.id], ring[place] === entry else { return }
        // The caller holds it, so that it is not released here.
        _ = remove(place)
    }

    private mutating func insert(_ entry: Entry, _ size: Int) {
        let place: Int
        if let vacancy = vacant.popLast() {
            place = vacancy
            ring[place] = entry
        } else {
            place = ring.count
            ring.append(entry)
            marks.append(false)
        }
        places[Self.part(entry.id)][entry.id] = place
        count += 1
        keptBytes += size
    }

    /// Where anything is kept, the hand finds it in two rounds: after the first there is no mark.
    private mutating func removeNext() -> Entry? {
        while true {
            if hand >= ring.count { hand = 0 }
            defer { hand += 1 }
            if marks[hand] { marks[hand] = false } else if let entry = remove(hand) { return entry }
        }
    }

    private mutating func remove(_ place: Int) -> Entry? {
        guard let entry = ring[place] else { return nil }
        ring[place] = nil
        marks[place] = false
        vacant.append(place)
        places[Self.part(entry.id)][entry.id] = nil
        count -= 1
        keptBytes -= Self.size(entry)
        return entry
    }

    private static func size(_ entry: Entry) -> Int { entry.bytes + overhead }

    private static func part(_ id: ID) -> Int { id.digest.firstByte }
}
