// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import AWSKMS

@Suite("A command is split into words, and nothing more")
struct CommandWordsTests {
    @Test(
        "blanks, quotes and backslashes do what they do in a shell",
        arguments: [
            ("a b", ["a", "b"]), ("  a \t b\r\n", ["a", "b"]), ("a 'b c' d", ["a", "b c", "d"]),
            (#"a "b c" d"#, ["a", "b c", "d"]), (#"a 'b\c"d' e"#, ["a", #"b\c"d"#, "e"]),
            (#"a 'b\' 'c\\' d"#, ["a", #"b\"#, #"c\\"#, "d"]), (#"a "b'c""#, ["a", "b'c"]),
            (#"a "b\"c\\d\e\'f""#, ["a", #"b"c\d\e\'f"#]), (#"a\ b\'c \\ d"#, ["a b'c", #"\"#, "d"]),
            (#"a '' "" b"#, ["a", "", "", "b"]), (#"a'b'"c"d"#, ["abcd"]),
            (#""C:\Program Files\x" a"#, [#"C:\Program Files\x"#, "a"]),
            ("grüße 'ä ö'", ["grüße", "ä ö"]), (#"a \n"#, ["a", "n"]),
        ])
    func words(command: String, words: [String]) throws { #expect(try CommandWords.split(command) == words) }

    @Test(
        "what only a shell does is left as it is",
        arguments: [
            ("a ; touch pwned", ["a", ";", "touch", "pwned"]), ("a; b", ["a;", "b"]),
            ("a $(touch pwned)", ["a", "$(touch", "pwned)"]),
            ("a `id` $HOME ~ ~/x", ["a", "`id`", "$HOME", "~", "~/x"]),
            (#"a "$(id) $HOME""#, ["a", "$(id) $HOME"]),
            ("a|b && c > d < e & *.x #f", ["a|b", "&&", "c", ">", "d", "<", "e", "&", "*.x", "#f"]),
            ("X=1 a", ["X=1", "a"]),
        ])
    func plain(command: String, words: [String]) throws { #expect(try CommandWords.split(command) == words) }

    @Test(
        "what is not whole is an error",
        arguments: [
            ("a 'b", "has a ' that nothing closes"), (#"a "b"#, #"has a " that nothing closes"#),
            (#"a "b\""#, #"has a " that nothing closes"#), (#"a \"#, "ends with a backslash"), ("a\0b", "holds a NUL"),
            ("", "names no program"), (" \t", "names no program"), ("'' a", "names no program"),
        ])
    func failures(command: String, why: String) {
        #expect(throws: CommandWords.Failure(why: why)) { try CommandWords.split(command) }
    }
}
