// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// A call of KMS, as kms_calls.py tells it.
struct CallRecord: Decodable, Sendable {
    var name: String
    var operation: String
    var answer: String
    /// Of an error.
    var message: String?
    /// What AWS answers, where this is something else.
    var departs: String?
}

/// What LocalKMSServer and moto are known to answer differently, of `Python/differences.json`.
struct ExpectedDifferences: Decodable {
    struct Group: Decodable {
        /// AWS's word on it, and where it is written.
        var aws: String
        var calls: [Difference]
    }

    struct Difference: Decodable, Hashable {
        var call: String
        var ours: String
        var moto: String
    }

    var groups: [Group]

    static func read() throws -> ExpectedDifferences {
        let file = Peers.root.appending(path: "Tests/PeerTests/Python/differences.json")
        return ExpectedDifferences(groups: try JSONDecoder().decode([Group].self, from: Data(contentsOf: file)))
    }

    /// Records an issue for each difference that is not written down, and for each that is and is no more.
    func check(ours: [CallRecord], moto: [CallRecord]) {
        let expected = groups.flatMap(\.calls)
        #expect(Set(expected.map(\.call)).count == expected.count, "a call is written down twice")
        for group in groups { #expect(!group.aws.isEmpty && !group.calls.isEmpty) }
        let found = zip(ours, moto).filter { $0.answer != $1.answer }.map {
            Difference(call: $0.name, ours: $0.answer, moto: $1.answer)
        }
        for difference in Set(found).subtracting(expected) { Issue.record("new: \(difference)") }
        for difference in Set(expected).subtracting(found) { Issue.record("vanished: \(difference)") }
    }
}

extension ExpectedDifferences.Difference: CustomStringConvertible {
    /// As it is written in the file.
    var description: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        let values = [("call", call), ("ours", ours), ("moto", moto)].map { name, value in
            "\"\(name)\": \((try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? value)"
        }
        return "{\(values.joined(separator: ", "))}"
    }
}
