// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPFaults
import KMSAPI
import Testing

@testable import AWSKMS

@Suite("Doctor")
struct DoctorTests {
    static let arn = "arn:aws:kms:us-east-1:111122223333:key/k"
    static let now = Date(timeIntervalSince1970: 1_440_938_160)  // Sun, 30 Aug 2015 12:36:00 GMT
    static let date = ["Date: Sun, 30 Aug 2015 12:36:00 GMT"]

    /// An AWS where all is well, but for what `except` answers otherwise.
    static func aws(
        signing algorithms: String = #""ECDSA_SHA_256""#,
        except: @escaping @Sendable (FaultServer.Request) -> FaultServer.Behaviour? = { _ in nil }
    ) -> FaultServer.Rule {
        { request in
            if let behaviour = except(request) { return behaviour }
            if request.text.hasPrefix("GET ") { return .answer(status: 404, headers: date, body: "") }
            switch request.operation {
            case "ListAliases": return .answer(body: #"{"Aliases":[],"Truncated":false}"#)
            case "GetPublicKey" where request.body.contains("-next") || request.body.contains("-previous"):
                return FaultTests.error("NotFoundException")
            case "ListResourceTags": return FaultTests.error("AccessDeniedException")
            case "GetPublicKey":
                return .answer(
                    body:
                        #"{"KeyId":"\#(arn)","PublicKey":"AQID","KeySpec":"ECC_NIST_P256","SigningAlgorithms":[\#(algorithms)]}"#
                )
            case "Sign": return FaultTests.error("DryRunOperationException")
            default:
                return .answer(
                    body: """
                        <GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>\
                        <Arn>arn:aws:iam::111122223333:user/ada</Arn><UserId>AIDA</UserId><Account>111122223333</Account>\
                        </GetCallerIdentityResult></GetCallerIdentityResponse>
                        """)
            }
        }
    }

    private func report(
        _ rule: @escaping FaultServer.Rule, keys: [String] = [], use: KeyUse = KeyUse(), now: Date = now,
        _ more: [String: String] = [:]
    ) async throws -> (Doctor.Report, [String]) {
        try await FaultServer.run(by: rule) { server in
            let variables = [
                "AWS_ENDPOINT_URL": server.url, "AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "AKID",
                "AWS_SECRET_ACCESS_KEY": FaultServer.secret, "AWS_SESSION_TOKEN": FaultServer.token,
                "AWS_EC2_METADATA_DISABLED": "true",
            ].merging(more) { $1 }
            let doctor = Doctor(
                configuration: .init(
                    connectTimeout: .seconds(60), attemptTimeout: .seconds(60), requestTimeout: .seconds(120)),
                environment: Environment(variables.filter { !$0.value.isEmpty }),
                timing: HandTiming(now: now, random: 0).timing)
            let report = try await doctor.report(keys: keys, use: use)
            let shown = "\(report)"
            #expect(!shown.contains(FaultServer.secret) && !shown.contains(FaultServer.token))
            return (report, server.requests)
        }
    }

    private func lines(_ report: Doctor.Report) -> [String] {
        report.findings.map { "\($0.state) \($0.subject): \($0.text)" }
    }

    @Test("where all is well each line says what was found and where, and nothing is signed")
    func well() async throws {
        let (report, requests) = try await report(Self.aws(), keys: ["alias/x"])
        #expect(report.isWell)
        let lines = lines(report)
        #expect(
            lines.map { $0.prefix { $0 != ":" } } == [
                "notChecked profile", "ok Region", "ok credentials", "ok endpoint", "ok clock", "ok identity",
                "ok key alias/x",
            ])
        #expect(lines[0].hasPrefix(#"notChecked profile: none is named, and there is no "default""#))
        #expect(lines[1] == "ok Region: us-east-1 (AWS_REGION)")
        #expect(lines[2] == "ok credentials: AKID (AWS_ACCESS_KEY_ID), no end is known")
        #expect(lines[3].hasSuffix(" (AWS_ENDPOINT_URL) answers"))
        #expect(lines[4] == "ok clock: as AWS's")
        #expect(lines[5] == "ok identity: arn:aws:iam::111122223333:user/ada (111122223333)")
        #expect(lines[6] == "ok key alias/x: \(Self.arn), ECC_NIST_P256: may be read, may sign with ECDSA_SHA_256")
        let signs = requests.filter { $0.contains("TrentService.Sign") }
        #expect(
            signs.count == 1 && signs[0].contains(#""DryRun":true"#) && signs[0].contains(#""MessageType":"DIGEST""#))
        let policy = try #require(report.policy)
        #expect(policy.contains(Self.arn) && policy.contains("kms:Sign") && policy.contains("kms:GetPublicKey"))
        #expect(!policy.contains("kms:*") && !policy.contains("ResourceAliases"))
    }

    @Test(
        "a message is as long as the algorithm's digest, and is a message where KMS takes no digest",
        arguments: [
            ("ECDSA_SHA_384", 48, "DIGEST"), ("RSASSA_PSS_SHA_512", 64, "DIGEST"), ("ED25519_SHA_512", 64, "RAW"),
            ("ML_DSA_SHAKE_256", 64, "RAW"),
        ])
    func messages(algorithm: String, bytes: Int, type: String) async throws {
        let (report, requests) = try await report(Self.aws(signing: "\"\(algorithm)\""), keys: ["k"])
        #expect(report.isWell)
        let sign = try #require(requests.first { $0.contains("TrentService.Sign") })
        let body = FaultServer.Request(number: 1, text: sign).body
        let request = try JSONDecoder().decode(SignRequest.self, from: Data(body.utf8))
        #expect(request.message.count == bytes && request.messageType.rawValue == type)
    }

    @Test(
        "an HMAC key, which has no public key, is described, and a MAC is asked for that KMS does not make",
        arguments: ["UnsupportedOperationException", "AccessDeniedException"])
    func macKey(refusal: String) async throws {
        let description =
            #"{"KeyMetadata":{"KeyId":"k","Arn":"\#(Self.arn)","KeySpec":"HMAC_256","MacAlgorithms":["HMAC_SHA_256"]}}"#
        let rule = Self.aws { request in
            switch request.operation {
            case "GetPublicKey": FaultTests.error(refusal)
            case "DescribeKey": .answer(body: description)
            case "GenerateMac": FaultTests.error("DryRunOperationException")
            default: nil
            }
        }
        let (report, requests) = try await report(rule, keys: ["alias/x"])
        #expect(
            lines(report).last == "ok key alias/x: \(Self.arn), HMAC_256: may be read, may make MACs with HMAC_SHA_256")
        #expect(requests.contains { $0.contains("TrentService.GenerateMac") && $0.contains(#""DryRun":true"#) })
        let policy = try #require(report.policy)
        #expect(policy.contains("kms:GenerateMac") && policy.contains("kms:VerifyMac") && !policy.contains("kms:Sign"))
    }

    @Test("a clock that is wrong, to either side, fails with what it breaks", arguments: [3600.0, -3600])
    func clock(skew: TimeInterval) async throws {
        let (report, _) = try await report(Self.aws(), now: Self.now + skew)
        let clock = try #require(report.findings.first { $0.subject == "clock" })
        #expect(clock.state == .failed && !report.isWell)
        #expect(clock.text.hasPrefix("3600 s \(skew > 0 ? "ahead of" : "behind") AWS's: set it"))
    }

    @Test("a key that may be read and not sign, one that may not be read, and one that signs nothing, fail alone")
    func keys() async throws {
        let denied = Self.aws { $0.operation == "Sign" ? FaultTests.error("AccessDeniedException") : nil }
        let (first, _) = try await report(denied, keys: ["k"])
        #expect(
            lines(first).last?.hasPrefix(
                "failed key k: \(Self.arn), ECC_NIST_P256: may be read, may not sign with ECDSA_SHA_256: ") == true)
        #expect(first.policy?.contains(Self.arn) == true)
        let unreadable = Self.aws { $0.operation == "GetPublicKey" ? FaultTests.error("AccessDeniedException") : nil }
        let (second, _) = try await report(unreadable, keys: ["alias/x", Self.arn])
        #expect(second.findings.filter { $0.state == .failed }.count == 2)
        let policy = try #require(second.policy)
        #expect(
            policy.contains(#""kms:ResourceAliases""#) && policy.contains("arn:aws:kms:us-east-1:111122223333:key/*"))
        #expect(policy.contains("\"\(Self.arn)\""))
        let (third, _) = try await report(Self.aws(signing: ""), keys: ["k"])
        #expect(lines(third).last?.contains("it signs nothing") == true && third.policy == nil)
        #expect(!first.isWell && !second.isWell && !third.isWell)
    }

    @Test("no Region, no credentials, an endpoint that is away, an STS that refuses: each is its own line")
    func missing() async throws {
        let (noRegion, _) = try await report(Self.aws(), keys: ["k"], ["AWS_REGION": ""])
        #expect(noRegion.findings.first { $0.subject == "Region" }?.state == .failed)
        #expect(noRegion.findings.first { $0.subject == "endpoint" }?.state == .notChecked)
        let (nobody, _) = try await report(
            Self.aws(), keys: ["k"], ["AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""])
        #expect(nobody.findings.first { $0.subject == "credentials" }?.state == .failed)
        #expect(nobody.findings.first { $0.subject == "key k" }?.state == .notChecked)
        #expect(nobody.findings.first { $0.subject == "endpoint" }?.state == .ok)
        let (away, _) = try await report(Self.aws(), ["AWS_ENDPOINT_URL": "http://127.0.0.1:1"])
        let endpoint = try #require(away.findings.first { $0.subject == "endpoint" })
        #expect(endpoint.state == .failed && endpoint.text.contains("can't be reached"))
        let (refused, _) = try await report(
            Self.aws { $0.text.contains("Action=") ? .answer(status: 403, body: "") : nil })
        #expect(refused.findings.first { $0.subject == "identity" }?.state == .failed)
        #expect(![noRegion, nobody, away, refused].contains { $0.isWell })
    }

    @Test(
        "An endpoint that redirects, or answers with a page, is not called KMS",
        arguments: [
            (FaultServer.Behaviour.answer(status: 302, headers: ["Location: http://login/"], body: ""), "it redirects"),
            (.answer(status: 200, headers: ["Content-Type: text/html"], body: "Hello"), "a page of HTML"),
            (.answer(status: 404, body: "<!doctype html><HTML>"), "a page of HTML"),
        ] as [(FaultServer.Behaviour, String)])
    func stranger(behaviour: FaultServer.Behaviour, reason: String) async throws {
        let (report, _) = try await report(Self.aws { $0.text.hasPrefix("GET ") ? behaviour : nil })
        let endpoint = try #require(report.findings.first { $0.subject == "endpoint" })
        #expect(endpoint.state == .failed && endpoint.text.contains(reason))
        #expect(!report.isWell)
    }

    @Test("settings that can't be used, a profile that is not there, credentials that have expired: no line says ok")
    func wrong() async throws {
        for (variables, subject) in [
            (["AWS_ENDPOINT_URL": "127.0.0.1:1"], "endpoint"), (["AWS_USE_FIPS_ENDPOINT": "1"], "endpoint"),
            (["AWS_USE_FIPS_ENDPOINT": "true"], "endpoint"), (["AWS_PROFILE": "nobody"], "profile"),
            (["AWS_CREDENTIAL_EXPIRATION": "2015-08-30T12:00:00Z"], "credentials"),
            (["HTTPS_PROXY": "ftp://x"], "settings"), (["AWS_MAX_ATTEMPTS": "0"], "settings"),
        ] {
            let (report, _) = try await report(Self.aws(), variables)
            #expect(report.findings.filter { $0.state == .failed }.map(\.subject).first == subject, "\(variables)")
            #expect(!report.isWell)
        }
    }

    @Test("a Region is not missed where all keys are named by their ARNs, nor STS where it can't be reached")
    func notMissed() async throws {
        let (noRegion, _) = try await report(Self.aws(), keys: [Self.arn], ["AWS_REGION": ""])
        #expect(noRegion.isWell)
        #expect(noRegion.findings.last?.state == .ok)
        let (noSTS, _) = try await report(Self.aws(), ["AWS_ENDPOINT_URL_STS": "http://127.0.0.1:1"])
        #expect(noSTS.isWell)
        #expect(noSTS.findings.first { $0.subject == "identity" }?.state == .notChecked)
    }

    @Test(
        "what can be pasted names no more than the keys, whatever KMS calls them",
        arguments: ["*", "\u{9B}2J", "a/../*"])
    func hostileKey(id: String) async throws {
        let rule = Self.aws { request in
            request.operation == "GetPublicKey"
                ? .answer(body: #"{"KeyId":"\#(id)","PublicKey":"AQID","SigningAlgorithms":["ECDSA_SHA_256"]}"#) : nil
        }
        let (report, _) = try await report(rule, keys: ["k"])
        #expect(report.policy?.contains(id) != true)
    }

    @Test("an endpoint of KMS alone leaves the identity unasked: the real STS is none of its business")
    func ownEndpoint() async throws {
        let (report, requests) = try await report(Self.aws(), ["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": ""])
        #expect(report.isWell && requests.count == 2)
        try await FaultServer.run(by: Self.aws()) { server in
            let variables = [
                "AWS_ENDPOINT_URL_KMS": server.url, "AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "AKID",
                "AWS_SECRET_ACCESS_KEY": FaultServer.secret,
            ]
            let doctor = Doctor(
                configuration: .init(), environment: Environment(variables),
                timing: HandTiming(now: Self.now).timing)
            let report = try await doctor.report(keys: [])
            #expect(report.findings.first { $0.subject == "identity" }?.state == .notChecked)
            #expect(report.isWell)
        }
    }

    /// A report on a KMS at an endpoint of the user's, with no STS there.
    private func reportWithoutSTS(
        _ answer: FaultServer.Behaviour, keys: [String] = []
    ) async throws -> (Doctor.Report, [String]) {
        let rule = Self.aws { $0.operation == "ListAliases" ? answer : nil }
        return try await FaultServer.run(by: rule) { server in
            let variables = [
                "AWS_ENDPOINT_URL_KMS": server.url, "AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "AKID",
                "AWS_SECRET_ACCESS_KEY": FaultServer.secret,
            ]
            let doctor = Doctor(
                configuration: .init(), environment: Environment(variables), timing: HandTiming(now: Self.now).timing)
            return (try await doctor.report(keys: keys), server.requests)
        }
    }

    @Test(
        "Where STS is not asked, one signed call shows whether the secret is right",
        arguments: [
            (.answer(body: #"{"Aliases":[]}"#), .ok, "KMS accepts a signed request (ListAliases)"),
            (FaultTests.error("AccessDeniedException"), .ok, "which is not allowed, nor needed"),
            (FaultTests.error("InvalidSignatureException"), .failed, "Check the secret access key"),
            (FaultTests.error("UnrecognizedClientException"), .failed, "Check the access key id"),
            (FaultTests.error("UnknownOperationException"), .notChecked, "Name a key (--key)"),
        ] as [(FaultServer.Behaviour, Finding.State, String)])
    func signature(answer: FaultServer.Behaviour, state: Finding.State, text: String) async throws {
        let (report, requests) = try await reportWithoutSTS(answer)
        let finding = try #require(report.findings.last)
        #expect(finding.subject == "signature" && finding.state == state && finding.text.contains(text))
        #expect(report.isWell == (state != .failed))
        #expect(requests.count { $0.contains("TrentService.ListAliases") } == 1)
    }

    @Test("A key that is looked at, and an STS that answers, spare that call")
    func noSignature() async throws {
        let (withKey, requests) = try await reportWithoutSTS(.answer(body: "{}"), keys: ["k"])
        #expect(withKey.findings.last?.subject == "key k")
        #expect(!requests.contains { $0.contains("TrentService.ListAliases") })
        let (withSTS, others) = try await report(Self.aws())
        #expect(withSTS.findings.last?.subject == "identity")
        #expect(!others.contains { $0.contains("TrentService.ListAliases") })
    }

    @Test(
        "A Region that nobody knows is a hint, with the one that was probably meant; a name that none can have fails",
        arguments: [
            ("us-east-1", false, .ok, "us-east-1 (AWS_REGION)"),
            ("eu-west-9", false, .notChecked, "is not a Region that this version knows. Did you mean eu-west-1?"),
            ("xx-nowhere-1", false, .notChecked, "is not a Region that this version knows"),
            ("euwest1", false, .failed, "euwest1 (AWS_REGION) is not a Region of AWS. Did you mean eu-west-1?"),
            ("euwest1", true, .notChecked, "is not a Region that this version knows. Did you mean eu-west-1?"),
            ("local", true, .notChecked, "local (AWS_REGION) is not a Region that this version knows"),
        ] as [(String, Bool, Finding.State, String)])
    func regions(region: String, isElsewhere: Bool, state: Finding.State, text: String) {
        let finding = Finding.region(region, "\(region) (AWS_REGION)", isElsewhere: isElsewhere)
        #expect(
            finding.subject == "Region" && finding.state == state && finding.text.hasSuffix(text), "\(finding.text)")
    }

    @Test("At AWS's own endpoint a Region that is none fails, at one of the user's it does not")
    func regionOfEndpoint() async throws {
        let (own, _) = try await report(Self.aws(), ["AWS_REGION": "euwest1"])
        #expect(own.isWell && own.findings[1].state == .notChecked)
        let aws = Doctor(
            configuration: .init(attemptTimeout: .milliseconds(1)),
            environment: Environment([
                "AWS_REGION": "euwest1", "AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": "s",
            ]), files: Files(root: "/nowhere"), timing: HandTiming(now: Self.now).timing)
        #expect(try await aws.report(keys: []).findings[1].state == .failed)
    }

    @Test("a command that fails shows the last line that it wrote to standard error, here alone")
    func process() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let script = folder.appending(path: "tool.sh")
        try Data("echo first >&2; printf 'not \\033[31mlogged in\\n' >&2; exit 3\n".utf8).write(to: script)
        let config = folder.appending(path: "config")
        try Data("[default]\ncredential_process = /bin/sh \(script.path())\n".utf8).write(to: config)
        let (report, _) = try await report(
            Self.aws(), ["AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "", "AWS_CONFIG_FILE": config.path()])
        let credentials = try #require(report.findings.first { $0.subject == "credentials" })
        #expect(credentials.state == .failed)
        #expect(credentials.text.contains("exited with 3"))
        #expect(credentials.text.hasSuffix(#"Its last line was: not \u{1B}[31mlogged in"#))
    }

    @Test("a config file that can't be read is one line, with its line")
    func syntax() async throws {
        let config = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try Data("[default\n".utf8).write(to: config)
        defer { try? FileManager.default.removeItem(at: config) }
        let (report, requests) = try await report(Self.aws(), ["AWS_CONFIG_FILE": config.path()])
        #expect(report.findings.count == 1 && !report.isWell && requests.isEmpty)
        #expect(report.findings[0].text.contains("line 1"))
    }
}
