// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import KMSAPI
import LocalKMS
import Testing

@testable import LocalKMSServer

@Suite("Parts of an answer")
struct AnswerTests {
    @Test("the request id of an error is the one that LocalKMS gave it")
    func requestID() async {
        let error = await #expect(throws: KMSError.self) {
            try await LocalKMS().describeKey(.init(keyID: "alias/none"))
        }
        let answer = error.map(ErrorAnswer.init)
        #expect(answer?.requestID == error?.requestID && error?.requestID != nil)
    }

    @Test("what the folder of the keys is to blame for is a fault of the server, and named")
    func damaged() async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/local-kms-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let kms = try LocalKMS(folder: folder)
        let key = try await kms.createKey(.init(keySpec: .eccNISTP256)).keyMetadata
        let files = try FileManager.default.contentsOfDirectory(atPath: folder + "/keys")
        let file = try #require(files.first { $0.hasSuffix(".json") })
        try Data("{".utf8).write(to: URL(filePath: folder + "/keys/" + file))
        try await LocalKMSServer.withServer(kms) { url in
            let body = #"{"KeyId":"\#(key.keyID)"}"#
            let answer = try await RawConnection.exchange(url, request("DescribeKey", body))
            #expect(answer.status == 500 && answer.headers["x-amzn-errortype"] == "KMSInternalException")
            #expect(answer.body.contains(file) && answer.body.contains("is damaged"))
        }
    }

    @Test("the Date header is as RFC 9110 writes it")
    func date() {
        #expect(DateHeader.text(784_111_777) == "Sun, 06 Nov 1994 08:49:37 GMT")
        #expect(DateHeader.text(1_709_164_800) == "Thu, 29 Feb 2024 00:00:00 GMT")
        #expect(DateHeader.text(0) == "Thu, 01 Jan 1970 00:00:00 GMT")
    }

    private static func caller(_ credential: String) throws -> Caller {
        var head = RequestHead(method: .post, scheme: "http", authority: "localhost", path: "/")
        head.headerFields[.authorization] =
            "AWS4-HMAC-SHA256 Credential=\(credential), SignedHeaders=host, Signature=00"
        return try Caller(unchecked: head)
    }

    @Test("the Region is that of the signature, and an access key of 12 digits the account")
    func caller() throws {
        let known = try Self.caller("444455556666/20261125/eu-west-1/kms/aws4_request")
        #expect(known.region == "eu-west-1" && known.account == "444455556666")
        let other = try Self.caller("AKIDEXAMPLE/20261125/us-gov-west-1/kms/aws4_request")
        #expect(other.region == "us-gov-west-1" && other.account == nil)
        #expect(try Self.caller("44445555666/20261125/eu-west-1/kms/aws4_request").account == nil)
    }

    @Test(
        "what is no Region is none, and what is no signature says nothing",
        arguments: ["444455556666/20261125//kms/aws4_request", "a/20261125/US-EAST-1/kms/aws4_request", "a/b", ""])
    func noRegion(credential: String) {
        #expect((try? Self.caller(credential))?.region == nil)
    }

    @Test("an operation that KMS has is known by name, and one that is served is one of them")
    func names() {
        #expect(Operation.allNames.count == 56)
        #expect(Set(Operation.table.keys).isSubset(of: Operation.allNames))
        #expect(Set(Operation.table.keys) == Set((KMSOperation.all + KMSOperation.ofTools).map(\.rawValue)))
    }

    @Test("A signature or a MAC that is not valid is refused without a message, as on AWS")
    func noMessage() async throws {
        let kms = LocalKMS()
        let (pair, mac) = (
            try await kms.createKey(.init(keySpec: .eccNISTP256)).keyMetadata.keyID,
            try await kms.createKey(.init(keySpec: .hmac256)).keyMetadata.keyID
        )
        try await LocalKMSServer.withServer(kms) { url in
            for (operation, body, code) in [
                (
                    "Verify",
                    #"{"KeyId":"\#(pair)","Message":"aA==","Signature":"aA==","SigningAlgorithm":"ECDSA_SHA_256"}"#,
                    "KMSInvalidSignatureException"
                ),
                (
                    "VerifyMac", #"{"KeyId":"\#(mac)","Message":"aA==","Mac":"aA==","MacAlgorithm":"HMAC_SHA_256"}"#,
                    "KMSInvalidMacException"
                ),
            ] {
                let answer = try await RawConnection.exchange(url, request(operation, body))
                #expect(answer.body == #"{"__type":"\#(code)"}"#)
            }
        }
    }
}
