// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import KMSAPI
import Testing

@testable import AWSKMS

/// Profiles and the chains that they make, by the authors of the AWS SDK for Rust: `assume-role-tests.json`.
@Suite("Chains of profiles: vectors")
struct ProfileChainVectorTests {
    struct Case: Decodable, Sendable, CustomTestStringConvertible {
        struct Input: Decodable {
            var profiles: [String: [String: String]]
            var sso_sessions: [String: [String: String]]?
            var selected_profile: String
        }
        struct Output: Decodable {
            var ProfileChain: [[String: Step]]?
            var Error: String?
        }

        var docs: String
        var input: Input
        var output: Output
        var testDescription: String { docs }
    }

    /// The members of a step, or the name of a source.
    enum Step: Decodable, Equatable {
        case members([String: String])
        case named(String)

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let name = try? container.decode(String.self) {
                self = .named(name)
            } else {
                self = .members(try container.decode([String: String].self))
            }
        }
    }

    private static let file = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Vectors/credential-chain/assume-role-tests.json")
    static let cases = (try? JSONDecoder().decode([Case].self, from: Data(contentsOf: file))) ?? []

    @Test("all 28 cases are there, 15 of them errors")
    func count() {
        #expect(Self.cases.count == 28)
        #expect(Self.cases.filter { $0.output.Error != nil }.count == 15)
    }

    private static func sections(_ all: [String: [String: String]]?) -> [String: ConfigSection] {
        Dictionary(
            uniqueKeysWithValues: (all ?? [:]).map { name, properties in
                var section = ConfigSection(name: name, origin: .line(1, of: "config"))
                section.properties = properties.mapValues { ConfigProperty(value: $0, origin: .line(2, of: "config")) }
                return (name, section)
            })
    }

    @Test("each profile makes the chain that was written down, or an error", arguments: cases)
    func vector(test: Case) throws {
        var config = SharedConfig()
        config.profiles = Self.sections(test.input.profiles)
        config.ssoSessions = Self.sections(test.input.sso_sessions)
        config.selected = Found(test.input.selected_profile, from: .code)
        if let expected = test.output.ProfileChain {
            let chain = try #require(try ProfileChain.of(config))
            #expect(Self.steps(chain, config) == expected)
        } else if test.docs == "profile only contains configuration" {
            // An error to that test; to a chain of sources, the sign to ask the next.
            #expect(try ProfileChain.of(config) == nil)
        } else {
            #expect(throws: KMSError.self) { try ProfileChain.of(config) }
        }
    }

    private static func steps(_ chain: ProfileChain, _ config: SharedConfig) -> [[String: Step]] {
        [step(chain.base)] + chain.roles.map { ["AssumeRole": .members(members($0))] }
    }

    private static func members(_ role: Role) -> [String: String] {
        var members = ["role_arn": role.arn]
        members["role_session_name"] = role.sessionName
        members["external_id"] = role.externalID
        return members
    }

    private static func step(_ base: ProfileChain.Base) -> [String: Step] {
        switch base {
        case .keys(let keys):
            var members = ["access_key_id": keys.accessKeyID, "secret_access_key": keys.secretAccessKey]
            members["account_id"] = keys.accountID
            return ["AccessKey": .members(members)]
        case .environment: return ["NamedSource": .named("Environment")]
        case .instanceMetadata: return ["NamedSource": .named("Ec2InstanceMetadata")]
        case .container: return ["NamedSource": .named("EcsContainer")]
        case .webIdentity(let role, let tokenFile):
            return [
                "WebIdentityToken": .members(
                    members(role).merging(["web_identity_token_file": tokenFile.value]) { $1 })
            ]
        case .sso(let settings):
            var members = ["sso_region": settings.region, "sso_start_url": settings.startURL]
            members["sso_session"] = settings.session
            members["sso_account_id"] = settings.assignment?.accountID
            members["sso_role_name"] = settings.assignment?.roleName
            return ["Sso": .members(members)]
        case .process(let section): return ["CredentialProcess": .named(section.name)]
        }
    }
}

@Suite("Chains of profiles")
struct ProfileChainTests {
    private func refusal(_ text: String, _ profile: String = "a") throws -> String? {
        let config = try SharedConfig.of(text, profile: profile)
        return #expect(throws: KMSError.self) { try ProfileChain.of(config) }?.description
    }

    private func base(_ properties: String) throws -> ProfileChain.Base? {
        try ProfileChain.of(try SharedConfig.of("[profile a]\n\(properties)", profile: "a"))?.base
    }

    @Test("a loop is shown")
    func loops() throws {
        let role = "role_arn=r\nsource_profile"
        #expect(
            try refusal("[profile a]\n\(role)=b\n[profile b]\n\(role)=c\n[profile c]\n\(role)=a\n")?
                .contains("(a -> b -> c -> a)") == true)
        #expect(
            try refusal("[profile a]\n\(role)=b\n[profile b]\n\(role)=c\n[profile c]\n\(role)=b\n")?
                .contains("(a -> b -> c -> b)") == true)
        #expect(try refusal("[profile a]\n\(role)=a\n")?.contains("(a -> a)") == true)
        #expect(
            try refusal("[profile a]\n\(role)=b\n[profile b]\n\(role)=b\n")?.contains("(b -> b)") == true)
    }

    @Test("a long chain is followed, and one without end is not")
    func long() throws {
        func chain(_ length: Int) -> String {
            (0..<length).map { "[profile \($0)]\nrole_arn=r\($0)\nsource_profile=\($0 + 1)\n" }.joined()
                + "[profile \(length)]\naws_access_key_id=i\naws_secret_access_key=s\n"
        }
        let config = try SharedConfig.of(chain(31), profile: "0")
        #expect(try ProfileChain.of(config)?.roles.map(\.arn) == (0..<31).reversed().map { "r\($0)" })
        #expect(try refusal(chain(32), "0")?.contains("more than 32 profiles") == true)
    }

    @Test("errors name the profile, the file and the line, and never the secret")
    func errors() throws {
        let half = try refusal("[profile a]\nrole_arn=r\nsource_profile=b\n[profile b]\naws_secret_access_key=s3cr3t\n")
        #expect(half?.contains("\"b\" (~/.aws/config, line 4)") == true)
        #expect(half?.contains("aws_secret_access_key (~/.aws/config, line 5) and no aws_access_key_id") == true)
        #expect(half?.contains("s3cr3t") == false)
        #expect(
            try refusal("[profile a]\naws_access_key_id=i\n")?.contains(
                "aws_access_key_id (~/.aws/config, line 2) and no aws_secret_access_key") == true)
        #expect(
            try refusal("[profile a]\nrole_arn=r\nsource_profile=b\n")?.contains(
                "takes its credentials from \"b\" (~/.aws/config, line 3), and there is no such profile") == true)
        #expect(try refusal("", "a")?.contains("there is no profile \"a\"") == true)
    }

    @Test("what can't be served says what can")
    func advice() throws {
        let keys = "[profile b]\naws_access_key_id=i\naws_secret_access_key=s\n"
        let mfa = try refusal("[profile a]\nrole_arn=r\nsource_profile=b\nmfa_serial=m\n\(keys)")
        #expect(mfa?.contains("mfa_serial, ~/.aws/config, line 4") == true)
        #expect(mfa?.contains("credential_process") == true)
        let login = try refusal("[profile a]\nlogin_session=arn:aws:iam::1:user/u\n")
        #expect(
            login?.contains("credential_process = aws configure export-credentials --profile a --format process")
                == true)
    }

    @Test("a credential_source or a duration that there is not is refused")
    func values() throws {
        #expect(
            try refusal("[profile a]\nrole_arn=r\ncredential_source=Ec2\n")?.contains("Ec2InstanceMetadata") == true)
        for duration in ["899", "43201", "1h", "-900", "99999999999999999999"] {
            let text = "[profile a]\nrole_arn=r\ncredential_source=Environment\nduration_seconds=\(duration)\n"
            #expect(try refusal(text)?.contains("from 900 to 43200") == true)
        }
        let text = "[profile a]\nrole_arn=r\ncredential_source=EcsContainer\nduration_seconds=900\nexternal_id=e\n"
        let chain = try ProfileChain.of(SharedConfig.of(text, profile: "a"))
        #expect(chain?.base == .container)
        #expect(chain?.roles.first?.durationSeconds == 900 && chain?.roles.first?.externalID == "e")
    }

    @Test("of several sources in a profile: SSO, keys, a command")
    func order() throws {
        let keys = "aws_access_key_id=i\naws_secret_access_key=s\n"
        let process = "credential_process=x\n"
        let sso = "sso_start_url=u\nsso_region=r\nsso_account_id=1\nsso_role_name=n\n"
        let login = "login_session=l\n"
        guard case .sso? = try base(login + process + keys + sso) else { return #expect(Bool(false)) }
        guard case .keys? = try base(login + process + keys) else { return #expect(Bool(false)) }
        guard case .process? = try base(login + process + "source_profile=x\n") else { return #expect(Bool(false)) }
        #expect(try base("region=x\nsource_profile=x\nsso_start_url=u\nsso_region=r\n") == nil)
    }

    @Test("no profile, where nobody named one, is not set up")
    func none() throws {
        #expect(try ProfileChain.of(SharedConfig()) == nil)
        #expect(try ProfileChain.of(SharedConfig.of("[profile other]\naws_access_key_id=i\n")) == nil)
    }

    @Test("a profile may repeat what its SSO session says, and not contradict it")
    func ssoSession() throws {
        func text(_ more: String, _ session: String = "sso_region=r\nsso_start_url=u\n") -> String {
            "[profile a]\nsso_session=s\nsso_account_id=1\nsso_role_name=n\n\(more)\n[sso-session s]\n\(session)"
        }
        let chain = try ProfileChain.of(SharedConfig.of(text("sso_region=r"), profile: "a"))
        guard case .sso(let settings)? = chain?.base else { return #expect(Bool(false)) }
        #expect(settings.region == "r" && settings.startURL == "u" && settings.session == "s")
        #expect(try refusal(text("sso_region=other"))?.contains("another sso_region") == true)
        #expect(try refusal(text("sso_start_url=other"))?.contains("another sso_start_url") == true)
        #expect(try refusal(text("sso_region=r", "sso_start_url=u\n"))?.contains("which has no sso_region") == true)
        #expect(
            try refusal("[profile a]\nsso_account_id=1\nsso_role_name=n\nsso_region=r\n")?.contains(
                "uses SSO and has no sso_start_url") == true)
    }

    @Test(
        "Half an SSO section is refused, and the error says what to write",
        arguments: [
            ("sso_account_id=1", "add sso_role_name = ROLE"), ("sso_role_name=n", "add sso_account_id = ACCOUNT"),
            ("sso_account_id=1\nsso_role_name=n\nsso_region=r", "add sso_start_url = https://NAME.awsapps.com/start"),
            ("sso_account_id=1\nsso_role_name=n\nsso_start_url=u", "add sso_region = us-east-1"),
            ("sso_account_id=1\nsso_role_name=n\nsso_session=x", "run: aws configure sso-session"),
            ("sso_account_id=1\nsso_role_name=n\nsso_session=s", "add sso_region = us-east-1"),
        ])
    func halfSSO(properties: String, advice: String) throws {
        let text = "[profile a]\n\(properties)\n[sso-session s]\nsso_start_url=u\n"
        #expect(try refusal(text)?.contains(advice) == true)
    }
}
