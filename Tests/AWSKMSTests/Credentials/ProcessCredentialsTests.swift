// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import KMSAPI
import Synchronization
import Testing

@testable import AWSKMS

#if AWS || canImport(Subprocess)
/// With real processes: small scripts, run by `/bin/sh`. AWS's own cases name commands for a shell (`| base64 --decode`,
/// `exit 1`), which is not how they are run here: `RecordedChainTests` has them, with the shell in the command.
@Suite("Credentials that a command prints", .timeLimit(.minutes(1)))
struct ProcessCredentialsTests {
    private static let document =
        #"{"Version":1,"AccessKeyId":"AKID","SecretAccessKey":"SECRET","SessionToken":"T0ken","Expiration":"2022-05-02T18:36:00+00:00"}"#
    private static let origin = Origin.line(7, of: "/home/.aws/config")
    /// Never over: it is cancelled when the command ends.
    private static let unlimited: @Sendable () async throws -> Void = { try await Task.sleep(for: .seconds(86_400)) }

    private static func source(
        _ command: String, account: String? = nil, now: Date = Date(timeIntervalSince1970: 0),
        timeLimit: @escaping @Sendable () async throws -> Void = unlimited
    ) -> ProcessCredentials {
        var profile = ConfigSection(name: "work", origin: origin)
        profile.properties["credential_process"] = ConfigProperty(value: command, origin: origin)
        profile.properties["aws_account_id"] = account.map { ConfigProperty(value: $0, origin: origin) }
        return ProcessCredentials(profile, timing: HandTiming(now: now).timing, timeLimit: timeLimit)
    }

    /// The error of a command, which shows nothing of what it printed, nor its arguments.
    private static func failure(_ source: ProcessCredentials) async throws -> KMSError {
        let error = try #require(await #expect(throws: KMSError.self) { try await source.credentials() })
        #expect(error.kind == .credentials)
        #expect(error.message.hasPrefix("the credential_process of the profile \"work\" (/home/.aws/config, line 7) "))
        var dumped = ""
        dump(error, to: &dumped)
        for secret in ["SECRET", "T0ken", "ARGUMENT"] {
            #expect(!"\(error) \(String(reflecting: error)) \(dumped)".contains(secret))
        }
        return error
    }

    private static func script(_ folder: TemporaryFolder, _ text: String) throws -> String {
        "/bin/sh '\(try folder.file("script.sh", text))'"
    }

    private static func printing(_ folder: TemporaryFolder, _ document: String) throws -> String {
        "cat '\(try folder.file("document.json", document))'"
    }

    @Test("what is printed is read")
    func success() async throws {
        let folder = try TemporaryFolder()
        let credentials = try #require(
            try await Self.source(Self.printing(folder, Self.document)).credentials())
        #expect(credentials.accessKeyID == "AKID" && credentials.secretAccessKey == "SECRET")
        #expect(credentials.sessionToken == "T0ken")
        #expect(credentials.expiration == Date(timeIntervalSince1970: 1_651_516_560))
        #expect(credentials.accountID == nil)
        #expect(credentials.origin == Self.origin)
    }

    @Test("an empty session token means none")
    func emptyToken() async throws {
        let folder = try TemporaryFolder()
        let document = Self.document.replacing("T0ken", with: "")
        let credentials = try #require(try await Self.source(Self.printing(folder, document)).credentials())
        #expect(credentials.accessKeyID == "AKID" && credentials.sessionToken == nil)
    }

    @Test(
        "dates have offsets and fractions, members any case; only the keys and the version are needed",
        arguments: [
            (#"{"version":1,"accesskeyid":"AKID","SECRETACCESSKEY":"SECRET"}"#, nil),
            (
                #"{"Version":1,"AccessKeyId":"AKID","SecretAccessKey":"SECRET","Expiration":null,"SessionToken":null}"#,
                nil
            ),
            (document.replacing("+00:00", with: "Z"), 1_651_516_560),
            (document.replacing("+00:00", with: "+02:00"), 1_651_509_360),
            (document.replacing("+00:00", with: "-0330"), 1_651_529_160),
            (document.replacing("+00:00", with: ".500Z"), 1_651_516_560.5),
            (document.replacing(":00+00:00", with: ":00.250000+00:00"), 1_651_516_560.25),
        ] as [(String, Double?)])
    func optional(document: String, expiration: Double?) async throws {
        let folder = try TemporaryFolder()
        let credentials = try await Self.source(Self.printing(folder, document)).credentials()
        #expect(credentials?.secretAccessKey == "SECRET")
        #expect(credentials?.expiration?.timeIntervalSince1970 == expiration)
    }

    @Test("the account is the command's, else the profile's")
    func account() async throws {
        let folder = try TemporaryFolder()
        let named = Self.document.replacing("{", with: #"{"AccountId":"123456789002","#)
        #expect(
            try await Self.source(Self.printing(folder, named), account: "123456789001").credentials()?.accountID
                == "123456789002")
        #expect(
            try await Self.source(Self.printing(folder, Self.document), account: "123456789001").credentials()?
                .accountID == "123456789001")
    }

    @Test("a profile that names no command is not set up")
    func none() async throws {
        #expect(try await Self.source("").credentials() == nil)
    }

    @Test(
        "what can't be used is an error that shows nothing of it",
        arguments: [
            ("", "no JSON object"), ("SECRET", "no JSON object"), ("[1]", "no JSON object"),
            ("'invalid json'", "no JSON object"),
            (document.replacing("\"Version\":1", with: "\"Version\":2"), "Version"),
            (document.replacing("\"Version\":1", with: "\"Version\":\"1\""), "Version"),
            (document.replacing("\"Version\":1", with: "\"Version\":true"), "Version"),
            (document.replacing("\"Version\":1,", with: ""), "Version"),
            (document.replacing("\"AKID\"", with: "\"\""), "AccessKeyId"),
            (document.replacing("\"SECRET\"", with: "5"), "SecretAccessKey"),
            (document.replacing("\"SECRET\"", with: "\"SECRET\\n\""), "characters"),
            (document.replacing("\"T0ken\"", with: "[]"), "SessionToken"),
            (document.replacing("2022-05-02", with: "SECRET"), "Expiration"),
            (document.replacing("{", with: #"{"secretaccesskey":"x","#), "twice"),
        ])
    func unusable(document: String, why: String) async throws {
        let folder = try TemporaryFolder()
        let error = try await Self.failure(Self.source(Self.printing(folder, document)))
        #expect(error.message.contains("printed what can't be used") && error.message.contains(why))
    }

    @Test("credentials that have expired are refused, to the second")
    func expired() async throws {
        let folder = try TemporaryFolder()
        let command = try Self.printing(folder, Self.document)
        let end = Date(timeIntervalSince1970: 1_651_516_560)
        #expect(try await Self.source(command, now: end.addingTimeInterval(-1)).credentials() != nil)
        let error = try await Self.failure(Self.source(command, now: end))
        #expect(error.message.contains("expired at 2022-05-02T18:36:00Z"))
    }

    @Test(
        "a date that no calendar has is refused like any other, and nothing falls over it",
        arguments: [
            "0000-00-00T00:00:00Z", "0000-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "1970-01-01T00:00:00Z",
            "99999999999999999999-01-01T00:00:00Z", "2022-99-99T99:99:99Z", "2022-05-02", "T", "1651516560",
            "-9999-01-01T00:00:00Z", "2022-05-02T18:36:00+99:99",
        ])
    func strangeDates(date: String) async throws {
        let folder = try TemporaryFolder()
        let document = Self.document.replacing("2022-05-02T18:36:00+00:00", with: date)
        let now = Date(timeIntervalSince1970: 1_800_000_000)
        let error = try await Self.failure(Self.source(Self.printing(folder, document), now: now))
        #expect(error.message.contains("Expiration") || error.message.contains("expired at"))
    }

    @Test("the exit code is shown, and standard error only to who asks for it")
    func exitCode() async throws {
        let folder = try TemporaryFolder()
        let text = "echo SECRET; echo first >&2; printf 'SECRET \\033[2J\\n\\n' >&2; exit 3"
        let error = try await Self.failure(Self.source(Self.script(folder, text) + " ARGUMENT"))
        #expect(error.message.contains("exited with 3"))
        let failure = try #require(error.underlying as? CommandFailure)
        #expect(failure.lastErrorLine == "SECRET \\u{1B}[2J")
    }

    @Test("success is what the exit code says, whatever stands on standard error")
    func chatty() async throws {
        let folder = try TemporaryFolder()
        try folder.file("document.json", Self.document)
        let text = """
            i=0; while [ $i -lt 3000 ]; do echo 'a line of 60 characters, more than a pipe can hold of them.' >&2; i=$((i+1)); done
            cat "$(dirname "$0")/document.json"
            """
        #expect(try await Self.source(Self.script(folder, text)).credentials()?.accessKeyID == "AKID")
    }

    @Test("a program that ends by a signal, or is not there, is an error that says so")
    func broken() async throws {
        let folder = try TemporaryFolder()
        let killed = try await Self.failure(Self.source(Self.script(folder, "kill -9 $$")))
        #expect(killed.message.contains("was ended by signal 9"))
        for program in ["jwt-kms-no-such-program", "/no/such/program", "./no-such-program"] {
            let error = try await Self.failure(Self.source("\(program) ARGUMENT"))
            #expect(error.message.contains("there is no program \"\(program)\""))
        }
        let unsplit = try await Self.failure(Self.source("sh 'ARGUMENT"))
        #expect(unsplit.message.hasSuffix("has a ' that nothing closes"))
    }

    @Test(
        "no shell reads the command: its words are arguments",
        arguments: [
            "; touch PWNED", "$(touch PWNED)", "`touch PWNED`", "| touch PWNED", "&& touch PWNED", "> PWNED", "$HOME",
            "~", "*",
        ])
    func noShell(words: String) async throws {
        let folder = try TemporaryFolder()
        let pwned = try folder.file("pwned")
        // Prints what it was given, one word a line, and then fails.
        let text = "for word in \"$@\"; do printf '%s|' \"$word\"; done >&2; exit 1"
        let given = words.replacing("PWNED", with: pwned)
        let error = try await Self.failure(Self.source("\(Self.script(folder, text)) \(given)"))
        let seen = (error.underlying as? CommandFailure)?.lastErrorLine
        #expect(seen == given.split(separator: " ").map { "\($0)|" }.joined())
        #expect(!FileManager.default.fileExists(atPath: pwned))
    }

    @Test("there is nothing to read, and no terminal to ask on")
    func alone() async throws {
        let folder = try TemporaryFolder()
        try folder.file("document.json", Self.document)
        let text = """
            if read line; then exit 5; fi
            if (: </dev/tty) 2>/dev/null; then exit 6; fi
            cat "$(dirname "$0")/document.json"
            """
        #expect(try await Self.source(Self.script(folder, text)).credentials()?.accessKeyID == "AKID")
    }

    @Test("output past the limit ends the command, which would never end by itself")
    func tooMuch() async throws {
        let folder = try TemporaryFolder()
        let endless = try await Self.failure(Self.source("yes SECRET"))
        #expect(endless.message.contains("printed more than 65536 bytes"))
        // One byte too many, and then it waits with its standard error open.
        let text = "head -c 65537 /dev/zero; exec sleep 86400"
        let waiting = try await Self.failure(Self.source(Self.script(folder, text)))
        #expect(waiting.message.contains("printed more than 65536 bytes"))
        let full = Self.document + String(repeating: " ", count: 65_536 - Self.document.utf8.count)
        #expect(try await Self.source(Self.printing(folder, full)).credentials()?.accessKeyID == "AKID")
    }

    @Test("a command that hangs is killed at the time limit, with what it started")
    func hang() async throws {
        let folder = try TemporaryFolder()
        let hanging = try Hanging(folder)
        let error = try await Self.failure(
            Self.source(hanging.command, timeLimit: { await hanging.started() }))
        #expect(error.message.contains("took too long"))
        await hanging.ended()
    }

    @Test("a command whose caller leaves is killed, with what it started")
    func cancelled() async throws {
        let folder = try TemporaryFolder()
        let hanging = try Hanging(folder)
        let task = Task { try await Self.source(hanging.command).credentials() }
        await hanging.started()
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        await hanging.ended()
    }

    /// A command that never ends, nor does a process that it started. Both hold a pipe open: its end is theirs.
    private struct Hanging: Sendable {
        let command: String
        private let pipe: String
        private let reading: Reading

        init(_ folder: TemporaryFolder) throws {
            pipe = try folder.file("pipe")
            try #require(unsafe mkfifo(pipe, 0o600) == 0)
            command = try ProcessCredentialsTests.script(
                folder,
                """
                trap '' TERM
                exec 3>"$(dirname "$0")/pipe"
                sleep 86400 &
                echo started >&3
                sleep 86400
                sleep 86400
                """)
            reading = Reading(pipe)
        }

        func started() async { await reading.wait(for: 1) }
        func ended() async { await reading.wait(for: 2) }
    }
}

/// Reads a pipe beside the tests' own threads: 1 is the first byte, 2 the end.
private final class Reading: Sendable {
    private struct State {
        var reached = 0
        var waiting: [(point: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())

    init(_ pipe: String) {
        Thread.detachNewThread { [self] in
            let file = FileHandle(forReadingAtPath: pipe)
            while let data = file?.availableData, !data.isEmpty { reach(1) }
            reach(2)
        }
    }

    private func reach(_ point: Int) {
        let due = state.withLock { state in
            state.reached = point
            defer { state.waiting.removeAll { $0.point <= point } }
            return state.waiting.filter { $0.point <= point }
        }
        for waiting in due { waiting.continuation.resume() }
    }

    func wait(for point: Int) async {
        await withCheckedContinuation { continuation in
            let isReached = state.withLock { state in
                if state.reached < point { state.waiting.append((point, continuation)) }
                return state.reached >= point
            }
            if isReached { continuation.resume() }
        }
    }
}
#else
@Suite("Credentials that a command prints")
struct ProcessCredentialsTests {
    @Test("a package without the trait AWS runs no command, and says so")
    func unavailable() async throws {
        let origin = Origin.line(7, of: "config")
        let profile = ConfigSection(
            name: "work", origin: origin, properties: ["credential_process": ConfigProperty(value: "a", origin: origin)]
        )
        let error = await #expect(throws: KMSError.self) {
            try await ProcessCredentials(profile, timing: HandTiming().timing).credentials()
        }
        #expect(error?.kind == .credentials && error?.message.contains("trait AWS") == true)
    }
}
#endif
