// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPFaults
import KMSAPI
import Testing

@testable import AWSKMS

@Suite("Doctor and policies with conditions")
struct DoctorPolicyTests {
    private static let arn = DoctorTests.arn
    private static let rsa = [
        "RSASSA_PKCS1_V1_5_SHA_256", "RSASSA_PKCS1_V1_5_SHA_384", "RSASSA_PKCS1_V1_5_SHA_512", "RSASSA_PSS_SHA_256",
        "RSASSA_PSS_SHA_384", "RSASSA_PSS_SHA_512",
    ]

    /// The last line of the report, its policy, and what was signed in dry runs: algorithm and message type.
    private struct Look {
        var line: String
        var policy: String?
        var runs: [String]
    }

    /// Looks at an RSA key. `allows` decides on each dry run, `except` answers other calls in place of AWS.
    private func look(
        key: String = "alias/x", use: KeyUse = KeyUse(),
        allows: @escaping @Sendable (SignRequest) -> Bool = { _ in true },
        except: @escaping @Sendable (FaultServer.Request) -> FaultServer.Behaviour? = { _ in nil }
    ) async throws -> Look {
        let algorithms = Self.rsa.map { "\"\($0)\"" }.joined(separator: ",")
        let rule = DoctorTests.aws(signing: algorithms) { request in
            if let behaviour = except(request) { return behaviour }
            guard request.operation == "Sign", let sign = Self.signRequest(request) else { return nil }
            return FaultTests.error(allows(sign) ? "DryRunOperationException" : "AccessDeniedException")
        }
        return try await FaultServer.run(by: rule) { server in
            let variables = [
                "AWS_ENDPOINT_URL": server.url, "AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "AKID",
                "AWS_SECRET_ACCESS_KEY": FaultServer.secret,
            ]
            let doctor = Doctor(
                configuration: .init(), environment: Environment(variables),
                timing: HandTiming(now: DoctorTests.now).timing)
            let report = try await doctor.report(keys: [key], use: use)
            let finding = try #require(report.findings.last)
            let runs = server.requests.enumerated()
                .compactMap { Self.signRequest(FaultServer.Request(number: $0, text: $1)) }
            #expect(runs.allSatisfy { $0.dryRun == true && $0.keyID == Self.arn })
            return Look(
                line: "\(finding.state) \(finding.text)", policy: report.policy,
                runs: runs.map { "\($0.signingAlgorithm) \($0.messageType)" })
        }
    }

    private static func signRequest(_ request: FaultServer.Request) -> SignRequest? {
        guard request.operation == "Sign" else { return nil }
        return try? JSONDecoder().decode(SignRequest.self, from: Data(request.body.utf8))
    }

    @Test("Every algorithm that the key serves is tried, and named with its result")
    func everyAlgorithm() async throws {
        let all = try await look()
        #expect(
            all.line == "ok \(Self.arn), ECC_NIST_P256: may be read, may sign with \(Self.rsa.joined(separator: ", "))")
        #expect(all.runs == Self.rsa.map { "\($0) DIGEST" })
        let one = try await look { $0.signingAlgorithm == .rsassaPSSSHA256 }
        let others = Self.rsa.filter { $0 != "RSASSA_PSS_SHA_256" }
        #expect(
            one.line.hasPrefix(
                "ok \(Self.arn), ECC_NIST_P256: may be read, may sign with RSASSA_PSS_SHA_256, and may not with "
                    + "\(others.joined(separator: ", ")): Sign with key \(Self.arn) failed: AccessDeniedException: m"))
        #expect(one.line.contains("look at the condition kms:SigningAlgorithm"))
        #expect(one.policy != nil)
        let none = try await look { _ in false }
        #expect(
            none.line.hasPrefix("failed ")
                && none.line.contains("may not sign with \(Self.rsa.joined(separator: ", "))"))
    }

    @Test("With --algorithm the service's own is tried alone, whatever the policy allows besides")
    func oneAlgorithm() async throws {
        let allowed = "RSASSA_PSS_SHA_256"
        for (algorithm, isWell) in [(allowed, true), ("RSASSA_PKCS1_V1_5_SHA_256", false)] {
            let look = try await look(use: KeyUse(algorithms: [algorithm, "ECDSA_SHA_256"])) {
                $0.signingAlgorithm.rawValue == allowed
            }
            #expect(look.line.hasPrefix(isWell ? "ok " : "failed "))
            #expect(Set(look.runs.map { $0.prefix { $0 != " " } }) == [algorithm[...]])
        }
        let unserved = try await look(use: KeyUse(algorithms: ["ECDSA_SHA_256"]))
        #expect(
            unserved.line.hasPrefix("failed ") && unserved.line.hasSuffix("RSASSA_PSS_SHA_512, and not ECDSA_SHA_256"))
        #expect(unserved.policy == nil && unserved.runs.isEmpty)
    }

    @Test("A policy with kms:MessageType is told, and RAW is tried if the service sends that")
    func messageType() async throws {
        let use = KeyUse(algorithms: ["RSASSA_PSS_SHA_256"])
        let digest = try await look(use: use) { $0.messageType == .raw }
        #expect(
            digest.line.hasPrefix("failed ")
                && digest.line.contains(
                    "With MessageType RAW it may sign with RSASSA_PSS_SHA_256: allow DIGEST in the condition kms:MessageType"
                ))
        #expect(digest.runs == ["RSASSA_PSS_SHA_256 DIGEST", "RSASSA_PSS_SHA_256 RAW"])
        var raw = use
        raw.messageType = .raw
        #expect(try await look(use: raw) { $0.messageType == .raw }.line.hasPrefix("ok "))
        #expect(
            try await look(use: raw) { $0.messageType == .digest }.line.contains("With MessageType DIGEST it may sign"))
    }

    @Test("A key that an alias reads and that may not sign: kms:RequestAlias is named, for an alias alone")
    func requestAlias() async throws {
        for key in ["alias/x", "arn:aws:kms:us-east-1:111122223333:alias/x"] {
            let denied = try await look(key: key) { _ in false }
            #expect(
                denied.line.contains("\(key) could be read. This call names the key by its ARN, which kms:RequestAlias")
            )
        }
        #expect(try await !look(key: Self.arn) { _ in false }.line.contains("kms:RequestAlias"))
        #expect(try await !look().line.contains("kms:RequestAlias"))
    }

    @Test("The policy for a key of a rotation goes by the rotation's tag, which each of its keys has")
    func rotationTag() async throws {
        let tags = #"{"Tags":[{"TagKey":"a","TagValue":"b"},{"TagKey":"jwt-kms:rotation","TagValue":"alias/x"}]}"#
        for key in ["alias/x", Self.arn] {
            let look = try await look(
                key: key, except: { $0.operation == "ListResourceTags" ? .answer(body: tags) : nil })
            let policy = try #require(look.policy)
            #expect(policy.contains(#""aws:ResourceTag/jwt-kms:rotation" : ["#) && policy.contains(#""alias/x""#))
            #expect(policy.contains("arn:aws:kms:us-east-1:111122223333:key/*") && !policy.contains(Self.arn))
            #expect(policy.contains("kms:Sign") && policy.contains("kms:GetPublicKey"))
        }
        let odd = tags.replacing("alias/x", with: "*")
        let look = try await look(except: { $0.operation == "ListResourceTags" ? .answer(body: odd) : nil })
        #expect(look.policy?.contains("*") == false)
    }

    @Test("To a caller that can't read tags, a rotation is known by its aliases", arguments: ["-next", "-previous"])
    func rotationAliases(suffix: String) async throws {
        let key = #"{"KeyId":"\#(Self.arn)2","PublicKey":"AQID","SigningAlgorithms":["ECDSA_SHA_256"]}"#
        let look = try await look(except: { request in
            request.operation == "GetPublicKey" && request.body.contains("alias/x\(suffix)\"")
                ? .answer(body: key) : nil
        })
        let policy = try #require(look.policy)
        #expect(policy.contains("ForAnyValue:StringLike") && policy.contains("kms:ResourceAliases"))
        for alias in ["alias/x", "alias/x-next", "alias/x-previous", "alias/x-previous-?"] {
            #expect(policy.contains("\"\(alias)\""))
        }
        #expect(!policy.contains(Self.arn))
    }

    @Test(
        "A fault that is no matter of access ends the dry runs, and no policy is printed for it",
        arguments: ["DisabledException", "KMSInvalidStateException"])
    func fault(code: String) async throws {
        let disabled = try await look(except: { $0.operation == "Sign" ? FaultTests.error(code) : nil })
        #expect(disabled.line.hasPrefix("failed ") && disabled.line.contains(code))
        #expect(disabled.policy == nil && disabled.runs.count == 1)
        let missing = try await look(except: {
            $0.operation == "GetPublicKey" ? FaultTests.error("NotFoundException") : nil
        })
        #expect(missing.line.hasPrefix("failed its public key can't be read") && missing.policy == nil)
    }
}
