// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import KMSAPI
import Testing

@testable import AWSKMS

@Suite("The shared config and credentials files")
struct SharedConfigTests {
    @Test("every section and property knows its file, as the user calls it, and its line")
    func origins() async throws {
        var machine = Machine(
            config:
                "# first\r\n[default]\r\n\r\nregion = eu-west-1\r\n[services s]\r\nkms =\r\n  endpoint_url = http://a\r\n",
            ["AWS_SHARED_CREDENTIALS_FILE": "~/keys"])
        machine.files["/home/user/keys"] = Data("[default]\nRegion = eu-west-2\noutput = json".utf8)
        let config = try await machine.load()
        #expect(config.profile?.origin == .line(2, of: "~/.aws/config"))
        #expect(config.profile?.found("REGION") == Found("eu-west-2", from: .line(2, of: "~/keys")))
        #expect(config.profile?.found("output") == Found("json", from: .line(3, of: "~/keys")))
        let nested = config.services["s"]?.found("Endpoint_URL", in: "KMS")
        #expect(nested == Found("http://a", from: .line(7, of: "~/.aws/config")))
        #expect(config.places == ["~/.aws/config", "~/keys"])
    }

    @Test("a file whose properties are all indented is read as the AWS CLI reads it; so are comments in between")
    func indentation() async throws {
        let config = try await Machine(
            config: """
                  # indented
                [default]
                    # of the profile
                    region = us-east-1
                    services = s

                [services s]
                kms =
                    # mine, for now
                    endpoint_url = http://localhost:4599 # LocalKMS
                \tignore me = x
                    other=
                sts =
                  endpoint_url = http://sts
                """
        ).load()
        #expect(config.profile?["region"] == "us-east-1")
        #expect(config.profile?["services"] == "s")
        #expect(config.services["s"]?.found("endpoint_url", in: "kms")?.value == "http://localhost:4599")
        #expect(config.services["s"]?.found("other", in: "kms") == nil)
        #expect(config.services["s"]?.found("endpoint_url", in: "sts")?.value == "http://sts")
    }

    @Test("the profile of the code is used, then AWS_PROFILE's, then default; blank counts as unset")
    func selected() async throws {
        let text = "[default]\n[profile a]\n[profile b]"
        let named = Machine(config: text, ["AWS_PROFILE": "a"])
        #expect(try await named.load(profile: "b").selected == Found("b", from: .code))
        #expect(try await named.load().selected == Found("a", from: .variable("AWS_PROFILE")))
        #expect(try await named.load().selectedProfile()?.name == "a")
        let unnamed = try await Machine(config: text, ["AWS_PROFILE": " "]).load()
        #expect(unnamed.selected.value == "default")
        #expect(try unnamed.selectedProfile()?.name == "default")
    }

    @Test("no files, or no default profile, is no error; no HOME is none, and /dev/null is an empty file")
    func nothing() async throws {
        let none = try await Machine().load()
        #expect(try none.selectedProfile() == nil)
        #expect(none.places == ["~/.aws/config (not there)", "~/.aws/credentials (not there)"])
        var homeless = Machine(config: "[default]")
        homeless.environment["HOME"] = nil
        let config = try await homeless.load()
        #expect(config.profiles.isEmpty)
        #expect(config.places.first == "~/.aws/config (not looked for: HOME is not set)")
        let void = Environment(["AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null"])
        #expect(try await SharedConfig.load(void, Files(), profile: nil).profiles.isEmpty)
    }

    @Test("a profile that was named and is not there stops only who needs it, and the error lists those there are")
    func missingProfile() async throws {
        let names = (10..<40).map { "[profile p\($0)]" }.joined(separator: "\n")
        for (machine, profile, origin) in [
            (Machine(config: names, ["AWS_PROFILE": "typo"]), nil, "AWS_PROFILE"),
            (Machine(config: names), "typo", "code"),
        ] {
            let config = try await machine.load(profile: profile)
            #expect(config.profile == nil)
            let error = try #require(throws: KMSError.self) { try config.selectedProfile() }
            #expect(error.kind == .configuration)
            #expect(error.message.contains("\"typo\", which \(origin) names"))
            #expect(error.message.contains("looked in: ~/.aws/config, ~/.aws/credentials (not there)"))
            #expect(error.message.contains("there are: p10, p11") && error.message.contains("p29 and 10 more"))
            #expect(!error.message.contains("p30"))
        }
        let empty = try await Machine().load(profile: "default")
        #expect(throws: KMSError.self) { try empty.selectedProfile() }
    }

    @Test("a heading that forgot its profile, or has one too many, is told with its line")
    func slips() async throws {
        let forgot = try await Machine(config: "\n[dev]\nregion = x").load(profile: "dev")
        let error = try #require(throws: KMSError.self) { try forgot.selectedProfile() }
        #expect(error.message.contains("~/.aws/config, line 2 is [dev], which is ignored"))
        let tooMany = try await Machine(credentials: "[profile dev]").load(profile: "dev")
        let other = try #require(throws: KMSError.self) { try tooMany.selectedProfile() }
        #expect(other.message.contains("~/.aws/credentials, line 1 is [profile dev], which is ignored"))
        #expect(other.message.contains("there are no profiles"))
    }

    @Test("A profile whose name has spaces is read in quotes, and without them the error says to write them")
    func spaces() async throws {
        for text in ["[profile \"my team\"]", "[profile  'my team']", "[profile \"my team\"] # ours"] {
            let config = try await Machine(config: "\(text)\nregion = eu-west-1").load(profile: "my team")
            #expect(try config.selectedProfile()?.found("region")?.value == "eu-west-1")
        }
        for text in ["[profile my team]", "[my team]", "[\"my team\"]", "[profile \"my \"team\"]", "[profile \"\"]"] {
            #expect(try await Machine(config: text).load(profile: "my team").profile == nil)
        }
        let bare = try await Machine(config: "[profile my team]").load(profile: "my team")
        let error = try #require(throws: KMSError.self) { try bare.selectedProfile() }
        #expect(error.message.contains("line 1 is [profile my team], which is ignored: write [profile \"my team\"]"))
        let keys = try await Machine(credentials: "[my team]").load(profile: "my team")
        let other = try #require(throws: KMSError.self) { try keys.selectedProfile() }
        #expect(other.message.contains("write a name without spaces, or put the profile into the config file"))
    }

    @Test("[DEFAULT] is not the default profile, and errors say to write [default]")
    func capitalDefault() async throws {
        let advice = "~/.aws/config, line 1 is [DEFAULT], which is ignored: write [default]"
        let config = try await Machine(config: "[DEFAULT]\nregion = us-east-1").load()
        #expect(try config.selectedProfile() == nil && config.slip == advice)
        #expect(Region.missing(config).message.contains(advice))
        let named = try await Machine(credentials: "[Dev]\n[profile DEV]").load(profile: "dev")
        #expect(named.slip == "~/.aws/credentials, line 2 is [profile DEV], which is ignored: write [dev]")
        let there = try await Machine(config: "[DEFAULT]\n[default]").load()
        #expect(there.slip == nil)
    }

    @Test("a broken line is named by file and number, and never shown: it may hold a secret")
    func brokenLines() async throws {
        for text in [
            "[default]\n\naws_secret_access_key: hunter2", "[default]\n\n= hunter2", "[default]\n\n[hunter2",
            "[default]\n\n hunter2", "[default]\ns3 =\n  hunter2", "[default]\ns3 =\n  = hunter2",
        ] {
            let machine = Machine(config: "[default]", credentials: text)
            let error = try await #require(throws: KMSError.self) { try await machine.load() }
            #expect(error.kind == .configuration)
            #expect(error.message.contains("~/.aws/credentials, line 3 can't be read: "))
            #expect(!"\(error)".contains("hunter2"))
        }
    }

    @Test("UTF-8 with the mark that editors of Windows write is read; other text is refused by its line")
    func encodings() async throws {
        #expect(try await Machine(config: "\u{FEFF}[default]\nregion = r").load().profile?["region"] == "r")
        var latin = Machine()
        latin.files["/home/user/.aws/config"] = Data("[default]\n# caf\u{E9}\n".unicodeScalars.map { UInt8($0.value) })
        let error = try await #require(throws: KMSError.self) { try await latin.load() }
        #expect(error.message.contains("~/.aws/config, line 2 can't be read: it is not UTF-8"))
    }

    @Test("the keys of a profile are of one file: no session token of the one goes with the keys of the other")
    func keysOfOneFile() async throws {
        let config = """
            [default]
            region = eu-west-1
            aws_access_key_id = OLD
            aws_secret_access_key = old
            aws_session_token = old
            """
        let both = try await Machine(
            config: config, credentials: "[default]\naws_access_key_id = NEW\naws_secret_access_key = new"
        ).load()
        let profile = try #require(both.profile)
        #expect(profile["aws_access_key_id"] == "NEW" && profile["aws_secret_access_key"] == "new")
        #expect(profile["aws_session_token"] == nil && profile["region"] == "eu-west-1")
        let half = try await Machine(config: config, credentials: "[default]\naws_access_key_id = NEW").load()
        #expect(half.profile?["aws_secret_access_key"] == nil)
    }

    @Test("a file that can't be read, or is longer than 1 MiB, is an error that names it")
    func unreadable() async throws {
        var folder = Machine()
        folder.files["/home/user/.aws/config/file"] = Data()
        let error = try await #require(throws: KMSError.self) { try await folder.load() }
        #expect(error.kind == .configuration)
        #expect(error.message.contains("the AWS config file /home/user/.aws/config can't be read"))
        let line = "# 45678\n"
        let most = String(repeating: line, count: (1 << 20) / 8)
        #expect(try await Machine(config: most).load().profiles.isEmpty)
        let long = try await #require(throws: KMSError.self) { try await Machine(credentials: most + "#").load() }
        #expect(long.message.contains("the AWS credentials file /home/user/.aws/credentials has more than 1048576"))
    }

    @Test("a setting is that of the environment, then of the profile; a flag is true or false and nothing else")
    func settings() async throws {
        let config = try await Machine(config: "[default]\nuse_x = TRUE\nbad = yes\nblank =").load()
        let setting = Setting("AWS_USE_X", "use_x")
        let both = Environment(["AWS_USE_X": "False"])
        #expect(try setting.flag(given: true, both, config) == Found(true, from: .code))
        #expect(try setting.flag(given: nil, both, config) == Found(false, from: .variable("AWS_USE_X")))
        let none = Environment([:])
        #expect(try setting.flag(given: nil, none, config) == Found(true, from: .line(2, of: "~/.aws/config")))
        #expect(try Setting("A", "blank").flag(given: nil, none, config) == nil)
        let error = try #require(throws: KMSError.self) { try Setting("A", "bad").flag(given: nil, none, config) }
        #expect(error.message == "bad is \"yes\" (~/.aws/config, line 3); expected true or false")
    }
}
