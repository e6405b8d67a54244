// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import KMSAPI
import Testing

@testable import LocalKMS

@Suite("Wycheproof's MACs")
struct WycheproofMACTests {
    struct File: Decodable {
        struct Vector: Decodable {
            var tcId: Int
            var key: String
            var msg: String
            var tag: String
            var result: String
        }

        struct Group: Decodable {
            var keySize: Int
            var tagSize: Int
            var tests: [Vector]
        }

        var testGroups: [Group]
    }

    private static func data(_ hexadecimal: String) -> Data {
        let digits = Array(hexadecimal)
        return Data(
            stride(from: 0, to: digits.count, by: 2).map { UInt8(String(digits[$0...($0 + 1)]), radix: 16) ?? 0 })
    }

    @Test("a MAC of a key of KMS is the one of the file; one that was cut is not taken, nor is a key of another length")
    func hmacSHA256() throws {
        let path = "../Vectors/wycheproof/hmac_sha256_test.json"
        let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: path)
        let file = try JSONDecoder().decode(File.self, from: Data(contentsOf: url))
        let family = try #require(KeyFamily.of(.hmac256))
        var (whole, cut, ofOtherKeys) = (0, 0, 0)
        for group in file.testGroups {
            for vector in group.tests {
                let (material, message) = (KeyMaterial(secret: Self.data(vector.key)), Self.data(vector.msg))
                // HMAC_256 keys have 256 bits.
                guard group.keySize == 256 else {
                    ofOtherKeys += 1
                    #expect(throws: UnexpectedKey.self) { try family.parse(material) }
                    continue
                }
                guard case .secret(let key) = try family.parse(material) else { throw UnexpectedKey() }
                let isTaken = key.isValid(Self.data(vector.tag), of: message, algorithm: .hmacSHA256)
                // KMS gives out whole MACs, and takes no others.
                guard group.tagSize == 256 else {
                    cut += 1
                    #expect(!isTaken, "\(vector.tcId)")
                    continue
                }
                whole += 1
                #expect(isTaken == (vector.result == "valid"), "\(vector.tcId)")
                let made = try key.mac(of: message, algorithm: .hmacSHA256)
                #expect((made == Self.data(vector.tag)) == (vector.result == "valid"), "\(vector.tcId)")
            }
        }
        #expect((whole, cut, ofOtherKeys) == (81, 81, 12))
    }
}
