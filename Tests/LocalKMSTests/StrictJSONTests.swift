// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import LocalKMS
import Testing

@Suite("JSON that every reader reads alike")
struct StrictJSONTests {
    private func refusal(_ bytes: [UInt8]) -> StrictJSON.Refusal? {
        do throws(StrictJSON.Refusal) {
            try StrictJSON.check(bytes)
            return nil
        } catch {
            return error
        }
    }

    private func nested(_ depth: Int) -> String {
        String(repeating: #"[{"a":"#, count: depth / 2) + "1" + String(repeating: "}]", count: depth / 2)
    }

    @Test(
        "what RFC 8259 allows is taken",
        arguments: [
            "{}", "[]", " \t\r\n{ } ", "null", "true", "false", #""""#, "0", "-0", "-1.5e+10", "1E-2", "10", "[1 , 2]",
            #"{ "a" : [ { } , [ ] ] , "b" : null }"#, #"{"a":1,"A":2,"":3}"#, #"[{"a":1},{"a":1}]"#,
            #"{"a":{"a":{"a":1}}}"#, #"{"\u00e9\n\"\\\/\b\f\r\t":"\uD834\uDD1E"}"#, #"{"é":"𝄞"}"#, "\"\u{7F}\"",
        ])
    func taken(json: String) { #expect(refusal(Array(json.utf8)) == nil) }

    @Test(
        "what it does not is refused",
        arguments: [
            "", " ", "{", "}", "{]", "[}", "{},", "{}{}", "{} x", #"{"a":1,}"#, #"{,"a":1}"#, #"{"a":1,,"b":2}"#,
            "[1,]",
            "[,]", "[1 2]", #"{"a"}"#, #"{"a":}"#, #"{"a" 1}"#, "{a:1}", "{1:1}", "{'a':1}", #"{"a":1 "b":2}"#, "01",
            "-",
            "+1", "1.", ".5", "1e", "1e+", "0x1", "NaN", "Infinity", "tru", "True", "nul", "falsey", #"""#, #""\x""#,
            #""\u12G4""#, #""\u123"#, #""\"#, "\"\n\"", "\"\0\"", "\"\u{1F}\"", "/**/{}", "{}//", "\u{FEFF}{}",
            "{\0}\0",
            "\0{\0}", #"{"\uD800":1}"#,
        ])
    func refused(json: String) { #expect(refusal(Array(json.utf8)) == .syntax) }

    @Test(
        "two members of one name are refused, at any depth and however the name is written",
        arguments: [
            #"{"a":1,"a":1}"#, #"{"a":1,"b":2,"a":3}"#, #"[{"x":{"a":1,"a":1}}]"#, #"{"a":1,"\u0061":2}"#,
            #"{"\u0061":1,"\u0061":2}"#, #"{"":1,"":2}"#, #"{"é":1,"\u00e9":2}"#, "{\"\u{E9}\":1,\"e\u{301}\":2}",
        ])
    func repetition(json: String) { #expect(refusal(Array(json.utf8)) == .repetition) }

    @Test("bytes that are not UTF-8 are refused, in a name or a value")
    func encoding() {
        for bytes in [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xE2, 0x82], [0x80]] as [[UInt8]] {
            #expect(refusal(Array(#"{"a":""#.utf8) + bytes + Array(#""}"#.utf8)) == .encoding)
            #expect(refusal(Array(#"{""#.utf8) + bytes + Array(#"":1}"#.utf8)) == .encoding)
        }
    }

    @Test("32 levels are read, and no more, however many are opened")
    func depth() {
        #expect(refusal(Array(nested(32).utf8)) == nil)
        #expect(refusal(Array(nested(34).utf8)) == .depth)
        #expect(refusal(Array(("[" + nested(32) + "]").utf8)) == .depth)
        #expect(refusal(Array(repeating: UInt8(ascii: "["), count: 1 << 20)) == .depth)
        #expect(refusal(Array(("[" + String(repeating: "[],", count: 40) + "[]]").utf8)) == nil)
    }
}
