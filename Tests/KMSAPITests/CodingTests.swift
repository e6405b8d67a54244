// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import KMSAPI
import Testing

@Suite("The JSON of KMS")
struct CodingTests {
    private func json(_ value: some Encodable) throws -> [String: any Sendable] {
        let object = try JSONSerialization.jsonObject(with: KMSCoding.encoder().encode(value)) as? [String: Any]
        return try #require(object).mapValues { "\($0)" }
    }

    @Test("a request has KMS's member names, base64 blobs, and nothing that is absent")
    func request() throws {
        let request = SignRequest(
            keyID: "alias/x", message: Data([0xFB, 0xFF]), messageType: .digest, signingAlgorithm: .ecdsaSHA256)
        let text = String(decoding: try KMSCoding.encoder().encode(request), as: UTF8.self)
        #expect(text.contains(#""Message":"+/8=""#))
        #expect(try Set(json(request).keys) == ["KeyId", "Message", "MessageType", "SigningAlgorithm"])
    }

    @Test("an answer is read with members that nobody knows, null members, fractions of seconds and new values")
    func answer() throws {
        let text = """
            {"KeyMetadata":{"KeyId":"k","Arn":"a","CreationDate":1.5,"KeySpec":"NEW_2027","KeyState":null,"New":{"x":[]}}}
            """
        let metadata = try KMSCoding.decoder().decode(DescribeKeyResponse.self, from: Data(text.utf8)).keyMetadata
        #expect(metadata.creationDate == Date(timeIntervalSince1970: 1.5))
        #expect(metadata.keySpec?.rawValue == "NEW_2027")
        #expect(metadata.keyState == nil)
        let error = #expect(throws: DecodingError.self) {
            try KMSCoding.decoder().decode(SignResponse.self, from: Data(#"{"KeyId":"k"}"#.utf8))
        }
        #expect(error != nil)
    }
}
