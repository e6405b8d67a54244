// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if Tools
import Foundation
import JWTKMS

/// Claims of any shape.
struct Claims: JWTPayload {
    /// A JSON value; a number stays whole where it is.
    indirect enum Value: Codable, Sendable {
        case null
        case bool(Bool)
        case integer(Int64)
        case number(Double)
        case string(String)
        case array([Value])
        case object([String: Value])
    }

    var members: [String: Value]

    init(members: [String: Value]) { self.members = members }

    init(from decoder: any Decoder) throws { members = try decoder.singleValueContainer().decode([String: Value].self) }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(members)
    }

    func verify(using algorithm: some JWTAlgorithm) async throws {}
}

extension Claims.Value {
    /// Reads a JSON value as strictly as a token's is read.
    ///
    /// - Throws: `UsageError` which says of `what` that it is not JSON, and why.
    init(json: [UInt8], what: String) throws {
        // The reader wants an object at the top.
        let wrapper = Array(#"{"v":"#.utf8) + json + [UInt8(ascii: "}")]
        let document: JSONDocument
        do {
            document = try JSONDocument(bytes: wrapper)
        } catch {
            throw UsageError("\(what) is not JSON: \(error.description(from: 5))")
        }
        guard document.root.members.map({ $0 }).count == 1, let value = document.root.member("v") else {
            throw UsageError("\(what) is not one JSON value")
        }
        self = try Self.value(value, what)
    }

    private static func value(_ node: JSONNode, _ what: String) throws -> Self {
        switch node.kind {
        case .null: return .null
        case .true: return .bool(true)
        case .false: return .bool(false)
        case .string: return .string(node.string ?? "")
        case .array: return .array(try node.elements.map { try value($0, what) })
        case .object:
            // Names that differ as bytes may be equal to Swift; a dictionary holds one of them only.
            return .object(
                try Dictionary(node.members.map { ($0.name.string ?? "", try value($0.value, what)) }) { _, _ in
                    throw UsageError("\(what) has two members whose names are canonically equivalent")
                })
        case .number:
            if let integer = node.integer(as: Int64.self) { return .integer(integer) }
            guard let number = node.double, number.isFinite else {
                throw UsageError("\(what) holds a number that no token can carry exactly")
            }
            return .number(number)
        }
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let bool = try? container.decode(Bool.self) {
            self = .bool(bool)
        } else if let integer = try? container.decode(Int64.self) {
            self = .integer(integer)
        } else if let number = try? container.decode(Double.self) {
            self = .number(number)
        } else if let string = try? container.decode(String.self) {
            self = .string(string)
        } else if let array = try? container.decode([Claims.Value].self) {
            self = .array(array)
        } else {
            self = .object(try container.decode([String: Claims.Value].self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .bool(let bool): try container.encode(bool)
        case .integer(let integer): try container.encode(integer)
        case .number(let number): try container.encode(number)
        case .string(let string): try container.encode(string)
        case .array(let array): try container.encode(array)
        case .object(let object): try container.encode(object)
        }
    }
}
#endif
