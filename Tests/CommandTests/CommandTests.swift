// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import JWTKMS
import Testing

@Suite("The command line")
struct CommandTests {
    @Test("demo proves it all, and ends with what to do next")
    func demo() async throws {
        try await CommandLineTool.run { jwtkms in
            let demo = try await jwtkms("demo")
            #expect(demo.code == 0)
            #expect(demo.output.components(separatedBy: " verified here\n").count == 14)
            #expect(demo.output.components(separatedBy: " verified by the KMS\n").count == 4)
            #expect(demo.output.contains("refused: the signature is not this key's"))
            #expect(demo.output.contains("jwt-kms verify --local"))
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: jwtkms.folder.path()).allSatisfy {
                    $0.hasPrefix("input-")
                })
        }
    }

    @Test("sign prints the token alone, and verify its claims")
    func signAndVerify() async throws {
        try await CommandLineTool.withKey { jwtkms in
            let signed = try await jwtkms(
                "sign", "--local", "--key", "alias/s", "--subject", "ada", "--issuer", "me", "--audience", "a",
                "--audience", "b", "--expires-in", "15m", "--claim", "scope=read=all", "--claim",
                "roles:=[\"x\", {\"n\":1.5}]",
                "--claim", "iat:=1700000000")
            #expect(signed.code == 0)
            #expect(signed.errors.isEmpty)
            #expect(signed.line.split(separator: ".").count == 3)
            for input in [nil, signed.output, signed.line, signed.line + "\r\n"] {
                let arguments = input == nil ? signed.line : "-"
                let verified = try await jwtkms(
                    "verify", "--local", "--key", "alias/s", "--issuer", "me", "--audience", "b", arguments,
                    input: input)
                #expect(verified.code == 0)
                let claims = try JSONSerialization.jsonObject(with: Data(verified.output.utf8)) as? [String: Any]
                #expect(claims?["sub"] as? String == "ada")
                #expect(claims?["scope"] as? String == "read=all")
                #expect(claims?["aud"] as? [String] == ["a", "b"])
                #expect(claims?["iat"] as? Int == 1_700_000_000)
                #expect((claims?["roles"] as? [Any])?.count == 2)
                #expect(verified.errors.contains("iat  2023-11-14T22:13:20Z"))
                #expect(verified.errors.contains("exp  ") && verified.errors.contains("(in 15m)"))
            }
            let tampered = signed.line.dropLast() + (signed.line.last == "A" ? "Q" : "A")
            let refused = try await jwtkms("verify", "--local", "--key", "alias/s", String(tampered))
            #expect(refused.code == 1)
            #expect(refused.output.isEmpty)
            #expect(refused.errors.hasPrefix("error: the token is refused: "))
        }
    }

    @Test("A pasted header is a token with words before it, as an argument and from standard input")
    func pastedHeader() async throws {
        try await CommandLineTool.withKey { jwtkms in
            let token = try await jwtkms("sign", "--local", "--key", "alias/s", "--expires-in", "15m").line
            for text in ["Bearer \(token)", "bearer   \(token)", "Authorization: Bearer \(token)"] {
                #expect(try await jwtkms("verify", "--local", "--key", "alias/s", text).code == 0, "\(text)")
                #expect(try await jwtkms("verify", "--local", "--key", "alias/s", input: text + "\n").code == 0)
                #expect(try await jwtkms("decode", text).code == 0)
            }
            for text in ["Bearer", "Basic \(token)", "Bearer \(token) x", "Bearer\(token)"] {
                #expect(try await jwtkms("verify", "--local", "--key", "alias/s", text).code == 1, "\(text)")
            }
        }
    }

    @Test("--typ none leaves typ out of the header, as --kid none does with kid")
    func noType() async throws {
        try await CommandLineTool.withKey { jwtkms in
            let token = try await jwtkms(
                "sign", "--local", "--key", "alias/s", "--typ", "none", "--kid", "none", "--expires-in", "15m")
            let shown = try await jwtkms("decode", token.line)
            #expect(shown.output.hasPrefix("{\n  \"alg\" : \"ES256\"\n}\n"), "\(shown.output)")
            #expect(try await jwtkms("verify", "--local", "--key", "alias/s", token.line).code == 0)
            #expect(try await jwtkms("verify", "--local", "--key", "alias/s", "--typ", "JWT", token.line).code == 1)
        }
    }

    @Test("without exp it says that the token never expires; claims may come from a file or standard input")
    func claims() async throws {
        try await CommandLineTool.withKey { jwtkms in
            let file = jwtkms.folder.appending(path: "claims.json")
            try Data(#"{"sub":"file","n":12345678901234567,"deep":{"a":[true,null]}}"#.utf8).write(to: file)
            for (source, input) in [("claims.json", ""), ("-", #"{"sub":"file","n":12345678901234567}"#)] {
                let signed = try await jwtkms(
                    "sign", "--local", "--key", "alias/s", "--claims", source, "--subject", "flag", input: input)
                #expect(signed.errors == "note: the token has no exp, so it never expires (--expires-in)\n")
                let verified = try await jwtkms("verify", "--local", "--key", "alias/s", signed.line)
                #expect(verified.output.contains(#""sub" : "flag""#))
                #expect(verified.output.contains(#""n" : 12345678901234567"#))
            }
        }
    }

    @Test("Claims may be nested 64 deep, from a file and as an option, and no deeper")
    func nested() async throws {
        try await CommandLineTool.withKey { jwtkms in
            func value(_ depth: Int) -> String {
                String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
            }
            let sign = ["sign", "--local", "--key", "alias/s", "--expires-in", "1h"]
            for (arguments, input) in [
                (["--claims", "-"], #"{"x":\#(value(63))}"#), (["--claim", "x:=\(value(63))"], ""),
            ] {
                let token = try await jwtkms.run(sign + arguments, input: input)
                #expect(token.code == 0)
                #expect(try await jwtkms("verify", "--local", "--key", "alias/s", token.line).code == 0)
                #expect(try await jwtkms("decode", token.line).code == 0)
            }
            for (arguments, input) in [
                (["--claims", "-"], #"{"x":\#(value(64))}"#), (["--claim", "x:=\(value(64))"], ""),
            ] {
                let refused = try await jwtkms.run(sign + arguments, input: input)
                #expect(refused.code == 2 && refused.errors.contains("it is nested deeper than 64 levels"))
            }
        }
    }

    @Test("an alias that is taken costs no second key")
    func takenAlias() async throws {
        try await CommandLineTool.withKey { jwtkms in
            let again = try await jwtkms(
                "key", "create", "--local", "--spec", "ECC_NIST_P256", "--alias", "alias/s")
            #expect(again.code == 2 && again.output.isEmpty)
            #expect(again.errors.hasPrefix("error: alias/s is the name of arn:"))
            #expect(try await jwtkms("key", "list", "--local").output.split(separator: "\n").count == 1)
        }
    }

    @Test("the kid is the thumbprint, the key id, none or a name; verify demands one only where it is told to")
    func kids() async throws {
        try await CommandLineTool.withKey { jwtkms in
            for (kid, shown) in [("thumbprint", nil), ("key-id", nil), ("none", "absent"), ("mine", "mine")]
                as [(String, String?)]
            {
                let token = try await jwtkms("sign", "--local", "--key", "alias/s", "--kid", kid, "--expires-in", "1h")
                    .line
                let header = try TokenHeader(json: CompactToken(Array(token.utf8)).header)
                if let shown { #expect((header.keyName ?? "absent") == shown) }
                #expect(try await jwtkms("verify", "--local", "--key", "alias/s", token).code == 0)
                let demanded = try await jwtkms("verify", "--local", "--key", "alias/s", "--kid", "mine", token)
                #expect(demanded.code == (kid == "mine" ? 0 : 1))
            }
        }
    }

    @Test("Values that begin with a dash are values, as one thumbprint in 64 does")
    func dashes() async throws {
        try await CommandLineTool.withKey { jwtkms in
            let signed = try await jwtkms(
                "sign", "--local", "--key", "alias/s", "--kid", "-kid", "--subject", "--sub", "--issuer", "-iss",
                "--audience", "-a", "--audience", "--b", "--typ", "-typ", "--claim", "-c=-1", "--expires-in", "1h")
            #expect(signed.code == 0 && signed.errors.isEmpty)
            let verified = try await jwtkms(
                "verify", "--local", "--key", "alias/s", "--kid", "-kid", "--issuer", "-iss", "--audience", "--b",
                "--typ", "-typ", signed.line)
            #expect(verified.code == 0)
            let claims = try JSONSerialization.jsonObject(with: Data(verified.output.utf8)) as? [String: Any]
            #expect(claims?["sub"] as? String == "--sub" && claims?["-c"] as? String == "-1")
            #expect(claims?["aud"] as? [String] == ["-a", "--b"])
            let leeway = try await jwtkms("verify", "--local", "--key", "alias/s", "--leeway", "-5s", signed.line)
            #expect(leeway.errors.hasPrefix("error: The value '-5s' is invalid for '--leeway <time>': it is not"))
        }
    }

    @Test("Every option of every command takes a value that begins with a dash")
    func dashesEverywhere() async throws {
        struct Help: Decodable {
            struct Argument: Decodable { var kind: String, parsingStrategy: String, valueName: String? }
            struct Command: Decodable { var commandName: String, arguments: [Argument]?, subcommands: [Command]? }
            var command: Command
        }
        func options(_ command: Help.Command) -> [Help.Argument] {
            (command.arguments ?? []).filter { $0.kind == "option" } + (command.subcommands ?? []).flatMap(options)
        }
        try await CommandLineTool.run { jwtkms in
            let help = try await jwtkms("--experimental-dump-help")
            let options = options(try JSONDecoder().decode(Help.self, from: Data(help.output.utf8)).command)
            #expect(options.count > 50)
            #expect(options.filter { $0.parsingStrategy != "unconditional" }.map(\.valueName) == [])
        }
    }

    @Test("a public key verifies with no KMS at all; another key does not")
    func publicKey() async throws {
        try await CommandLineTool.withKey { jwtkms in
            let token = try await jwtkms("sign", "--local", "--key", "alias/s", "--expires-in", "1h").line
            let pem = try await jwtkms("public-key", "--local", "--key", "alias/s")
            #expect(
                pem.output.hasPrefix("-----BEGIN PUBLIC KEY-----\n")
                    && pem.output.hasSuffix("-----END PUBLIC KEY-----\n"))
            try Data(pem.output.utf8).write(to: jwtkms.folder.appending(path: "key.pem"))
            #expect(try await jwtkms("verify", "--public-key", "key.pem", token).code == 0)
            let jwk = try await jwtkms("public-key", "--local", "--key", "alias/s", "--format", "jwk")
            let members = try JSONSerialization.jsonObject(with: Data(jwk.output.utf8)) as? [String: String]
            #expect(
                members?["kty"] == "EC" && members?["crv"] == "P-256" && members?["alg"] == "ES256"
                    && members?["use"] == "sig")
            #expect(members?["kid"]?.utf8.count == 43)
            _ = try await jwtkms("key", "create", "--local", "--spec", "ECC_NIST_P256", "--alias", "alias/other")
            let other = try await jwtkms("verify", "--local", "--key", "alias/other", token)
            #expect(other.code == 1)
            #expect(other.errors == "error: the token is refused: the signature is not this key's\n")
            let remote = try await jwtkms("verify", "--local", "--remote", "--key", "alias/other", token)
            #expect(remote.code == 1)
            #expect(try await jwtkms("verify", "--local", "--remote", "--key", "alias/s", token).code == 0)
        }
    }

    @Test("an expired token, one that is not for us and one of another type are refused")
    func demands() async throws {
        try await CommandLineTool.withKey { jwtkms in
            let expired = try await jwtkms("sign", "--local", "--key", "alias/s", "--claim", "exp:=1700000000").line
            let late = try await jwtkms("verify", "--local", "--key", "alias/s", expired)
            let reason = "error: the token is refused: the token expired at 2023-11-14T22:13:20Z, "
            #expect(late.errors.hasPrefix(reason) && late.errors.hasSuffix(" ago\n"))
            #expect(late.code == 1)
            #expect(try await jwtkms("verify", "--local", "--key", "alias/s", "--leeway", "36500d", expired).code == 0)
            let token = try await jwtkms("sign", "--local", "--key", "alias/s", "--typ", "at+jwt", "--expires-in", "1h")
                .line
            #expect(try await jwtkms("verify", "--local", "--key", "alias/s", "--typ", "at+jwt", token).code == 0)
            for demand in [("--issuer", "x"), ("--audience", "x"), ("--typ", "JWT")] {
                #expect(try await jwtkms("verify", "--local", "--key", "alias/s", demand.0, demand.1, token).code == 1)
            }
        }
    }

    @Test("decode says loudly that nothing is verified, and what it prints can't move the terminal")
    func decode() async throws {
        try await CommandLineTool.run { jwtkms in
            let header = Base64URL.encodeToString(Array(#"{"alg":"none"}"#.utf8))
            let payload = Base64URL.encodeToString(
                Array("{\"a\":\"\\u001b[2J\u{202E}\u{9B}x\",\"n\":1e300,\"e\":{},\"l\":[]}".utf8))
            let decoded = try await jwtkms("decode", "\(header).\(payload).")
            #expect(decoded.code == 0)
            #expect(decoded.errors == "NOT VERIFIED: anybody can have written this token\n")
            #expect(
                decoded.output == """
                    {
                      "alg" : "none"
                    }
                    {
                      "a" : "\\u001b[2J\\u202e\\u009bx",
                      "n" : 1e300,
                      "e" : {},
                      "l" : []
                    }

                    """)
            #expect(try await jwtkms("decode", "a.b").code == 1)
            #expect(try await jwtkms("decode", input: String(repeating: "a", count: 100_000)).code == 1)
        }
    }

    @Test("key list shows ARN, type, state and aliases")
    func list() async throws {
        try await CommandLineTool.withKey { jwtkms in
            let arn = try await jwtkms("key", "create", "--local", "--spec", "RSA_2048").line
            let lines = try await jwtkms("key", "list", "--local").line.split(separator: "\n")
            #expect(lines.count == 2)
            #expect(lines.contains("\(arn)  RSA_2048  Enabled"))
            #expect(lines.contains { $0.hasSuffix("  ECC_NIST_P256  Enabled  alias/s") })
            let mode = try FileManager.default.attributesOfItem(
                atPath: jwtkms.folder.appending(path: ".jwt-kms").path())
            #expect(mode[.posixPermissions] as? Int == 0o700)
        }
    }

    @Test("an RSA key needs its algorithm named, and the error lists those that it serves")
    func algorithms() async throws {
        try await CommandLineTool.withKey(spec: "RSA_2048") { jwtkms in
            let unnamed = try await jwtkms("sign", "--local", "--key", "alias/s")
            #expect(unnamed.code == 2)
            #expect(unnamed.errors.contains("RS256, RS384, RS512, PS256, PS384, PS512"))
            let token = try await jwtkms(
                "sign", "--local", "--key", "alias/s", "--algorithm", "PS384", "--expires-in", "1h"
            ).line
            #expect(try await jwtkms("verify", "--local", "--key", "alias/s", "--algorithm", "PS384", token).code == 0)
            #expect(try await jwtkms("verify", "--local", "--key", "alias/s", "--algorithm", "RS384", token).code == 1)
            #expect(try await jwtkms("public-key", "--local", "--key", "alias/s").code == 0)
        }
    }

    @Test(
        "help has examples, and version is a plain semantic one",
        arguments: [
            ["--help"], ["demo", "--help"], ["key", "create", "--help"], ["key", "list", "--help"], ["sign", "--help"],
            ["verify", "--help"], ["public-key", "--help"], ["jwks", "--help"], ["decode", "--help"],
        ])
    func help(arguments: [String]) async throws {
        try await CommandLineTool.run { jwtkms in
            let outcome = try await jwtkms.run(arguments)
            #expect(outcome.code == 0)
            let lines = outcome.output.split(separator: "\n", omittingEmptySubsequences: false)
            let heading = try #require(lines.firstIndex { $0.hasPrefix("EXAMPLE") })
            let examples = lines[(heading + 1)...].prefix { !$0.isEmpty }
            // One that is broken in two can't be pasted.
            #expect(!examples.isEmpty && examples.allSatisfy { $0.hasPrefix("  ") })
            let version = try await jwtkms("--version").line
            #expect(version.split(separator: ".").compactMap { Int($0) }.count == 3)
        }
    }
}
