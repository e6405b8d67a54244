// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import JWTKMS
import Testing

@Suite("Decoding claims")
struct DecodingTests {
    struct Everything: Codable, Equatable {
        enum Role: String, Codable { case reader, writer }
        struct Nested: Codable, Equatable { var a: [Int], b: [String: Double]? }

        var bool: Bool, string: String, int: Int, int8: Int8, uint64: UInt64, double: Double, float: Float
        var date: Date, data: Data, url: URL, decimal: Decimal
        var optional: String?, missing: Int?, role: Role, roles: [Role], nested: Nested, map: [String: [Int?]]
        var deep: [[Nested]]
    }

    private func read<Value: Decodable>(_ json: String, as type: Value.Type = Value.self) throws -> Value {
        try JSONDocument(bytes: Array(json.utf8)).decode(type)
    }

    @Test("every kind of value, as JWTKit's decoder reads it")
    func everything() throws {
        let json = #"""
            {"bool":true,"string":"é\n\u0041","int":-5,"int8":-128,"uint64":18446744073709551615,"double":1.5e300,
            "float":0.1,"date":1700000000.25,"data":"AQID","url":"https://x.example/a","decimal":0.1,"optional":null,
            "role":"writer","roles":["reader","writer"],"nested":{"a":[1,2]},"map":{"x":[1,null]},
            "deep":[[{"a":[],"b":{"y":2}}],[]]}
            """#
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .secondsSince1970
        #expect(try read(json, as: Everything.self) == decoder.decode(Everything.self, from: Data(json.utf8)))
    }

    @Test("JWTKit's claims, an audience of one and of several")
    func claims() throws {
        struct Claims: Decodable {
            var aud: AudienceClaim, exp: ExpirationClaim, iss: IssuerClaim, sub: SubjectClaim, flag: BoolClaim
        }
        for (audience, expected) in [(#""a""#, ["a"]), (#"["a","b"]"#, ["a", "b"])] {
            let claims = try read(#"{"aud":\#(audience),"exp":1.5,"iss":"i","sub":"s","flag":"true"}"#, as: Claims.self)
            #expect(claims.aud.value == expected)
            #expect(claims.exp.value == Date(timeIntervalSince1970: 1.5))
            #expect(claims.flag.value)
        }
    }

    @Test(
        "a number is never read as its neighbour",
        arguments: ["9007199254740993.0", "9007199254740993e0", "-9007199254740993.0", "1e19", "0.5"])
    func neighbours(text: String) throws {
        #expect(throws: DecodingError.self) { try read(#"{"n":\#(text)}"#, as: [String: Int].self) }
    }

    @Test("whole numbers are read whichever way they are written")
    func wholeNumbers() throws {
        for (text, value) in [
            ("9007199254740993", 9_007_199_254_740_993), ("-9223372036854775808", .min),
            ("9223372036854775807", .max), ("1.0", 1), ("-1e3", -1000), ("-0", 0),
            ("999999999999999999", 999_999_999_999_999_999),
        ] as [(String, Int)] {
            #expect(try read(#"{"n":\#(text)}"#, as: [String: Int].self) == ["n": value])
        }
        #expect(try read(#"{"n":-0}"#, as: [String: Double].self)["n"]?.sign == .minus)
    }

    @Test("what JWTKit's claims end the process for, or show of a token, is an error without the value")
    func claimErrors() throws {
        for (json, isAudience) in [(#"{"x":[]}"#, true), (#"{"x":"s3cret"}"#, false), (#"{"x":7}"#, true)] {
            let error = #expect(throws: DecodingError.self) {
                if isAudience {
                    _ = try read(json, as: [String: AudienceClaim].self)
                } else {
                    _ = try read(json, as: [String: BoolClaim].self)
                }
            }
            #expect(!"\(String(describing: error))".contains("s3cret"))
        }
    }

    @Test("optional claims that are absent, null or there")
    func optionals() throws {
        struct Optionals: Decodable {
            var a: Int?, b: String?, c: AudienceClaim?, d: [Int]?
        }
        let read = try read(#"{"a":null,"c":"x","d":[1]}"#, as: Optionals.self)
        #expect(read.a == nil && read.b == nil && read.c?.value == ["x"] && read.d == [1])
        #expect(throws: DecodingError.self) { try self.read(#"{"a":"1"}"#, as: Optionals.self) }
    }

    @Test("an error names the way to the claim, and which error it is")
    func errors() throws {
        struct Outer: Decodable {
            struct Inner: Decodable { var x: Int }
            var list: [Inner]
        }
        for (json, path) in [
            (#"{"list":[{"x":1},{"x":"no"}]}"#, "list.1.x"), (#"{"list":[{"x":1},{}]}"#, "list.1"),
            (#"{"list":{}}"#, "list"),
            (#"{"list":[{"x":null}]}"#, "list.0.x"), (#"{"list":[{"x":1.5}]}"#, "list.0.x"), ("{}", ""),
        ] {
            let ours = #expect(throws: DecodingError.self) { try read(json, as: Outer.self) }
            let theirs = #expect(throws: DecodingError.self) {
                try JSONDecoder().decode(Outer.self, from: Data(json.utf8))
            }
            #expect(Self.path(ours) == path, "\(json)")
            #expect(Self.kind(ours) == Self.kind(theirs), "\(json)")
        }
    }

    @Test("a class that calls its superclass, and a container that is walked by hand")
    func byHand() throws {
        class Base: Decodable { let a: Int }
        final class Derived: Base {
            let b: Int
            enum Keys: String, CodingKey { case b, base }
            required init(from decoder: any Decoder) throws {
                let container = try decoder.container(keyedBy: Keys.self)
                b = try container.decode(Int.self, forKey: .b)
                try super.init(from: container.superDecoder(forKey: .base))
            }
        }
        let derived = try read(#"{"b":2,"base":{"a":1}}"#, as: Derived.self)
        #expect(derived.a == 1 && derived.b == 2)
        struct Walk: Decodable {
            var sum = 0
            init(from decoder: any Decoder) throws {
                struct AnyKey: CodingKey {
                    var stringValue: String, intValue: Int?
                    init?(stringValue: String) { self.stringValue = stringValue }
                    init?(intValue: Int) { nil }
                }
                let container = try decoder.container(keyedBy: AnyKey.self)
                for key in container.allKeys {
                    var list = try container.nestedUnkeyedContainer(forKey: key)
                    while !list.isAtEnd { if try !list.decodeNil() { sum += try list.decode(Int.self) } }
                    #expect(throws: DecodingError.self) { try list.decode(Int.self) }
                }
            }
        }
        #expect(try read(#"{"x":[1,2,null],"y":[],"z":[3]}"#, as: Walk.self).sum == 6)
    }

    private static func context(_ error: DecodingError?) -> DecodingError.Context? {
        switch error {
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .keyNotFound(_, let context),
            .dataCorrupted(let context):
            context
        default: nil
        }
    }

    private static func path(_ error: DecodingError?) -> String? {
        context(error)?.codingPath.map(\.stringValue).joined(separator: ".")
    }

    private static func kind(_ error: DecodingError?) -> String? {
        error.map { String("\($0)".prefix { $0 != "(" && $0 != ":" }) }
    }
}
