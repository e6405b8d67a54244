// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import JWTKMS
import Testing

/// Our reader against Foundation's, on documents that were generated and then damaged.
@Suite("The strict reader against Foundation's")
struct DifferentialTests {
    /// A JSON value as both decoders read it.
    enum Value: Codable, Equatable {
        case null, bool(Bool), number(Double), string(String), array([Value]), object([String: Value])

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if container.decodeNil() {
                self = .null
            } else if let bool = try? container.decode(Bool.self) {
                self = .bool(bool)
            } else if let number = try? container.decode(Double.self) {
                self = .number(number)
            } else if let string = try? container.decode(String.self) {
                self = .string(string)
            } else if let array = try? container.decode([Value].self) {
                self = .array(array)
            } else {
                self = .object(try container.decode([String: Value].self))
            }
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .null: try container.encodeNil()
            case .bool(let bool): try container.encode(bool)
            case .number(let number): try container.encode(number)
            case .string(let string): try container.encode(string)
            case .array(let array): try container.encode(array)
            case .object(let object): try container.encode(object)
            }
        }
    }

    /// Reasons for which we refuse what Foundation takes: THREATS and DESIGN name each.
    static let stricter: Set<JSONRefusal.Reason> = [
        .duplicateName, .syntax, .notAnObject, .notUTF8, .number, .loneSurrogate, .escape, .controlCharacter, .tooDeep,
    ]

    @Test("the same value, or a refusal that the design names")
    func same() throws {
        let environment = ProcessInfo.processInfo.environment
        let seed = environment["JSON_SEED"].flatMap { UInt64($0) } ?? UInt64.random(in: 0..<UInt64.max)
        let rounds = environment["JSON_DOCUMENTS"].flatMap { Int($0) } ?? 5_000
        var generator = Generator(random: SeededRandom(seed: seed))
        var (taken, refused) = (0, 0)
        for _ in 0..<rounds {
            var bytes = Array(generator.object(depth: 4).utf8)
            for _ in 0..<generator.below(3) { generator.damage(&bytes) }
            let theirs = try? JSONDecoder().decode(Value.self, from: Data(bytes))
            do throws(JSONRefusal) {
                let document = try JSONDocument(bytes: bytes)
                let ours = try? document.decode(Value.self)
                taken += 1
                // Foundation's decoder refuses `0e1` and `1e-400`, which RFC 8259 allows and its other reader takes.
                let isAlone = theirs == nil && (try? JSONSerialization.jsonObject(with: Data(bytes))) != nil
                #expect(
                    ours == theirs || isAlone,
                    "seed \(seed): \(String(decoding: bytes, as: UTF8.self).debugDescription)")
            } catch {
                refused += 1
                // What Foundation refuses too needs no reason.
                if theirs != nil { #expect(Self.stricter.contains(error.reason), "seed \(seed): \(error)") }
            }
        }
        #expect(taken + refused == rounds)
        #expect(taken > rounds / 4 && refused > rounds / 20, "seed \(seed)")
    }

    struct Generator {
        var random: SeededRandom

        mutating func below(_ bound: Int) -> Int { random.below(bound) }

        mutating func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }

        mutating func object(depth: Int) -> String {
            // Sometimes so many that they are found by an index.
            let count = below(40) == 0 ? 25 + below(30) : below(5)
            let members = (0..<count).map { number in
                "\(space())\(name(number, of: count))\(space()):\(space())\(value(depth: depth - 1))\(space())"
            }
            return "{\(members.joined(separator: ","))}"
        }

        mutating func value(depth: Int) -> String {
            switch below(depth > 0 ? 8 : 6) {
            case 0: return pick(["true", "false", "null"])
            case 1, 2:
                return pick([
                    "0", "-0", "1", "12345678901", "1.5", "-2.25e3", "1E-7", "9007199254740993", "1e400", "0.1",
                ])
            case 3, 4, 5: return string()
            case 6: return object(depth: depth)
            default: return "[" + (0..<below(4)).map { _ in value(depth: depth - 1) }.joined(separator: ",") + "]"
            }
        }

        mutating func name(_ number: Int, of count: Int) -> String {
            below(count < 5 ? 12 : 20 * count) == 0 ? #""exp""# : #""m\#(number)""#
        }

        mutating func string() -> String {
            let pieces = ["a", "é", "😀", #"\n"#, #"\""#, #"\\"#, #"\u00e9"#, #"\ud83d\ude00"#, " ", "\u{7F}", #"\/"#]
            return "\"" + (0..<below(6)).map { _ in pick(pieces) }.joined() + "\""
        }

        mutating func space() -> String { pick(["", "", "", " ", "\n", "\t", "\r\n"]) }

        mutating func damage(_ bytes: inout [UInt8]) {
            guard !bytes.isEmpty else { return }
            let place = below(bytes.count)
            switch below(4) {
            case 0: bytes.remove(at: place)
            case 1: bytes.insert(pick(Array(#"{}[]",:\0e-.u"#.utf8) + [0, 0x80, 0xC3, 0xFF]), at: place)
            case 2: bytes[place] = UInt8(truncatingIfNeeded: random.next())
            default: bytes.swapAt(place, below(bytes.count))
            }
        }
    }
}
