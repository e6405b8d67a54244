// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import JWTKMS
import Testing

@Suite("Bad calls of the command line")
struct BadCallTests {
    static let badCalls: [([String], Int32, String)] = [
        (
            ["sign", "--key", "alias/s"], 2,
            "error: CredentialsUnavailable: no AWS credentials were found (asked: environment, web identity, profile default, container, instance metadata (turned off by AWS_EC2_METADATA_DISABLED)); set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, name a profile (AWS_PROFILE), or give credentials in code. jwt-kms doctor shows what was looked at. Use --local for the embedded KMS\n"
        ),
        (
            ["sign", "--key", "alias/s", "--profile", "nobody"], 2,
            "error: Configuration: there is no profile \"nobody\", which code names (looked in: ~/.aws/config (not looked for: HOME is not set)"
        ),
        (
            ["sign", "--key", "alias/s", "--region", "x/y"], 2,
            "error: Configuration: the Region may hold small letters"
        ),
        (
            ["sign", "--local", "--key", "alias/s", "--claims", "missing.json"], 2,
            "error: the file of claims missing.json can't be read\n"
        ),
        (
            ["sign", "--local", "--key", "alias/s", "--claims", "-"], 2,
            "error: standard input holds no JSON object of claims\n"
        ),
        (
            ["sign", "--local", "--key", "alias/s", "--claim", "x"], 2,
            "error: --claim x is no pair: write name=text or name:=json\n"
        ),
        (
            ["sign", "--local", "--key", "alias/s", "--claim", ":=1"], 2,
            "error: --claim :=1 is no pair: write name=text or name:=json\n"
        ),
        (
            ["sign", "--local", "--key", "alias/s", "--claim", "x:={"], 2,
            "error: the value of the claim x is not JSON: "
        ),
        (
            ["sign", "--local", "--key", "alias/s", "--claim", "x:=1,\"y\":2"], 2,
            "error: the value of the claim x is not one JSON value\n"
        ),
        (
            ["sign", "--local", "--key", "alias/s", "--claim", "exp=1700000000"], 2,
            "error: the claim exp must be a number of seconds since 1970: write exp:=...\n"
        ),
        (
            ["sign", "--local", "--key", "alias/s", "--claim", "sub=a", "--subject", "b"], 2,
            "error: the claim sub is given twice\n"
        ),
        (
            ["sign", "--local", "--key", "alias/s", "--algorithm", "HS224"], 2,
            "error: The value 'HS224' is invalid for '--algorithm <algorithm>'. Please provide one of the following: ES256 ES384 ES512 RS256 RS384 RS512 PS256 PS384 PS512 HS256 HS384 HS512 EdDSA Ed25519 ML-DSA-44 ML-DSA-65 ML-DSA-87 ES256K (see jwt-kms sign --help)\n"
        ),
        (
            ["sign", "--local", "--key", "alias/s", "--expires-in", "soon"], 2,
            "error: The value 'soon' is invalid for '--expires-in <time>': it is not a number and s, m, h or d"
        ),
        (
            ["sign", "--local-folder", ".", "--key", "a b"], 2,
            "error: Configuration: the key reference holds characters"
        ),
        (
            ["sign", "--local", "--key", "alias/s"], 2,
            "error: there is no embedded KMS in .jwt-kms (here is "
        ),
        (
            ["sign", "--local-folder", ".", "--key", "alias/s"], 3,
            "error: GetPublicKey with key alias/s failed: NotFoundException: "
        ),
        (
            ["sign", "--local-folder", ".", "--key", "sessions"], 3,
            "error: GetPublicKey with key sessions failed: NotFoundException: Invalid keyId 'sessions' (HTTP 400, "
        ),
        (["sign", "--local"], 2, "error: Missing expected argument '--key <ref>' (see jwt-kms sign --help)\n"),
        (
            ["sign", "--local", "--key", "alias/s", "--typ", ""], 2,
            "error: --typ is empty: give a value, or none to leave it out of the header (see jwt-kms sign --help)\n"
        ),
        (["sign", "--local", "--key", "alias/s", "--kid", ""], 2, "error: --kid is empty: give a value, or none to"),
        (
            ["verify", "--local", "--key", "alias/s", "--kid", "", "x"], 2,
            "error: --kid is empty: leave it out to accept any (see jwt-kms verify --help)\n"
        ),
        (["verify", "--local", "--key", "alias/s", "--typ", "", "x"], 2, "error: --typ is empty: leave it out to"),
        (["key", "create", "--spec"], 2, "error: Missing value for '--spec <spec>' (see jwt-kms key create --help)\n"),
        (["key", "frobnicate"], 2, "error: Unexpected argument 'frobnicate' (see jwt-kms key --help)\n"),
        (
            ["verify", "x"], 2,
            "error: give --key, --public-key, --jwks or --issuer-url, one of them (see jwt-kms verify --help)\n"
        ),
        (["verify", "--public-key", "missing.pem", "x"], 2, "error: the public key missing.pem can't be read\n"),
        (
            ["verify", "--public-key", "bad.pem", "x"], 2,
            "error: PublicKeyRefused: the public key is refused: it is none of PEM"
        ),
        (["verify", "--local", "--key", "alias/s"], 2, "error: no token was given"),
        (
            ["key", "create", "--local", "--spec", "AES_256"], 2,
            "error: no token is signed with a key of type AES_256; there are ECC_NIST_P256,"
        ),
        (
            ["key", "create", "--local-folder", ".", "--spec", "ML_DSA_44"], 2,
            "error: CreateKey failed: UnsupportedOperationException: "
        ),
        (["key", "create", "--local", "--spec", "RSA_2048", "--alias", "x"], 2, "error: an alias begins with alias/"),
        (
            ["key", "create", "--local", "--spec", "RSA_2048", "--alias", "alias/aws/x"], 2,
            "error: an alias has letters, digits and /_- after alias/"
        ),
        (
            ["key", "create", "--local", "--spec", "RSA_2048", "--alias", "alias/a b"], 2,
            "error: an alias has letters, digits and /_- after alias/"
        ),
        (
            ["verify", "--public-key", "bad.pem", "--local", "x"], 2, "error: with --public-key no KMS is asked"
        ),
        (
            ["verify", "--public-key", "bad.pem", "--audience", "a", "--audience", "b", "x"], 2,
            "error: --audience is given 2 times"
        ),
        (["key", "list", "--local", "--local-folder", "x"], 2, "error: --local and --local-folder exclude each other"),
        (["frobnicate"], 2, "error: Unexpected argument 'frobnicate' (see jwt-kms --help)\n"),
        (
            ["sign", "--key", "alias/s", "--region", "us-east-1", "--endpoint-url", "localhost"], 2,
            "error: Configuration: the endpoint "
        ),
    ]

    @Test("bad input gets one clear line and the right exit code", arguments: badCalls.indices)
    func badCall(index: Int) async throws {
        let (arguments, code, message) = Self.badCalls[index]
        try await CommandLineTool.run { jwtkms in
            try Data("not a key".utf8).write(to: jwtkms.folder.appending(path: "bad.pem"))
            let outcome = try await jwtkms.run(arguments)
            #expect(outcome.code == code, "\(arguments)")
            #expect(
                message.hasSuffix("\n") ? outcome.errors == message : outcome.errors.hasPrefix(message),
                "\(outcome.errors)")
            #expect(outcome.errors.split(separator: "\n").count == 1)
            #expect(outcome.output.isEmpty)
        }
    }

    @Test("without a Region a call says where one was looked for")
    func noRegion() async throws {
        try await CommandLineTool.run { jwtkms in
            var jwtkms = jwtkms
            jwtkms.environment = ["AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "hunter2"]
            let outcome = try await jwtkms("sign", "--key", "alias/s")
            #expect(outcome.code == 2)
            #expect(
                outcome.errors.hasPrefix(
                    "error: Configuration of key alias/s: no AWS Region was found (looked in: code, AWS_REGION, "))
        }
    }

    @Test("a KMS that can't be reached is neither a bad token nor a wrong call")
    func unreachable() async throws {
        try await CommandLineTool.run { jwtkms in
            var jwtkms = jwtkms
            jwtkms.environment = [
                "AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "hunter2", "AWS_REGION": "us-east-1",
            ]
            let outcome = try await jwtkms(
                "verify", "--key", "alias/s", "--endpoint-url", "http://127.0.0.1:1", "e30.e30.AA")
            #expect(outcome.code == 3)
            #expect(!outcome.errors.contains("hunter2"))
        }
    }
}
