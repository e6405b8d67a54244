// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@Suite("jwt-kms local-kms")
struct LocalKMSCommandTests {
    /// Runs a script while a server runs, whose URL is `$url`, and ends the server: its exit code is the last line. The
    /// server's standard output is a pipe, so that whoever reads a line of it waits for the server.
    private static func script(_ options: String, _ body: String) -> String {
        """
        set -eu
        mkfifo out
        "$jwtkms" local-kms --port 0 \(options) > out 2> notes &
        server=$!
        exec 3< out
        read -r url <&3
        export AWS_ACCESS_KEY_ID=111122223333 AWS_SECRET_ACCESS_KEY=any AWS_REGION=us-east-1 AWS_ENDPOINT_URL_KMS="$url"
        \(body)
        kill -TERM $server
        cat <&3
        code=0
        wait $server || code=$?
        echo "code $code"
        """
    }

    private static let make = #""$jwtkms" key create --spec ECC_NIST_P256 --alias alias/s > key"#

    @Test("prints its URL alone, serves, and ends with 0 at SIGTERM")
    func serves() async throws {
        try await CommandLineTool.run { jwtkms in
            let outcome = try await jwtkms.shell(
                Self.script(
                    "--in-memory",
                    #"""
                    echo "$url"
                    \#(Self.make)
                    token=$("$jwtkms" sign --key alias/s --expires-in 15m)
                    "$jwtkms" verify --key alias/s "$token" > claims 2> times && echo verified
                    """#))
            let lines = outcome.output.split(separator: "\n").map(String.init)
            #expect(lines.first?.wholeMatch(of: /http:\/\/127\.0\.0\.1:[0-9]+/) != nil, "\(outcome)")
            #expect(lines.dropFirst() == ["verified", "code 0"], "\(outcome)")
            let notes = try String(contentsOf: jwtkms.folder.appending(path: "notes"), encoding: .utf8)
            #expect(notes.contains("for development only; keys in memory"))
            #expect(notes.contains("export AWS_ENDPOINT_URL_KMS=\(lines.first ?? "")\n"))
            #expect(
                notes.contains("export AWS_ACCESS_KEY_ID=111122223333 AWS_SECRET_ACCESS_KEY=any\n"))
            #expect(notes.contains("export AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1"))
            #expect(notes.contains("operation=CreateKey") && !notes.contains("operation=Sign"))
            #expect(!FileManager.default.fileExists(atPath: jwtkms.folder.appending(path: ".jwt-kms").path()))
        }
    }

    @Test("keys are those of --local, and stay")
    func folder() async throws {
        try await CommandLineTool.run { jwtkms in
            let outcome = try await jwtkms.shell(Self.script("", Self.make) + "\n\"$jwtkms\" key list --local")
            let key = try String(contentsOf: jwtkms.folder.appending(path: "key"), encoding: .utf8)
            #expect(outcome.output.contains(key.trimmingCharacters(in: .whitespacesAndNewlines)), "\(outcome)")
            #expect(outcome.output.contains("code 0"))
        }
    }

    @Test("with a file of credentials, others are refused")
    func credentials() async throws {
        try await CommandLineTool.run { jwtkms in
            try Data("[a]\naws_access_key_id = AKIDA\naws_secret_access_key = s3cr3t\n".utf8)
                .write(to: jwtkms.folder.appending(path: "known"))
            let outcome = try await jwtkms.shell(
                Self.script(
                    "--in-memory --credentials known",
                    #"""
                    "$jwtkms" key list 2> refusal || echo "refused $?"
                    AWS_ACCESS_KEY_ID=AKIDA AWS_SECRET_ACCESS_KEY=s3cr3t "$jwtkms" key list && echo taken
                    """#))
            #expect(outcome.output == "refused 3\ntaken\ncode 0\n", "\(outcome)")
            let refusal = try String(contentsOf: jwtkms.folder.appending(path: "refusal"), encoding: .utf8)
            #expect(refusal.contains("UnrecognizedClientException"))
            let notes = try String(contentsOf: jwtkms.folder.appending(path: "notes"), encoding: .utf8)
            #expect(notes.contains("export AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1"))
            #expect(!notes.contains("s3cr3t") && !notes.contains("AWS_SECRET_ACCESS_KEY=any"))
        }
    }

    @Test("What is denied is AccessDeniedException for all callers until the server ends, and the rest is not")
    func denied() async throws {
        try await CommandLineTool.run { jwtkms in
            let outcome = try await jwtkms.shell(
                Self.script(
                    "--in-memory --deny kms:Sign --deny listkeys",
                    #"""
                    \#(Self.make)
                    for try in 1 2; do "$jwtkms" sign --key alias/s 2>> refusal || echo "refused $?"; done
                    "$jwtkms" key list 2>> refusal || echo "refused $?"
                    "$jwtkms" public-key --key alias/s > pem && echo read
                    """#))
            #expect(outcome.output == "refused 3\nrefused 3\nrefused 3\nread\ncode 0\n", "\(outcome)")
            let refusal = try String(contentsOf: jwtkms.folder.appending(path: "refusal"), encoding: .utf8)
            let key = try String(contentsOf: jwtkms.folder.appending(path: "key"), encoding: .utf8).dropLast()
            let words =
                "AccessDeniedException: User: arn:aws:iam::111122223333:user/local-kms is not authorized to perform: "
            #expect(
                refusal.components(
                    separatedBy: words + "kms:Sign on resource: \(key) because no identity-based policy allows"
                ).count == 3, "\(refusal)")
            #expect(refusal.contains(words + "kms:ListKeys on resource: * because"))
            #expect(refusal.contains("Allow the action for this principal in the key policy or in IAM"))
            let notes = try String(contentsOf: jwtkms.folder.appending(path: "notes"), encoding: .utf8)
            #expect(notes.contains("denied to all: kms:Sign, kms:ListKeys\n"))
        }
    }

    @Test("a port that is taken is exit code 3, and names the port")
    func portInUse() async throws {
        try await CommandLineTool.run { jwtkms in
            let outcome = try await jwtkms.shell(
                Self.script(
                    "--in-memory",
                    #""$jwtkms" local-kms --in-memory --port "${url##*:}" 2> refusal || echo "refused $?""#))
            #expect(outcome.output == "refused 3\ncode 0\n", "\(outcome)")
            let refusal = try String(contentsOf: jwtkms.folder.appending(path: "refusal"), encoding: .utf8)
            #expect(refusal.hasPrefix("error: ") && refusal.contains("another process has the port"))
        }
    }

    @Test("whoever opens it to other machines is told what that means")
    func open() async throws {
        try await CommandLineTool.run { jwtkms in
            let outcome = try await jwtkms.shell(Self.script("--in-memory --host 0.0.0.0", "true"))
            #expect(outcome.output == "code 0\n", "\(outcome)")
            let notes = try String(contentsOf: jwtkms.folder.appending(path: "notes"), encoding: .utf8)
            #expect(notes.contains("WARNING: other machines can reach it"))
        }
    }

    @Test(
        "a wrong call is exit code 2",
        arguments: [
            (["--in-memory", "--folder", "x"], "exclude each other"), (["--port", "65536"], "a port is 0 to 65535"),
            (["--account", "1"], "an account has 12 digits"), (["--region", "US"], "US is no Region"),
            (["--log-level", "loud"], "--log-level"), (["--credentials", "none"], "is not there"),
            (["--deny", "kms:Sgn"], "it is not an action that is answered here, such as kms:Sign"),
            (["--allow-host", "http://kms"], "'http://kms' is no host: a name or an address"),
            (
                ["--in-memory", "--port", "0", "--host", "nosuch.invalid"],
                "'nosuch.invalid' to listen on does not resolve"
            ),
        ])
    func wrong(options: [String], reason: String) async throws {
        try await CommandLineTool.run { jwtkms in
            let outcome = try await jwtkms.run(["local-kms"] + options)
            #expect(outcome.code == 2 && outcome.output.isEmpty)
            #expect(outcome.errors.contains(reason), "\(outcome)")
            #expect(!FileManager.default.fileExists(atPath: jwtkms.folder.appending(path: ".jwt-kms").path()))
        }
    }
}
