// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import JWTKit
import Synchronization

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Finds out whether a parser of the user's may end the process at a payload: JWTKit's `AudienceClaim` does at an empty array,
/// and its `JWTHeaderField` at a number that no `Int` holds.
///
/// This library's reader decodes the payload's type first. It can't know how the other parser reads dates, data and names, so
/// while a survey is current it takes any form of them.
final class ParserSurvey: Sendable {
    @TaskLocal static var current: ParserSurvey?

    private let missed = Mutex(false)

    /// Whether the type asked for a claim of JWTKit's that ends processes, and the reader found no member for it. The other
    /// parser may find one.
    var hasMissed: Bool { missed.withLock { $0 } }

    func miss(_ type: Any.Type) {
        if type == AudienceClaim.self || type == JWTHeaderField.self { missed.withLock { $0 = true } }
    }
}

extension JSONDocument {
    /// Whether a number is of a magnitude of 2^63 or more, anywhere.
    package var hasNumberBeyondInt64: Bool {
        nodes.indices.contains { JSONNode(document: self, index: $0).isNumberBeyondInt64 }
    }

    /// Checks that a parser of the user's can decode a payload and live. Nothing is decoded twice unless the payload holds an
    /// empty array or a number that no `Int` holds.
    ///
    /// - Throws: `DecodingError`, also if this reader can't tell.
    func checkSurvival<Value: Decodable>(of type: Value.Type, by parser: any JWTParser) throws {
        let hasEmptyArray = nodes.indices.contains { index in
            nodes[index].kind == .array && Int(nodes[index].next) == index + 1
        }
        guard hasEmptyArray || hasNumberBeyondInt64 else { return }
        let survey = ParserSurvey()
        _ = try ParserSurvey.$current.withValue(survey) { try decode(type) }
        // Foundation's decoder tells whether it changes names.
        if case .useDefaultKeys? = (parser.jsonDecoder as? JSONDecoder)?.keyDecodingStrategy { return }
        guard !survey.hasMissed else {
            throw JSONNodeDecoder(node: root).corrupted(
                "an empty array or a number of 2^63 may be at a claim that takes none")
        }
    }
}

extension JSONNode {
    /// Whether this is a number of a magnitude of 2^63 or more.
    var isNumberBeyondInt64: Bool {
        guard kind == .number else { return false }
        return double.map { abs($0) >= 0x1p63 } ?? true
    }

    /// The member of this name, with letters in either case, and with or without underscores: as a parser may change names.
    func member(like name: String) -> JSONNode? {
        func letters(_ name: String) -> String { name.lowercased().filter { $0 != "_" && $0 != "-" } }
        let wanted = letters(name)
        return members.first { $0.0.string.map(letters) == wanted }?.1
    }
}
