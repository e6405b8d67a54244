// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import KMSAPI
import LocalKMS
import Testing

@Suite("Folders of older versions of LocalKMS")
struct FolderFormatTests {
    static let id = "1234abcd-12ab-34cd-56ef-1234567890ab"
    // Made by OpenSSL 3.0.19: openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256
    static let pem = [
        "-----BEGIN PRIVATE KEY-----",
        "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgnm8ThA3sElVSEEZ0",
        "i/BHHLtAcvWgxqn+VG4v3sI1Iw+hRANCAARRQ60CMaz0L0OutUBhm2WLLKsVOfo1",
        "VfhKNa8hm/AElQdMFCCd061HhXPH98UvgSRk8TbEO7fVFlIa/7bRnT4n",
        "-----END PRIVATE KEY-----", "",
    ].joined(separator: #"\n"#)

    /// A folder as format version 1 left it: one key, one alias.
    private func withOldFolder(_ body: (String) async throws -> Void) async throws {
        try await withFolder { folder in
            try FileManager.default.createDirectory(atPath: folder + "/keys", withIntermediateDirectories: true)
            let key = """
                {"Version":1,"Key":{"KeyId":"\(Self.id)","KeySpec":"ECC_NIST_P256","KeyUsage":"SIGN_VERIFY",
                "KeyState":"Enabled","CreationDate":1800000000.5,"Description":"old","Tags":[{"TagKey":"a","TagValue":"b"}],
                "PrivateKey":"\(Self.pem)"}}
                """
            let aliases = #"{"Version":1,"Aliases":[{"AliasName":"alias/x","TargetKeyId":"\#(Self.id)"}]}"#
            try Data(key.utf8).write(to: URL(filePath: "\(folder)/keys/\(Self.id).json"))
            try Data(aliases.utf8).write(to: URL(filePath: folder + "/aliases.json"))
            try await body(folder)
        }
    }

    private func files(_ folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder + "/keys").filter { $0.hasSuffix(".json") }.sorted()
    }

    @Test(
        "a folder of version 1 opens, and its keys are those of whoever opens it",
        arguments: ["us-east-1", "eu-west-1"])
    func opens(region: String) async throws {
        try await withOldFolder { folder in
            let kms = try LocalKMS(folder: folder, region: region)
            let arn = "arn:aws:kms:\(region):111122223333:key/\(Self.id)"
            #expect(try await kms.sign("alias/x").keyID == arn)
            #expect(try await kms.listKeys(.init()).keys.map(\.keyARN) == [arn])
            let key = try await kms.describeKey(.init(keyID: Self.id)).keyMetadata
            #expect(key.description == "old" && key.creationDate == Date(timeIntervalSince1970: 1_800_000_000.5))
            #expect(try await kms.listResourceTags(.init(keyID: arn)).tags == [Tag(tagKey: "a", tagValue: "b")])
            #expect(try await kms.scoped(toRegion: "sa-east-1").listKeys(.init()).keys.isEmpty)
            #expect(try files(folder) == ["\(Self.id).json"], "looking changes nothing")
        }
    }

    @Test("what is changed is written in the newer form, and stays in its Region")
    func changes() async throws {
        try await withOldFolder { folder in
            let kms = try LocalKMS(folder: folder, region: "eu-west-1")
            try await kms.disableKey(.init(keyID: Self.id))
            #expect(try files(folder) == ["111122223333.eu-west-1.\(Self.id).json"])
            let new = try await kms.newKey()
            try await kms.createAlias(.init(aliasName: "alias/y", targetKeyID: new.keyID))
            let other = try LocalKMS(folder: folder)
            #expect(try await other.listKeys(.init()).keys.isEmpty)
            #expect(try await other.listAliases(.init()).aliases.isEmpty)
            let again = try LocalKMS(folder: folder, region: "eu-west-1")
            #expect(try await again.listAliases(.init()).aliases.map(\.aliasName) == ["alias/x", "alias/y"])
            try await again.enableKey(.init(keyID: Self.id))
            #expect(try await kms.sign("alias/x").keyID.hasSuffix(Self.id))
        }
    }

    @Test("a key of version 1 is deleted when its time is over")
    func deletion() async throws {
        try await withOldFolder { folder in
            let clock = TestClock()
            let kms = try LocalKMS(folder: folder, now: { clock.now })
            _ = try await kms.scheduleKeyDeletion(.init(keyID: Self.id, pendingWindowInDays: 7))
            clock.advance(days: 7)
            let next = try await kms.newKey()
            #expect(try files(folder) == [next.fileName])
            #expect(try await kms.listAliases(.init()).aliases.isEmpty)
        }
    }

    @Test("a key that is there in both forms, of a writer who was killed, is the newer one")
    func both() async throws {
        try await withOldFolder { folder in
            let kms = try LocalKMS(folder: folder)
            let old = try Data(contentsOf: URL(filePath: "\(folder)/keys/\(Self.id).json"))
            try await kms.updateKeyDescription(.init(keyID: Self.id, description: "new"))
            try old.write(to: URL(filePath: "\(folder)/keys/\(Self.id).json"))
            let again = try LocalKMS(folder: folder)
            #expect(try await again.listKeys(.init()).keys.count == 1)
            #expect(try await again.describeKey(.init(keyID: Self.id)).keyMetadata.description == "new")
            try await again.disableKey(.init(keyID: Self.id))
            #expect(try files(folder).count == 1)
        }
    }

    @Test("aliases of version 2 without Region or account are damaged")
    func damagedAliases() async throws {
        try await withOldFolder { folder in
            for entry in [
                #""Region":"us-east-1""#, #""AWSAccountId":"1","Region":"us-east-1""#,
                #""Region":"../x","AWSAccountId":"111122223333""#,
            ] {
                let text = #"{"Version":2,"Aliases":[{"AliasName":"alias/x","TargetKeyId":"\#(Self.id)",\#(entry)}]}"#
                try Data(text.utf8).write(to: URL(filePath: folder + "/aliases.json"))
                let error = await refusal { _ = try await LocalKMS(folder: folder).sign("alias/x") }
                #expect(error?.kind == .configuration)
                #expect(error?.message.contains("aliases.json is damaged") == true)
            }
        }
    }
}
