// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// A token that openssl signed, and what is printed of it, to the letter.
@Suite("A fixed token")
struct FixedTokenTests {
    static let token = """
        eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiIsImtpZCI6IngifQ.eyJpYXQiOjE3MDAwMDAwMDAsInN1YiI6ImHigK5iXHUwMDFiWzJKIiwibiI\
        6MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjMsImQiOjAuMTAsIngiOjFlNDAwLCJlIjpbXSwibyI6eyJrIjpbdHJ1ZSxudWxsXX19.lKzKyStYxFKw\
        BXrR-PDU4GZPOzJkEp3Lm2K9cxC3v-lC2U2SrPMPJVtB39WBDvTb98EaFUS6BP2SlUvtt1fZ88WdAOlue9kcsTRpTABbLfRe1IzJ0jyVilBm3E\
        8a0t3EqLy69hfjDZ7yu0thUBDFyWR_L5m8ufioM3cNL2nlKy8PbWJEmGt3eTMF_golNjUH-Fn5u2fj7OCBVv1dyFAg_ktmKTAT2Oik2W10Gxh_\
        FKmIS3Ijp4sJwNBgn76wcSsr_qt3HXLIJWB8YWIsm03XZ1zehikhlSCYA3d2llQHmcoubdGVyRo7Glfpga1BOWlK6Ck0K30hxVmy6pDyCwXfKw
        """

    static let key = """
        -----BEGIN PUBLIC KEY-----
        MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAu9TAVeBITuBgA0yDZJC5
        9IUVBmj0pRt5kwWbqnBu2LzLs1XYkm6O/IBQPeunBsgEDDYQXd2YJ1JXrkqcZDUX
        Y7+bXFlUgxbCwCmqxdD/tSemhWiVMz/M0mL6vkX0DYZDgO8kKjc2xu09WC7o357H
        fjeXtQ815A1sfL08iPRFG8YtI9gc9VktSj86b2ruJuiPS/h/gr9ifu0nbY5OW6BB
        Jo5oH6uf6jg7BIh7i35Od/xqiKVDOkIgDT3mBwgyapKNiCLJCI86mtIVwzfcHrpp
        FEoASxmlUPW3jMNiki0wdbWwAxfSm+4YL82XPIr+AsojpREsNov3gx/MRkSPZeE5
        6wIDAQAB
        -----END PUBLIC KEY-----
        """

    static let claims = #"""
        {
          "iat" : 1700000000,
          "sub" : "a\u202eb\u001b[2J",
          "n" : 12345678901234567890123,
          "d" : 0.10,
          "x" : 1e400,
          "e" : [],
          "o" : {
            "k" : [
              true,
              null
            ]
          }
        }

        """#

    private func withKeyFile(_ body: (CommandLineTool) async throws -> Void) async throws {
        try await CommandLineTool.run { jwtkms in
            try Data(Self.key.utf8).write(to: jwtkms.folder.appending(path: "key.pem"))
            try await body(jwtkms)
        }
    }

    @Test("verify prints its claims, with numbers of any size as they are spelled")
    func verify() async throws {
        try await withKeyFile { jwtkms in
            let verified = try await jwtkms(
                "verify", "--public-key", "key.pem", "--algorithm", "RS256", Self.token)
            #expect(verified.code == 0)
            #expect(verified.output == Self.claims)
            #expect(verified.errors.hasPrefix("iat  2023-11-14T22:13:20Z ("))
            #expect(verified.errors.split(separator: "\n").count == 1)
        }
    }

    @Test("decode prints header and claims")
    func decode() async throws {
        try await CommandLineTool.run { jwtkms in
            let decoded = try await jwtkms("decode", Self.token)
            #expect(decoded.code == 0)
            #expect(
                decoded.output == """
                    {
                      "typ" : "JWT",
                      "alg" : "RS256",
                      "kid" : "x"
                    }
                    \(Self.claims)
                    """)
            #expect(decoded.errors.hasPrefix("NOT VERIFIED: anybody can have written this token\n"))
        }
    }

    @Test("each refusal is one line, and exit code 1")
    func refusals() async throws {
        let other = "error: the token is refused: it names another key (kid x)\n"
        let parts = Self.token.split(separator: ".")
        let forged = "\(parts[0]).e30.\(parts[2])"
        let notThisKey = "error: the token is refused: the signature is not this key's\n"
        let cases: [([String], String, String?)] = [
            (["--algorithm", "RS256", "--kid", "y"], Self.token, other),
            (["--algorithm", "RS256"], Self.token + "\n\n", nil),
            (["--algorithm", "RS256"], " " + Self.token, nil),
            (["--algorithm", "RS256"], forged, notThisKey),
            (["--algorithm", "PS256"], Self.token, nil),
            (["--algorithm", "RS256", "--issuer", "me"], Self.token, nil),
        ]
        try await withKeyFile { jwtkms in
            for (options, token, line) in cases {
                let refused = try await jwtkms.run(["verify", "--public-key", "key.pem"] + options, input: token)
                #expect(refused.code == 1)
                #expect(refused.output.isEmpty)
                #expect(refused.errors.hasPrefix("error: the token is refused: "))
                #expect(refused.errors.split(separator: "\n").count == 1)
                if let line { #expect(refused.errors == line) }
            }
        }
    }

    @Test("a file may be a pipe, but not endless")
    func pipes() async throws {
        try await withKeyFile { jwtkms in
            let script =
                "mkfifo pipe; cat key.pem > pipe & $jwtkms verify --public-key pipe --algorithm RS256 \(Self.token)"
            #expect(try await jwtkms.shell(script).output == Self.claims)
            let endless = try await jwtkms("sign", "--local", "--key", "alias/s", "--claims", "/dev/zero")
            #expect(endless.code == 2)
            #expect(endless.errors == "error: the file of claims /dev/zero has more than 1048576 bytes\n")
        }
    }
}
