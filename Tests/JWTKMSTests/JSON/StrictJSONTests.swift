// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import JWTKMS
import Testing

@Suite("The strict JSON reader")
struct StrictJSONTests {
    private func refusal(_ json: [UInt8]) -> JSONRefusal.Reason? {
        do throws(JSONRefusal) {
            _ = try JSONDocument(bytes: json)
            return nil
        } catch { return error.reason }
    }

    @Test(
        "what RFC 8259 allows is taken",
        arguments: [
            "{}", " \t\r\n{ } ", #"{"":0}"#, #"{"a":[],"b":{},"c":[[],[{}]]}"#,
            #"{"a":-0,"b":0.5,"c":1e5,"d":1E+5,"e":-1.5e-5}"#,
            #"{"a":"\"\\\/\b\f\n\r\t\u0000\ud83d\ude00é😀"}"#, "{\"a\":\"\u{7F}\"}", #"{"a":true,"b":false,"c":null}"#,
            "{\"\u{E9}\":1,\"e\u{301}\":2}", #"{"a":{"b":1},"c":{"b":1}}"#,
        ])
    func taken(json: String) throws { #expect(refusal(Array(json.utf8)) == nil) }

    @Test(
        "what it forbids is refused, with the reason",
        arguments: [
            ("", .notAnObject), ("[]", .notAnObject), ("1", .notAnObject), (#""a""#, .notAnObject),
            ("null", .notAnObject),
            ("{", .syntax), ("}", .notAnObject), ("{}}", .syntax), ("{} {}", .syntax), ("{,}", .syntax),
            (#"{"a"}"#, .syntax),
            (#"{"a":}"#, .syntax), (#"{"a":1,}"#, .syntax), (#"{"a":1 "b":2}"#, .syntax), (#"{a:1}"#, .syntax),
            (#"{'a':1}"#, .syntax), (#"{"a":[1,]}"#, .syntax), (#"{"a":[1 2]}"#, .syntax), (#"{"a":[1}"#, .syntax),
            (#"{"a":[1,,2]}"#, .syntax), (#"{"a":(1)}"#, .syntax), (#"{"a":tru}"#, .syntax), (#"{"a":True}"#, .syntax),
            (#"{"a":nul"#, .syntax), (#"{"a":01}"#, .number), (#"{"a":-}"#, .number), (#"{"a":1.}"#, .number),
            (#"{"a":.5}"#, .syntax), (#"{"a":1e}"#, .number), (#"{"a":+1}"#, .syntax), (#"{"a":0x1}"#, .syntax),
            (#"{"a":NaN}"#, .syntax), (#"{"a":Infinity}"#, .syntax), (#"{"a":-Infinity}"#, .number),
            (#"{"a":1/**/}"#, .syntax),
            ("{\"a\":\"\n\"}", .controlCharacter), ("{\"a\":\"\u{0}\"}", .controlCharacter),
            ("{\"a\tb\":1}", .controlCharacter),
            (#"{"a":"\x"}"#, .escape), (#"{"a":"\u12"}"#, .escape), (#"{"a":"\u12g4"}"#, .escape),
            (#"{"a":"\"#, .escape),
            (#"{"a":"\ud800"}"#, .loneSurrogate), (#"{"a":"\udc00"}"#, .loneSurrogate),
            (#"{"a":"\ud800\u0041"}"#, .loneSurrogate),
            (#"{"\ud800":1}"#, .loneSurrogate), (#"{"a":"x"#, .syntax), (#"{"a":1,"a":1}"#, .duplicateName),
            (#"{"a":1,"\u0061":1}"#, .duplicateName), (#"{"x":{"a":1,"a":1}}"#, .duplicateName),
            (#"{"x":[{"a":1,"a":1}]}"#, .duplicateName), (#"{"":1,"":1}"#, .duplicateName),
            ("\u{FEFF}{}", .notAnObject),
        ] as [(String, JSONRefusal.Reason)])
    func refused(json: String, reason: JSONRefusal.Reason) { #expect(refusal(Array(json.utf8)) == reason) }

    @Test(
        "only UTF-8, and only what UTF-8 is",
        arguments: [
            [0xC0, 0x80], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80],
            [0xF8, 0x88, 0x80, 0x80, 0x80], [0x80],
            [0xC3], [0xFF], [0xE2, 0x82],
        ] as [[UInt8]])
    func encoding(bytes: [UInt8]) {
        #expect(refusal(Array(#"{"a":""#.utf8) + bytes + Array(#""}"#.utf8)) == .notUTF8)
    }

    @Test("64 levels are taken, 65 are not, and a hundred thousand overflow nothing")
    func depth() {
        let nested = { (levels: Int) in
            Array(#"{"a":"#.utf8) + Array(repeating: UInt8(ascii: "["), count: levels - 1)
                + Array(repeating: UInt8(ascii: "]"), count: levels - 1) + [UInt8(ascii: "}")]
        }
        #expect(refusal(nested(64)) == nil)
        #expect(refusal(nested(65)) == .tooDeep)
        #expect(refusal(nested(100_000)) == .tooDeep)
    }

    @Test("ten thousand members are no trouble, and their one duplicate is found")
    func manyMembers() {
        let members = (0..<10_000).map { #""m\#($0)":\#($0)"# }
        #expect(refusal(Array("{\(members.joined(separator: ","))}".utf8)) == nil)
        #expect(refusal(Array("{\((members + [#""m77":0"#]).joined(separator: ","))}".utf8)) == .duplicateName)
    }

    @Test("names are compared as bytes, escapes resolved, and equivalent ones do not trap")
    func names() throws {
        let document = try JSONDocument(bytes: Array("{\"caf\u{E9}\":1,\"cafe\u{301}\":2,\"\\u0061\":3}".utf8))
        #expect(document.root.member("caf\u{E9}" as String)?.integer(as: Int.self) == 1)
        #expect(document.root.member("cafe\u{301}" as String)?.integer(as: Int.self) == 2)
        #expect(document.root.member("a")?.integer(as: Int.self) == 3)
        #expect(document.root.member("A") == nil)
        #expect(try document.decode([String: Int].self).count <= 3)
    }

    @Test("numbers that no type holds are told, and never trap")
    func numbers() throws {
        let document = try JSONDocument(
            bytes: Array(
                #"{"a":1e400,"b":9223372036854775808,"c":1e3,"d":1.5,"e":-0,"f":123456789012345678901234567890}"#.utf8))
        #expect(document.root.member("a")?.double == .infinity)
        #expect(document.root.member("a")?.integer(as: Int.self) == nil)
        #expect(document.root.member("b")?.integer(as: Int64.self) == nil)
        #expect(document.root.member("b")?.integer(as: UInt64.self) == 9_223_372_036_854_775_808)
        #expect(document.root.member("c")?.integer(as: Int.self) == 1000)
        #expect(document.root.member("c")?.integer(as: UInt8.self) == nil)
        #expect(document.root.member("d")?.integer(as: Int.self) == nil)
        #expect(document.root.member("e")?.integer(as: Int.self) == 0)
        #expect(document.hasNumberBeyondInt64)
        #expect(try !JSONDocument(bytes: Array(#"{"a":9223372036854774784}"#.utf8)).hasNumberBeyondInt64)
    }
}
