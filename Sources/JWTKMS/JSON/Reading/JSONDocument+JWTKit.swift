// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

// What types of JWTKit's end the process at. The reader of this library refuses it by the type that is decoded; another
// JSON decoder does not tell what it is about to decode.

/// Why a value was not given to a type of JWTKit's.
struct FatalToJWTKit: Error {}

extension JSONDocument {
    /// Whether a number is of a magnitude of 2^63 or more, anywhere.
    package var hasNumberBeyondInt64: Bool {
        nodes.indices.contains { JSONNode(document: self, index: $0).isNumberBeyondInt64 }
    }

    /// Checks that a parser of the user's can decode a payload and live: that no `AudienceClaim` is an empty array, and
    /// no `JWTHeaderField` a number that no `Int` holds.
    ///
    /// The reader of this library tries it first. If the parser's payloads have a form that this reader can't read, a
    /// number of that size and an empty `aud` are refused, whatever they are decoded as.
    ///
    /// - Throws: `DecodingError`.
    func checkJWTKitSurvives<Value: Decodable>(_ type: Value.Type) throws {
        let hasNumber = hasNumberBeyondInt64
        guard hasNumber || nodes.indices.contains(where: { isEmptyArray($0) }) else { return }
        do {
            _ = try decode(type)
        } catch DecodingError.dataCorrupted(let context) where context.underlyingError is FatalToJWTKit {
            throw DecodingError.dataCorrupted(context)
        } catch {
            let hasEmptyAudience = nodes.indices.contains { index in
                isEmptyArray(index) && index > 0 && spells(nodes[index - 1], "aud")
            }
            guard hasNumber || hasEmptyAudience else { return }
            throw DecodingError.dataCorrupted(
                DecodingError.Context(
                    codingPath: [], debugDescription: "it holds what may end the process",
                    underlyingError: FatalToJWTKit()))
        }
    }

    private func isEmptyArray(_ index: Int) -> Bool {
        nodes[index].kind == .array && Int(nodes[index].next) == index + 1
    }

    private func spells(_ node: Node, _ name: StaticString) -> Bool {
        name.withUTF8Buffer { unsafe spells(node, $0.span) }
    }
}

extension JSONNode {
    /// Whether this is a number of a magnitude of 2^63 or more.
    var isNumberBeyondInt64: Bool {
        guard kind == .number else { return false }
        return double.map { abs($0) >= 0x1p63 } ?? true
    }
}
