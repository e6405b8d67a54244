// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// What keys are made and watched with, and SDKs of other languages, on `jwt-kms local-kms`.
@Suite("LocalKMSServer, by other people's tools")
struct ToolPeerTests {
    /// A step, as a script tells it.
    struct Step: Decodable, Sendable {
        var name: String
        /// What came, if it is not what was expected.
        var departs: String?
    }

    private static func check(_ steps: [Step], count: Int) {
        for step in steps where step.departs != nil { Issue.record("\(step.name): \(step.departs ?? "")") }
        #expect(steps.count == count)
    }

    private static var tools: String { Peers.root.appending(path: ".peers/tools").path() }

    @Test("Each operation of KMS's newest model is answered or refused as the guide says")
    func operations() async throws {
        let guide = Peers.root.appending(
            path: "Sources/JWTKMS/Documentation.docc/Guides/RunningLocalKMSServer.md")
        let steps = try await LocalKMSCommand.withServer { url in
            try await Peers.records(of: "operation_table.py", [url, guide.path()], as: Step.self)
        }
        Self.check(steps, count: 56)
    }

    @Test("Terraform's calls, in its order, make, change and delete EC, RSA, HMAC and symmetric keys")
    func terraform() async throws {
        let steps = try await LocalKMSCommand.withServer { url in
            try await Peers.records(of: "terraform_calls.py", [url], as: Step.self)
        }
        Self.check(steps, count: 24)
    }

    @Test("Ansible's kms_key and kms_key_info make, read and delete keys, and leave none behind")
    func ansible() async throws {
        let steps = try await LocalKMSCommand.withServer { url in
            try await Peers.records(of: "ansible_calls.py", [url, Self.tools], as: Step.self)
        }
        Self.check(steps, count: 4)
    }

    @Test("Cloud Custodian's filters find the keys that they should")
    func custodian() async throws {
        let steps = try await LocalKMSCommand.withServer { url in
            try await Peers.records(of: "custodian_calls.py", [url, Self.tools], as: Step.self)
        }
        Self.check(steps, count: 6)
    }

    @Test("The AWS SDK for Go v2, which reads only the modelled member of an error, shows the message of each")
    func go() async throws {
        let go = try Peers.program("go")
        let environment = [
            "CGO_ENABLED": "0", "GO111MODULE": "off", "GOPATH": Peers.root.appending(path: ".peers/gocode").path(),
        ]
        let steps = try await LocalKMSCommand.withServer { url in
            try await Peers.records(
                of: go, ["run", Peers.file("Tools/errors.go"), url], environment: environment, input: Data(),
                as: Step.self)
        }
        Self.check(steps, count: 15)
    }

    @Test("The AWS SDK for Ruby manages a key pair and reads errors")
    func ruby() async throws {
        let ruby = try Peers.program("ruby")
        let steps = try await LocalKMSCommand.withServer { url in
            try await Peers.records(of: ruby, [Peers.file("Tools/calls.rb"), url], input: Data(), as: Step.self)
        }
        Self.check(steps, count: 7)
    }
}
