// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// A call of KMS, as kms_calls.py tells it.
struct CallRecord: Decodable, Sendable {
    var name: String
    var operation: String
    /// `200` and a text for each member, or one text for an error.
    var answer: [String]
    /// Of an error.
    var message: String?
    /// What AWS answers, where this is something else.
    var departs: String?
}

/// What LocalKMSServer and moto are known to answer differently, of `Python/differences.json`.
struct ExpectedDifferences {
    struct Group: Decodable {
        /// AWS's word on it, and where it is written.
        var aws: String
        /// What only one of them answers: members, or status and code.
        var ours: String
        var moto: String
        var calls: [String]
    }

    struct Difference: Hashable, CustomStringConvertible {
        var call: String
        var ours: String
        var moto: String

        var description: String { "\(call): ours \(ours), moto \(moto)" }
    }

    var groups: [Group]

    static func read() throws -> ExpectedDifferences {
        let file = Peers.root.appending(path: "Tests/PeerTests/Python/differences.json")
        return ExpectedDifferences(groups: try JSONDecoder().decode([Group].self, from: Data(contentsOf: file)))
    }

    /// Records an issue for each difference that is not written down, and for each that is and is no more.
    func check(ours: [CallRecord], moto: [CallRecord]) {
        let written = groups.flatMap { group in
            group.calls.map { Difference(call: $0, ours: group.ours, moto: group.moto) }
        }
        #expect(Set(written.map(\.call)).count == written.count, "a call is written down twice")
        #expect(groups.allSatisfy { !$0.aws.isEmpty })
        let found = zip(ours, moto).compactMap(Self.difference)
        for difference in Set(found).subtracting(written) { Issue.record("new: \(difference)") }
        for difference in Set(written).subtracting(found) { Issue.record("vanished: \(difference)") }
    }

    private static func difference(_ ours: CallRecord, _ moto: CallRecord) -> Difference? {
        guard ours.answer != moto.answer else { return nil }
        // Where one refuses, what the other's members are says nothing more.
        guard ours.answer.first == moto.answer.first else {
            return Difference(call: ours.name, ours: ours.answer.first ?? "", moto: moto.answer.first ?? "")
        }
        return Difference(
            call: ours.name, ours: only(ours.answer, without: moto.answer),
            moto: only(moto.answer, without: ours.answer))
    }

    private static func only(_ members: [String], without others: [String]) -> String {
        let rest = members.filter { !others.contains($0) }
        return rest.isEmpty ? "nothing" : rest.joined(separator: "; ")
    }
}
