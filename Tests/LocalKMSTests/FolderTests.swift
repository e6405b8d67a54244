// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import KMSAPI
import Testing

@testable import LocalKMS

@Suite("LocalKMS in a folder")
struct FolderTests {
    @Test("folders are 0700 and files 0600")
    func permissions() async throws {
        try await withFolder { folder in
            let kms = try LocalKMS(folder: folder)
            let key = try await kms.newKey()
            try await kms.createAlias(.init(aliasName: "alias/x", targetKeyID: key.keyID))
            for path in ["", "/keys"] { #expect(try mode(folder + path) == 0o700) }
            for path in ["/lock", "/aliases.json", "/keys/\(key.fileName)"] {
                #expect(try mode(folder + path) == 0o600)
            }
        }
    }

    @Test("keys, aliases, tags and states survive")
    func reopening() async throws {
        try await withFolder { folder in
            let first = try LocalKMS(folder: folder)
            let key = try await first.newKey()
            try await first.createAlias(.init(aliasName: "alias/x", targetKeyID: key.keyID))
            try await first.tagResource(.init(keyID: key.keyID, tags: [Tag(tagKey: "a", tagValue: "ü")]))
            let signature = try await first.sign("alias/x").signature

            let second = try LocalKMS(folder: folder)
            #expect(try await second.describeKey(.init(keyID: "alias/x")).keyMetadata == key)
            #expect(try await second.listResourceTags(.init(keyID: key.arn)).tags == [Tag(tagKey: "a", tagValue: "ü")])
            _ = try await second.verify(
                .init(
                    keyID: key.arn, message: Data("hello".utf8), signature: signature, signingAlgorithm: .ecdsaSHA256))
            try await second.disableKey(.init(keyID: key.arn))
            #expect(await refusal { _ = try await first.sign("alias/x") }?.kind == .disabled)
        }
    }

    @Test("two instances that change one folder at a time lose nothing")
    func concurrency() async throws {
        try await withFolder { folder in
            let instances = [try LocalKMS(folder: folder), try LocalKMS(folder: folder)]
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<40 {
                    group.addTask {
                        let kms = instances[number % 2]
                        let key = try await kms.newKey()
                        try await kms.createAlias(.init(aliasName: "alias/\(number)", targetKeyID: key.keyID))
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await instances[0].listKeys(.init()).keys.count == 40)
            #expect(try await instances[1].listAliases(.init()).aliases.count == 40)
            let files = try FileManager.default.contentsOfDirectory(atPath: folder + "/keys")
            #expect(files.filter { $0.hasSuffix(".json") }.count == 40)
            #expect(files.filter { !$0.hasSuffix(".json") } == [".gitignore"], "no private key is committed by a slip")
        }
    }

    @Test("of many who make one alias, one succeeds")
    func oneAlias() async throws {
        try await withFolder { folder in
            let instances = [try LocalKMS(folder: folder), try LocalKMS(folder: folder)]
            let key = try await instances[0].newKey()
            let made = try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<20 {
                    group.addTask {
                        do {
                            try await instances[number % 2].createAlias(
                                .init(aliasName: "alias/x", targetKeyID: key.keyID))
                            return true
                        } catch let error as KMSError where error.kind == .alreadyExists {
                            return false
                        }
                    }
                }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(made == 1)
        }
    }

    @Test(
        "a damaged file is named in the error, shows nothing of itself and harms no other key",
        arguments: [
            "", "{", "[]", #"{"Version":1}"#, #"{"Version":2,"Key":{}}"#, #"{"Version":1,"Key":{}}"#, #"{"Version":3}"#,
            "SECRET",
        ])
    func damage(content: String) async throws {
        try await withFolder { folder in
            let kms = try LocalKMS(folder: folder)
            let (key, other) = (try await kms.newKey(), try await kms.newKey())
            try await kms.createAlias(.init(aliasName: "alias/x", targetKeyID: key.keyID))
            let path = "\(folder)/keys/\(key.fileName)"
            try Data(content.utf8).write(to: URL(filePath: path))
            let error = await refusal { _ = try await kms.sign("alias/x") }
            #expect(error?.kind == .configuration)
            #expect(error?.message.contains(path) == true)
            #expect(error?.message.contains("SECRET") == false)
            _ = try await kms.sign(other.arn)
            let third = try await kms.newKey()
            try await kms.updateAlias(.init(aliasName: "alias/x", targetKeyID: third.keyID))
            #expect(try await kms.listKeys(.init()).keys.count == 3)
        }
    }

    @Test("a file with another key, another type of key or no key is damaged")
    func wrongKey() async throws {
        try await withFolder { folder in
            let kms = try LocalKMS(folder: folder)
            let (key, other) = (try await kms.newKey(), try await kms.newKey(.eccNISTP384))
            let path = "\(folder)/keys/\(key.fileName)"
            let original = try String(contentsOfFile: path, encoding: .utf8)
            let foreign = try String(contentsOfFile: "\(folder)/keys/\(other.fileName)", encoding: .utf8)
            for content in [
                foreign, foreign.replacing(other.keyID, with: key.keyID).replacing("P384", with: "P256"),
                original.replacing("-----BEGIN PRIVATE KEY-----", with: "-----BEGIN NOTHING-----"),
            ] {
                try Data(content.utf8).write(to: URL(filePath: path))
                let error = await refusal { _ = try await kms.sign(key.arn) }
                #expect(error?.kind == .configuration)
                #expect(error.map { "\($0)" }?.contains(key.fileName) == true)
            }
        }
    }

    @Test("while the aliases can't be read no key is removed whose names they may hold")
    func overdueWithoutAliases() async throws {
        try await withFolder { folder in
            let clock = TestClock()
            let kms = try LocalKMS(folder: folder, now: { clock.now })
            let key = try await kms.newKey()
            try await kms.createAlias(.init(aliasName: "alias/x", targetKeyID: key.keyID))
            _ = try await kms.scheduleKeyDeletion(.init(keyID: key.keyID, pendingWindowInDays: 7))
            clock.advance(days: 8)
            let aliases = URL(filePath: folder + "/aliases.json")
            let good = try Data(contentsOf: aliases)
            try Data("{".utf8).write(to: aliases)
            _ = try await kms.newKey()
            try good.write(to: aliases)
            let other = try await kms.newKey()
            #expect(try await kms.listAliases(.init()).aliases.isEmpty)
            try await kms.createAlias(.init(aliasName: "alias/x", targetKeyID: other.keyID))
        }
    }

    @Test("a lock that another process keeps is told of")
    func keptLock() async throws {
        try await withFolder { folder in
            let kms = try LocalKMS(folder: folder)
            let lock = open(folder + "/lock", O_RDWR)
            #expect(flock(lock, LOCK_EX) == 0)
            let error = await refusal { _ = try await kms.newKey() }
            #expect(error?.kind == .configuration)
            #expect(error?.message.hasSuffix("/lock is held by another process for 10 seconds now; end it") == true)
            close(lock)
            _ = try await kms.newKey()
        }
    }

    @Test("damaged aliases leave the keys usable")
    func damagedAliases() async throws {
        try await withFolder { folder in
            let kms = try LocalKMS(folder: folder)
            let key = try await kms.newKey()
            try Data(#"{"Version":1,"Aliases":[{"AliasName":"alias/x","TargetKeyId":"../x"}]}"#.utf8)
                .write(to: URL(filePath: folder + "/aliases.json"))
            let error = await refusal { _ = try await kms.sign("alias/x") }
            #expect(error?.kind == .configuration)
            #expect(error?.message.contains("aliases.json") == true)
            _ = try await kms.sign(key.arn)
        }
    }

    @Test("a planted symbolic link is neither read nor written through")
    func symbolicLinks() async throws {
        try await withFolder { folder in
            let kms = try LocalKMS(folder: folder)
            let key = try await kms.newKey()
            let files = FileManager.default
            let (path, outside) = ("\(folder)/keys/\(key.fileName)", folder + "/outside")
            try files.moveItem(atPath: path, toPath: outside)
            try files.createSymbolicLink(atPath: path, withDestinationPath: outside)
            #expect(await refusal { _ = try await kms.sign(key.arn) }?.kind == .configuration)

            let target = folder + "/victim"
            try Data("keep".utf8).write(to: URL(filePath: target))
            try files.removeItem(atPath: folder + "/lock")
            try files.createSymbolicLink(atPath: folder + "/lock", withDestinationPath: target)
            #expect(await refusal { _ = try await kms.newKey() }?.kind == .configuration)
            #expect(try String(contentsOfFile: target, encoding: .utf8) == "keep")
        }
    }

    @Test("a folder of keys that is a symbolic link is refused")
    func linkedKeys() async throws {
        try await withFolder { folder in
            try FileManager.default.createDirectory(atPath: folder + "/elsewhere", withIntermediateDirectories: true)
            try FileManager.default.createSymbolicLink(
                atPath: folder + "/keys", withDestinationPath: folder + "/elsewhere")
            #expect(throws: KMSError(.configuration, message: "")) { _ = try LocalKMS(folder: folder) }
        }
    }

    @Test("a folder that can't be made is told with its path", arguments: ["", "/dev/null/x", "/nowhere/at/all"])
    func noFolder(path: String) throws {
        let error = #expect(throws: KMSError.self) { _ = try LocalKMS(folder: path) }
        #expect(error?.kind == .configuration)
        #expect(error?.message.contains(path.isEmpty ? "no name" : path) == true)
    }

    @Test("what a writer left that was killed is removed by the next")
    func leftovers() async throws {
        try await withFolder { folder in
            let kms = try LocalKMS(folder: folder)
            let leftover = folder + "/keys/.new-1234"
            try Data("half a key".utf8).write(to: URL(filePath: leftover))
            #expect(try await kms.listKeys(.init()).keys.isEmpty)
            _ = try await kms.newKey()
            #expect(!FileManager.default.fileExists(atPath: leftover))
        }
    }

    @Test(
        "OpenSSL reads the private keys and finds the public keys that KMS answers",
        arguments: [KeySpec.eccNISTP256, .eccNISTP384, .eccNISTP521, .rsa2048, .eccNISTEdwards25519])
    func openSSL(spec: KeySpec) async throws {
        try await withFolder { folder in
            let kms = try LocalKMS(folder: folder)
            let key = try await kms.newKey(spec)
            let file = try Data(contentsOf: URL(filePath: "\(folder)/keys/\(key.fileName)"))
            let stored = try JSONDecoder().decode(StoredFile.self, from: file).key.privateKey
            #expect(stored.hasPrefix("-----BEGIN PRIVATE KEY-----"))
            let (pem, der) = (folder + "/key.pem", folder + "/public.der")
            try Data(stored.utf8).write(to: URL(filePath: pem))
            let openSSL = Process()
            openSSL.executableURL = URL(filePath: "/usr/bin/env")
            openSSL.arguments = ["openssl", "pkey", "-in", pem, "-pubout", "-outform", "DER", "-out", der]
            try openSSL.run()
            openSSL.waitUntilExit()
            #expect(openSSL.terminationStatus == 0)
            let publicKey = try await kms.getPublicKey(.init(keyID: key.arn)).publicKey
            #expect(try Data(contentsOf: URL(filePath: der)) == publicKey)
        }
    }

    @Test("what another process or an editor changed is seen at once", arguments: ["another", "an editor"])
    func seen(who: String) async throws {
        try await withFolder { folder in
            let (kms, other) = (try LocalKMS(folder: folder), try LocalKMS(folder: folder))
            let (key, second) = (try await kms.newKey(), try await kms.newKey())
            try await kms.createAlias(.init(aliasName: "alias/x", targetKeyID: key.keyID))
            for _ in 1...3 { #expect(try await kms.sign("alias/x").keyID == key.arn) }
            if who == "another" {
                try await other.disableKey(.init(keyID: key.arn))
                #expect(await refusal { _ = try await kms.sign(key.arn) }?.kind == .disabled)
                try await other.updateAlias(.init(aliasName: "alias/x", targetKeyID: second.keyID))
            } else {
                let path = folder + "/aliases.json"
                let text = try String(contentsOfFile: path, encoding: .utf8)
                try Data(text.replacing(key.keyID, with: second.keyID).utf8).write(to: URL(filePath: path))
            }
            #expect(try await kms.sign("alias/x").keyID == second.arn)
            #expect(try await kms.listKeys(.init()).keys.count == 2)
            try FileManager.default.removeItem(atPath: "\(folder)/keys/\(key.fileName)")
            #expect(try await kms.listKeys(.init()).keys.map(\.keyID) == [second.keyID])
            #expect(await refusal { _ = try await kms.describeKey(.init(keyID: key.arn)) }?.kind == .notFound)
        }
    }

    @Test("a key that another scheduled is deleted by whoever changes something next")
    func othersDeletion() async throws {
        try await withFolder { folder in
            let clock = TestClock()
            let (kms, other) = (
                try LocalKMS(folder: folder, now: { clock.now }), try LocalKMS(folder: folder, now: { clock.now })
            )
            let key = try await kms.newKey()
            _ = try await other.scheduleKeyDeletion(.init(keyID: key.arn, pendingWindowInDays: 7))
            clock.advance(days: 7)
            let next = try await kms.newKey()
            let files = try FileManager.default.contentsOfDirectory(atPath: folder + "/keys")
            #expect(files.filter { $0.hasSuffix(".json") } == [next.fileName])
        }
    }

    @Test("an alias whose key's file was taken away can be made again")
    func danglingAlias() async throws {
        try await withFolder { folder in
            let kms = try LocalKMS(folder: folder)
            let (key, next) = (try await kms.newKey(), try await kms.newKey())
            try await kms.createAlias(.init(aliasName: "alias/x", targetKeyID: key.keyID))
            try FileManager.default.removeItem(atPath: "\(folder)/keys/\(key.fileName)")
            #expect(await refusal { _ = try await kms.sign("alias/x") }?.kind == .notFound)
            #expect(try await kms.listAliases(.init()).aliases.isEmpty)
            try await kms.createAlias(.init(aliasName: "alias/x", targetKeyID: next.keyID))
            #expect(try await kms.sign("alias/x").keyID == next.arn)
        }
    }

    @Test("a file that would be longer than one that is read is not written, and the one before stays")
    func longFile() throws {
        let path = FileManager.default.temporaryDirectory.path + "/local-kms-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: path) }
        let folder = try Directory(path: path, followsLink: false)
        let most = Data(count: 16 << 20)
        try folder.replace("x", with: most)
        #expect(throws: KMSError(.limitExceeded, message: "")) { try folder.replace("x", with: most + [0]) }
        #expect(try folder.read("x") == most)
        #expect(try folder.names() == ["x"])
    }

    @Test("a folder that is taken away is made again")
    func removedFolder() async throws {
        try await withFolder { folder in
            let kms = try LocalKMS(folder: folder)
            let key = try await kms.newKey()
            try FileManager.default.removeItem(atPath: folder)
            #expect(await refusal { _ = try await kms.sign(key.arn) }?.kind == .notFound)
            let next = try await kms.newKey()
            #expect(try await kms.sign(next.arn).keyID == next.arn)
            #expect(try mode(folder) == 0o700 && mode(folder + "/keys") == 0o700)
            #expect(FileManager.default.fileExists(atPath: folder + "/keys/.gitignore"))
        }
    }

    @Test("git ignores all of a folder that holds nothing but keys, and one's own file for git is left as it is")
    func ignored() async throws {
        try await withFolder { folder in
            let key = try await LocalKMS(folder: folder).newKey()
            let file = folder + "/.gitignore"
            #expect(try String(contentsOfFile: file, encoding: .utf8) == "*\n")
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder)
            try Data("lock\n".utf8).write(to: URL(filePath: file))
            #expect(try await LocalKMS(folder: folder).sign(key.arn).keyID == key.arn)
            #expect(try mode(folder) == 0o700, "a folder that git ignores is ours nevertheless")
            #expect(try String(contentsOfFile: file, encoding: .utf8) == "lock\n")
        }
    }

    @Test("of a folder that holds other things, git ignores the private keys alone")
    func notIgnored() async throws {
        try await withFolder { folder in
            try make(folder, mode: 0o700)
            try Data().write(to: URL(filePath: folder + "/project.txt"))
            _ = try await LocalKMS(folder: folder).newKey()
            #expect(!FileManager.default.fileExists(atPath: folder + "/.gitignore"))
            #expect(FileManager.default.fileExists(atPath: folder + "/keys/.gitignore"))
        }
    }

    private func make(_ folder: String, mode: Int) throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: folder)
    }

    @Test(
        "a folder that others may enter is made private where it holds nothing but keys",
        arguments: [0o777, 0o775, 0o755, 0o710, 0o701, 0o1777])
    func openFolder(mode before: Int) async throws {
        try await withFolder { folder in
            try make(folder, mode: before)
            let key = try await LocalKMS(folder: folder).newKey()
            #expect(try mode(folder) == 0o700)
            try Data().write(to: URL(filePath: folder + "/.new-1234"))
            for path in [folder, folder + "/keys"] {
                try FileManager.default.setAttributes([.posixPermissions: before], ofItemAtPath: path)
            }
            let again = try LocalKMS(folder: folder)
            #expect(try mode(folder) == 0o700 && mode(folder + "/keys") == 0o700)
            #expect(try await again.sign(key.arn).keyID == key.arn)
        }
    }

    @Test(
        "a folder that holds other things is refused where others may write in it, and nothing is changed",
        arguments: [0o777, 0o775, 0o702, 0o1777])
    func sharedFolder(mode before: Int) async throws {
        try await withFolder { folder in
            try make(folder, mode: before)
            try Data().write(to: URL(filePath: folder + "/project.txt"))
            let error = #expect(throws: KMSError.self) { _ = try LocalKMS(folder: folder) }
            #expect(error?.kind == .configuration && error?.message.hasPrefix("\(folder) is no place") == true)
            #expect(try mode(folder) == before)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["project.txt"])
            _ = try await LocalKMS(folder: folder + "/inside").newKey()
        }
    }

    @Test("a folder that holds other things and is only read by others is used as it is")
    func readableFolder() async throws {
        try await withFolder { folder in
            try make(folder, mode: 0o755)
            try Data().write(to: URL(filePath: folder + "/project.txt"))
            _ = try await LocalKMS(folder: folder).newKey()
            #expect(try mode(folder) == 0o755 && mode(folder + "/keys") == 0o700)
        }
    }

    private func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }
}

private struct StoredFile: Decodable {
    let key: Key

    struct Key: Decodable {
        let privateKey: String

        enum CodingKeys: String, CodingKey { case privateKey = "KeyMaterial" }
    }

    enum CodingKeys: String, CodingKey { case key = "Key" }
}
