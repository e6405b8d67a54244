// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import JWTKMS
import Testing

@Suite("What sign writes, and where")
struct SigningOutputTests {
    @Test("claims are signed as they were given: in their order, and numbers as they are spelled")
    func exactClaims() async throws {
        try await CommandLineTool.withKey { jwtkms in
            let file = #"{ "f" : { "big" : 1.50, "l" : [ 1, "a b" ] }, "sub" : "file", "iat" : 5 }"#
            let signed = try await jwtkms(
                "sign", "--local", "--key", "alias/s", "--claims", "-", "--subject", "a/b\"\u{FC}", "--claim",
                "n:=12345678901234567890", "--claim", "d:=0.1000", "--claim", "m:=1e400", "--claim", "exp:=4102444800",
                input: file)
            #expect(signed.errors.isEmpty)
            let payload = try CompactToken(Array(signed.line.utf8)).payload
            #expect(
                String(decoding: payload, as: UTF8.self)
                    == #"{"f":{"big":1.50,"l":[1,"a b"]},"sub":"a/b\"ü","iat":5,"n":12345678901234567890,"d":0.1000,"#
                    + #""m":1e400,"exp":4102444800}"#)
            #expect(try await jwtkms("verify", "--local", "--key", "alias/s", signed.line).code == 0)
        }
    }

    @Test("a time that no verifier could read is not signed", arguments: ["1e400", "true", "\"5\"", "null", "[1]"])
    func times(time: String) async throws {
        try await CommandLineTool.run { jwtkms in
            let refused = try await jwtkms("sign", "--local", "--key", "alias/s", "--claim", "exp:=\(time)")
            #expect(refused.code == 2)
            #expect(
                refused.errors == "error: the claim exp must be a number of seconds since 1970: write exp:=...\n")
        }
    }

    @Test("the token alone is on standard output, for $(...)")
    func substitution() async throws {
        try await CommandLineTool.withKey { jwtkms in
            let sign = "$jwtkms sign --local --key alias/s --subject ada 2>notes"
            let outcome = try await jwtkms.shell(
                "t=$(\(sign)) && printf %s \"$t\" | $jwtkms verify --local --key alias/s")
            #expect(outcome.code == 0)
            #expect(outcome.output.contains("\"sub\" : \"ada\""))
        }
    }

    @Test(
        "a result that can't be written is no success",
        .enabled(if: FileManager.default.fileExists(atPath: "/dev/full")),
        arguments: [
            "sign --local --key alias/s --expires-in 1h", "public-key --local --key alias/s --format der",
            "public-key --local --key alias/s", "key list --local", "demo",
        ])
    func fullDevice(command: String) async throws {
        try await CommandLineTool.withKey { jwtkms in
            let outcome = try await jwtkms.shell("$jwtkms \(command) > /dev/full")
            #expect(outcome.code == 3)
            #expect(outcome.errors == "error: the result can't be written to standard output\n")
        }
    }

    @Test("a token in the wrong place is not written whole into the error")
    func excerpt() async throws {
        try await CommandLineTool.run { jwtkms in
            let token = String(repeating: "a", count: 500)
            for arguments in [[token], ["verify", "--public-key", "x", "y", token], ["verify", "--kye=\(token)"]] {
                let outcome = try await jwtkms.run(arguments)
                #expect(outcome.code == 2)
                #expect(outcome.errors.utf8.count < 200)
                #expect(!outcome.errors.contains(String(repeating: "a", count: 65)))
            }
        }
    }
}
