// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import JWTKMS
import Testing

@Suite("Encoding claims")
struct EncodingTests {
    private static var foundation: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.dateEncodingStrategy = .secondsSince1970
        return encoder
    }

    /// As both encoders write it, read again by a reader that neither belongs to.
    private func both(_ value: some Encodable) throws -> (NSDictionary?, NSDictionary?) {
        let ours = try PayloadEncoder(keepsDateFractions: true).encode(value)
        let theirs = try Self.foundation.encode(value)
        return (
            try JSONSerialization.jsonObject(with: ours) as? NSDictionary,
            try JSONSerialization.jsonObject(with: theirs) as? NSDictionary
        )
    }

    struct Everything: Codable {
        enum Role: String, Codable { case reader, writer }
        enum Event: Codable { case login(name: String, Int), logout }
        struct Nested: Codable { var a = [1, 2], b: [String: Double]? = ["y": 2.5], empty: [Int] = [] }
        struct Nothing: Codable {}

        var bool = true, string = "é\n\u{1}\"\\/😀\u{7F}", int = -5, int8 = Int8.min, int64 = Int64.min
        var uint64 = UInt64.max
        var double = 1.5e300, whole = 1e18, tiny = 5e-324, negativeZero = -0.0, float: Float = 0.1
        var date = Date(timeIntervalSince1970: 1_700_000_000.25), data = Data([1, 2, 3])
        var url = URL(string: "https://x.example/a?b=c"), decimal = Decimal(string: "0.1"), optional: String?
        var role = Role.writer, roles = [Role.reader, .writer], nested = Nested(), map = ["x": [1, nil]]
        var numbers = [1: "one", 2: "two"], events = [Event.login(name: "ada", 3), .logout], nothing = Nothing()
        var one: AudienceClaim = "a", two = AudienceClaim(value: ["a", "b"]),
            exp = ExpirationClaim(value: .distantFuture)
        var issuer: IssuerClaim = "i", flag: BoolClaim = true, dates = [Date(timeIntervalSince1970: 1)]
    }

    @Test("every kind of value, as JWTKit's encoder writes it")
    func everything() throws {
        let (ours, theirs) = try both(Everything())
        #expect(ours != nil && ours == theirs)
    }

    @Test("members stand in the order of their encoding, with no space and no escape that is not needed")
    func form() throws {
        struct Claims: Encodable {
            var iss: IssuerClaim = "https://issuer.example"
            var exp = ExpirationClaim(value: Date(timeIntervalSince1970: 1_700_000_000))
            var aud = AudienceClaim(value: ["a", "b"])
            var name = "a\u{1F}\"é"
            var half = 0.5
        }
        let json = String(decoding: try PayloadEncoder().encode(Claims()), as: UTF8.self)
        #expect(
            json
                == #"{"iss":"https://issuer.example","exp":1700000000,"aud":["a","b"],"name":"a\u001f\"é","half":0.5}"#)
    }

    struct Dated: Encodable {
        struct Seen: Encodable { var at: Date, exp: Date }
        var exp: ExpirationClaim, nbf: NotBeforeClaim, iat: IssuedAtClaim
        var auth: Date, seen: Seen, all: [Date]

        init(_ seconds: Double) {
            let date = Date(timeIntervalSince1970: seconds)
            (exp, nbf, iat) = (.init(value: date), .init(value: date), .init(value: date))
            (auth, seen, all) = (date, Seen(at: date, exp: date), [date])
        }
    }

    struct PlainDates: Encodable { var exp: Date, nbf: Date?, iat: Date, auth: Date }

    private func text(_ value: some Encodable, keepsDateFractions: Bool = false) throws -> String {
        String(decoding: try PayloadEncoder(keepsDateFractions: keepsDateFractions).encode(value), as: UTF8.self)
    }

    @Test(
        "Dates are written in whole seconds, rounded down",
        arguments: [(1.75, 1), (1.0, 1), (-1.25, -2), (1_700_000_000.999_999, 1_700_000_000)])
    func wholeSeconds(seconds: Double, written: Int) throws {
        let (date, w) = (Date(timeIntervalSince1970: seconds), written)
        #expect(
            try text(Dated(seconds))
                == #"{"exp":\#(w),"nbf":\#(w),"iat":\#(w),"auth":\#(w),"seen":{"at":\#(w),"exp":\#(w)},"all":[\#(w)]}"#)
        #expect(
            try text(PlainDates(exp: date, nbf: date, iat: date, auth: date))
                == #"{"exp":\#(w),"nbf":\#(w),"iat":\#(w),"auth":\#(w)}"#)
    }

    @Test("Fractions are kept if the caller asks for them, except in exp, nbf and iat")
    func fractions() throws {
        #expect(
            try text(Dated(1.75), keepsDateFractions: true)
                == #"{"exp":1,"nbf":1,"iat":1,"auth":1.75,"seen":{"at":1.75,"exp":1.75},"all":[1.75]}"#)
        let date = Date(timeIntervalSince1970: 1.75)
        #expect(
            try text(PlainDates(exp: date, nbf: date, iat: date, auth: date), keepsDateFractions: true)
                == #"{"exp":1,"nbf":1,"iat":1,"auth":1.75}"#)
    }

    @Test("a class with its superclass, and containers that are kept open and filled in turn")
    func byHand() throws {
        class Base: Encodable { var a = 1 }
        final class Derived: Base {
            enum Keys: String, CodingKey { case b, base }
            override func encode(to encoder: any Encoder) throws {
                var container = encoder.container(keyedBy: Keys.self)
                try super.encode(to: container.superEncoder(forKey: .base))
                try container.encode(2, forKey: .b)
            }
        }
        struct Turns: Encodable {
            enum Keys: String, CodingKey { case list, inner, twice, last }
            func encode(to encoder: any Encoder) throws {
                var container = encoder.container(keyedBy: Keys.self)
                var list = container.nestedUnkeyedContainer(forKey: .list)
                var inner = container.nestedContainer(keyedBy: Keys.self, forKey: .inner)
                try list.encode(1)
                try inner.encode("x", forKey: .twice)
                try container.encode(1, forKey: .twice)
                var deep = list.nestedContainer(keyedBy: Keys.self)
                try list.encode([true, false])
                try deep.encode(Derived(), forKey: .last)
                try list.encodeNil()
                try container.encode(2, forKey: .twice)
                var again = encoder.container(keyedBy: Keys.self)
                try again.encode(UInt64.max, forKey: .last)
            }
        }
        let (ours, theirs) = try both(Turns())
        #expect(ours != nil && ours == theirs)
    }

    @Test("numbers that JSON has not are errors, with the way to them")
    func notFinite() throws {
        struct Outer: Encodable {
            struct Inner: Encodable { var x = [1, Double.infinity] }
            var inner = Inner()
        }
        let error = #expect(throws: EncodingError.self) { try PayloadEncoder().encode(Outer()) }
        guard case .invalidValue(_, let context)? = error else {
            Issue.record("another error")
            return
        }
        #expect(context.codingPath.map(\.stringValue) == ["inner", "x", "1"])
        #expect(throws: EncodingError.self) { try PayloadEncoder().encode(["x": Float.nan]) }
    }

    @Test("what is generated is read back as it was, by Foundation too")
    func generated() throws {
        let seed = UInt64.random(in: 0..<UInt64.max)
        var generator = DifferentialTests.Generator(random: SeededRandom(seed: seed))
        var taken = 0
        for _ in 0..<500 {
            guard let document = try? JSONDocument(bytes: Array(generator.object(depth: 4).utf8)),
                let value = try? document.decode(DifferentialTests.Value.self)
            else { continue }
            taken += 1
            let json = try PayloadEncoder().encode(value)
            #expect(try JSONDecoder().decode(DifferentialTests.Value.self, from: json) == value, "seed \(seed)")
            #expect(try JSONDocument(bytes: Array(json)).decode(DifferentialTests.Value.self) == value, "seed \(seed)")
        }
        #expect(taken > 250)
    }

    @Test("many members, and one of them twice: the later value holds")
    func twice() throws {
        struct Many: Encodable {
            func encode(to encoder: any Encoder) throws {
                var container = encoder.container(keyedBy: JSONKey.self)
                for number in 0..<100 { try container.encode(number, forKey: JSONKey("m\(number)")) }
                for number in [3, 77] { try container.encode("again", forKey: JSONKey("m\(number)")) }
            }
        }
        struct JSONKey: CodingKey {
            let stringValue: String
            var intValue: Int? { nil }
            init(_ name: String) { stringValue = name }
            init?(stringValue: String) { self.init(stringValue) }
            init?(intValue: Int) { nil }
        }
        let (ours, theirs) = try both(Many())
        #expect(ours?.count == 100 && ours == theirs)
    }
}
