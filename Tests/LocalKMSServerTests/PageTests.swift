// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import AWSKMS
import Crypto
import Foundation
import KMSAPI
import LocalKMS
import LocalKMSServer
import Testing

@Suite("The page for people")
struct PageTests {
    private static func page(_ kms: LocalKMS, credentials: [Credentials]? = nil) async throws -> RawAnswer {
        try await LocalKMSServer.withServer(kms, configuration: .init(port: 0, credentials: credentials)) {
            try await RawConnection.exchange($0, get("/", host: "localhost:4599"))
        }
    }

    @Test("shows each key with its aliases, tags, state, public key and kid, and how to reach the server")
    func keys() async throws {
        let kms = LocalKMS()
        let key = try await kms.createKey(
            .init(keySpec: .eccNISTP256, description: "of the shop", tags: [.init(tagKey: "team", tagValue: "id")])
        )
        .keyMetadata
        try await kms.createAlias(.init(aliasName: "alias/sessions", targetKeyID: key.keyID))
        let old = try await kms.createKey(.init(keySpec: .rsa2048)).keyMetadata
        _ = try await kms.scheduleKeyDeletion(.init(keyID: old.keyID, pendingWindowInDays: 7))
        let page = try await Self.page(kms)
        #expect(page.status == 200 && page.headers["content-type"] == "text/html; charset=utf-8")
        for text in [
            "2 keys", "alias/sessions", "of the shop", "<bdi>team</bdi> = <bdi>id</bdi>", key.arn, old.arn, "Enabled",
            "PendingDeletion", "Deleted on", "ECC_NIST_P256", "-----BEGIN PUBLIC KEY-----",
            "&quot;crv&quot;:&quot;P-256&quot;",
            "JWK, ES256", "AWS_ENDPOINT_URL_KMS=http://localhost:4599",
        ] {
            #expect(page.body.contains(text), "\(text)")
        }
        let publicKey = try await kms.getPublicKey(.init(keyID: key.keyID)).publicKey.base64EncodedString()
        #expect(page.body.replacing("\n", with: "").contains(publicKey))
    }

    @Test("is shown whatever is denied to callers, and counts no calls")
    func denied() async throws {
        let kms = LocalKMS()
        let key = try await kms.ensureKey(alias: "alias/x", spec: .eccNISTP256)
        for operation in [KMSOperation.listKeys, .listAliases, .describeKey, .getPublicKey] {
            kms.faults.deny(operation)
        }
        let page = try await Self.page(kms)
        #expect(page.status == 200 && page.body.contains(key.arn) && page.body.contains("BEGIN PUBLIC KEY"))
        #expect(kms.faults.calls() == 0)
    }

    @Test("shows the keys of all accounts and Regions, each under their names, the server's own account first")
    func groups() async throws {
        let kms = LocalKMS(account: "444455556666")
        let places = [
            ("444455556666", "eu-west-1"), ("444455556666", "us-east-1"), ("111122223333", "us-east-1"),
            ("777788889999", "us-east-1"),
        ]
        var expected: [String] = []
        for (account, region) in places {
            let there = try kms.scoped(toRegion: region, account: account)
            expected.append("Account <code>\(account)</code> in \(region)<")
            expected.append(try await there.createKey(.init(keySpec: .eccNISTP256)).keyMetadata.arn)
        }
        let page = try await Self.page(kms)
        #expect(page.body.contains("4 keys"))
        #expect(page.body.components(separatedBy: "Account <code>").count == 5)
        var rest = page.body[...]
        for text in expected {
            let found = try #require(rest.range(of: text), "\(text) is there, after what comes before it")
            rest = rest[found.upperBound...]
        }
    }

    @Test("no more than 200 keys are shown, of all accounts together, and it says so")
    func truncated() async throws {
        let kms = LocalKMS()
        let other = try kms.scoped(toRegion: "us-east-1", account: "444455556666")
        for number in 0..<201 {
            _ = try await (number < 150 ? kms : other).createKey(.init(keySpec: .hmac256, keyUsage: .generateVerifyMAC))
        }
        let page = try await Self.page(kms)
        #expect(page.body.contains("The first 200 keys"))
        #expect(page.body.components(separatedBy: "<article>").count == 201)
    }

    @Test("shows how to use the server: with any keys, or with those of the credentials file, which are not shown")
    func environment() async throws {
        let kms = LocalKMS(region: "eu-west-1", account: "444455556666")
        let region = "export AWS_REGION=eu-west-1 AWS_DEFAULT_REGION=eu-west-1"
        let open = try await Self.page(kms)
        #expect(open.body.contains("export AWS_ACCESS_KEY_ID=444455556666 AWS_SECRET_ACCESS_KEY=any\n\(region)"))
        let known = Credentials(accessKeyID: "AKIDPLAIN", secretAccessKey: "s3cr3t")
        let closed = try await Self.page(kms, credentials: [known])
        #expect(closed.body.contains("4599\n\(region)") && closed.body.contains("keys of the credentials file"))
        #expect(!closed.body.contains("AKIDPLAIN") && !closed.body.contains("s3cr3t"))
        #expect(!closed.body.contains("AWS_SECRET_ACCESS_KEY"))
    }

    @Test("what people wrote is text: no tag of theirs is one")
    func escaped() async throws {
        let kms = LocalKMS()
        _ = try await kms.createKey(
            .init(keySpec: .eccNISTP256, description: #"<script>alert("a")</script>&'"#))
        let page = try await Self.page(kms)
        #expect(page.body.contains("&lt;script&gt;alert(&quot;a&quot;)&lt;/script&gt;&amp;&#39;"))
        #expect(!page.body.lowercased().contains("<script"))
    }

    @Test("what a terminal would obey is shown as text")
    func controls() async throws {
        let kms = LocalKMS()
        _ = try await kms.createKey(.init(keySpec: .eccNISTP256, description: "a\u{1B}[31m\u{0}\u{9B}b"))
        let page = try await Self.page(kms)
        #expect(page.body.contains(#"a\u{1B}[31m\u{0}\u{9B}b"#))
        #expect(!page.body.unicodeScalars.contains("\u{1B}") && !page.body.unicodeScalars.contains("\u{0}"))
    }

    @Test("its policy allows its own style sheet and nothing else")
    func policy() async throws {
        let page = try await Self.page(LocalKMS())
        let sheet = try #require(
            page.body.components(separatedBy: "<style>").last?.components(separatedBy: "</style>").first)
        let hash = Data(SHA256.hash(data: Data(sheet.utf8))).base64EncodedString()
        #expect(
            page.headers["content-security-policy"]
                == "default-src 'none'; style-src 'sha256-\(hash)'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        )
        #expect(page.headers["x-content-type-options"] == "nosniff" && page.headers["referrer-policy"] == "no-referrer")
        #expect(!page.body.contains("style=") && !page.body.contains("http-equiv"))
    }

    @Test("no private key is on it")
    func noKeyMaterial() async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/local-kms-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let kms = try LocalKMS(folder: folder)
        _ = try await kms.createKey(.init(keySpec: .eccNISTP256))
        let file = try #require(
            try FileManager.default.contentsOfDirectory(atPath: folder + "/keys").first { $0.hasSuffix(".json") })
        let stored = try String(contentsOfFile: folder + "/keys/" + file, encoding: .utf8)
        let pem = try #require(stored.components(separatedBy: "PRIVATE KEY-----\\n").dropFirst().first)
        let lines = pem.components(separatedBy: "\\n").filter { $0.count > 40 }
        #expect(!lines.isEmpty)
        let page = try await Self.page(kms)
        #expect(page.body.contains("1 key."))
        #expect(!page.body.contains("PRIVATE KEY"))
        for line in lines { #expect(!page.body.contains(line)) }
    }

    @Test("a key whose file is damaged is shown as such, beside the others")
    func damaged() async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/local-kms-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let kms = try LocalKMS(folder: folder)
        let good = try await kms.createKey(.init(keySpec: .eccNISTP256)).keyMetadata
        let file = try #require(
            try FileManager.default.contentsOfDirectory(atPath: folder + "/keys").first { $0.hasSuffix(".json") })
        _ = try await kms.createKey(.init(keySpec: .eccNISTP256, description: "to be damaged"))
        let files = try FileManager.default.contentsOfDirectory(atPath: folder + "/keys")
        let other = try #require(files.first { $0.hasSuffix(".json") && $0 != file })
        try Data("{".utf8).write(to: URL(filePath: folder + "/keys/" + other))
        let page = try await Self.page(kms)
        #expect(page.status == 200 && page.body.contains(good.arn))
        #expect(page.body.contains("can't be read") && page.body.contains("is damaged"))
    }

    @Test("without keys, it says how to make one")
    func empty() async throws {
        let page = try await Self.page(LocalKMS())
        #expect(page.body.contains("No keys") && page.body.contains("aws kms create-key"))
    }
}
