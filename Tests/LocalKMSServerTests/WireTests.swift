// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import AWSKMS
import Foundation
import KMSAPI
import LocalKMS
import LocalKMSServer
import Testing

@Suite("The protocol on the wire")
struct WireTests {
    private static func error(_ type: String, _ body: String, _ status: String = "400 Bad Request") -> String {
        """
        HTTP/1.1 \(status)
        Content-Type: application/x-amz-json-1.1
        x-amzn-ErrorType: \(type)
        Content-Length: \(body.utf8.count)
        """
    }

    private static func refusal(_ type: String, _ message: String) -> (String, String) {
        (type, #"{"__type":"\#(type)","message":"\#(message)"}"#)
    }

    private static let unknownKey = "00000000-0000-4000-8000-000000000000"
    private static let missing = "failed to satisfy constraint: Member must not be null"

    static let refusals: [(String, (String, String))] = [
        (
            request("DescribeKey", #"{"KeyId":"\#(unknownKey)"}"#),
            refusal(
                "NotFoundException", "Key 'arn:aws:kms:us-east-1:111122223333:key/\(unknownKey)' does not exist")
        ),
        (request("Frobnicate"), refusal("UnknownOperationException", "KMS has no operation of this name.")),
        (
            request("", target: "DynamoDB_20120810.ListTables"),
            refusal(
                "UnknownOperationException",
                "X-Amz-Target must name an operation of KMS, as in TrentService.Sign.")
        ),
        (
            request("Encrypt"),
            refusal("UnsupportedOperationException", "LocalKMS does not support Encrypt.")
        ),
        (
            request("ListKeys", contentType: "text/plain"),
            refusal("UnknownOperationException", "The Content-Type must be application/x-amz-json-1.1.")
        ),
        (
            request("ListKeys", contentType: "application/x-www-form-urlencoded"),
            refusal("UnknownOperationException", "The Content-Type must be application/x-amz-json-1.1.")
        ),
        (
            request("Sign"),
            refusal("ValidationException", "1 validation error detected: Value null at 'keyId' \(missing)")
        ),
        (
            request("DescribeKey", #"{"KeyId":null}"#),
            refusal("ValidationException", "1 validation error detected: Value null at 'keyId' \(missing)")
        ),
        (
            request("TagResource", #"{"KeyId":"x","Tags":[{"TagKey":"a","TagValue":"b"},{"TagValue":"b"}]}"#),
            refusal(
                "ValidationException", "1 validation error detected: Value null at 'tags.2.member.tagKey' \(missing)")
        ),
        (request("DescribeKey", #"{"KeyId":7}"#), refusal("SerializationException", "'keyId' is not a string.")),
        (request("ListKeys", #"{"Limit":"7"}"#), refusal("SerializationException", "'limit' is not a number.")),
        (
            request("TagResource", #"{"KeyId":"x","Tags":{}}"#),
            refusal("SerializationException", "'tags' is not a list.")
        ),
        (
            request("Sign", #"{"KeyId":"x","Message":"!","SigningAlgorithm":"ECDSA_SHA_256"}"#),
            refusal("SerializationException", "'message' can't be read; blobs are base64 with padding.")
        ),
        (request("ListKeys", "[]"), refusal("SerializationException", "The body is not an object.")),
        (request("ListKeys", "{"), refusal("SerializationException", "The body is not JSON.")),
        (request("ListKeys", #"{"Limit":7,}"#), refusal("SerializationException", "The body is not JSON.")),
        (request("ListKeys", "\u{FEFF}{}"), refusal("SerializationException", "The body is not JSON.")),
        (request("ListKeys", "{\0}\0"), refusal("SerializationException", "The body is not JSON.")),
        (
            request("ListKeys", #"{"Limit":7,"\u004cimit":8}"#),
            refusal("SerializationException", "The body has two members of one name.")
        ),
        (request("ListKeys", "null"), refusal("SerializationException", "The body is not an object.")),
    ]

    @Test("an error is, byte for byte, what AWS JSON 1.1 says, with its code in a header too")
    func errors() async throws {
        var run = 0
        try await LocalKMSServer.withServer(LocalKMS()) { url in
            for (request, (type, body)) in Self.refusals {
                let answer = try await RawConnection.exchange(url, request)
                #expect(answer.body == body, "\(request)")
                #expect(answer.head == Self.error(type, body), "\(request)")
                #expect(UUID(uuidString: answer.headers["x-amzn-requestid"] ?? "") != nil)
                run += 1
            }
        }
        #expect(run == 20)
    }

    @Test("an answer has a content type, a date and a request id of its own")
    func answer() async throws {
        try await LocalKMSServer.withServer(LocalKMS()) { url in
            let first = try await RawConnection.exchange(url, request("ListKeys"))
            let second = try await RawConnection.exchange(url, request("ListKeys"))
            #expect(first.status == 200)
            #expect(first.headers["content-type"] == "application/x-amz-json-1.1")
            #expect(UUID(uuidString: first.headers["x-amzn-requestid"] ?? "") != nil)
            #expect(first.headers["x-amzn-requestid"] != second.headers["x-amzn-requestid"])
            #expect(first.headers["date"]?.hasSuffix(" GMT") == true)
            let json = try JSONSerialization.jsonObject(with: Data(first.body.utf8)) as? [String: Any]
            #expect(json?["Truncated"] as? Bool == false)
        }
    }

    @Test("an error has the request id that LocalKMS gave it, in the header that clients read")
    func requestID() async throws {
        try await LocalKMSServer.withServer(LocalKMS()) { url in
            try await AWSKMSClient.with(url) { client in
                let error = await #expect(throws: KMSError.self) {
                    try await client.describeKey(.init(keyID: "alias/none"))
                }
                #expect(error?.kind == .notFound && error?.kmsStatus == 400)
                #expect(UUID(uuidString: error?.requestID ?? "") != nil)
            }
        }
    }

    @Test("what answers nothing answers an empty body; an empty body asks as an empty object does")
    func emptyBodies() async throws {
        let kms = LocalKMS()
        let key = try await kms.createKey(.init(keySpec: .eccNISTP256)).keyMetadata
        try await LocalKMSServer.withServer(kms) { url in
            let named = try await RawConnection.exchange(
                url, request("CreateAlias", #"{"AliasName":"alias/a","TargetKeyId":"\#(key.keyID)"}"#))
            #expect(named.status == 200 && named.body.isEmpty)
            #expect(try await kms.listAliases(.init()).aliases.map(\.aliasName) == ["alias/a"])
            #expect(try await RawConnection.exchange(url, request("ListKeys", "")).body.contains(key.keyID))
        }
    }

    @Test("a message without a MessageType is RAW; members that are not known are passed over")
    func messageType() async throws {
        let kms = LocalKMS()
        let key = try await kms.createKey(.init(keySpec: .eccNISTP256)).keyMetadata
        let body = #"{"KeyId":"\#(key.keyID)","Message":"aGVsbG8=","SigningAlgorithm":"ECDSA_SHA_256","New":{}}"#
        try await LocalKMSServer.withServer(kms) { url in
            let answer = try await RawConnection.exchange(url, request("Sign", body))
            #expect(answer.status == 200 && answer.body.contains(#""SigningAlgorithm":"ECDSA_SHA_256""#))
        }
    }

    @Test("a content type may have parameters, and an endpoint a path")
    func variants() async throws {
        try await LocalKMSServer.withServer(LocalKMS()) { url in
            let charset = request("ListKeys", contentType: "Application/X-Amz-Json-1.1; charset=utf-8")
            for request in [charset, request("ListKeys", path: "/some//path")] {
                let answer = try await RawConnection.exchange(url, request)
                #expect(answer.status == 200)
            }
        }
    }

    @Test("a body of a mebibyte is read, and a longer one refused, whether or not its length is told")
    func bound() async throws {
        let body = { (count: Int) in #"{"New":"\#(String(repeating: "x", count: count - 10))"}"# }
        try await LocalKMSServer.withServer(LocalKMS()) { url in
            #expect(try await RawConnection.exchange(url, request("ListKeys", body(1 << 20))).status == 200)
            let long = request("ListKeys", body(1 << 20 | 1))
            let chunked =
                long.replacing("Content-Length: 1048577", with: "Transfer-Encoding: chunked")
                .replacing("\r\n\r\n", with: "\r\n\r\n100001\r\n") + "\r\n0\r\n\r\n"
            for request in [long, chunked] {
                let answer = try await RawConnection.exchange(url, request)
                #expect(answer.status == 413)
                #expect(
                    answer.body
                        == #"{"__type":"RequestEntityTooLargeException","message":"The body has more than 1048576 bytes."}"#
                )
            }
        }
    }

    @Test("a client that waits to be told to go on is told")
    func expectation() async throws {
        try await LocalKMSServer.withServer(LocalKMS()) { url in
            try await RawConnection.with(url) { connection in
                let whole = request("ListKeys", headers: ["Expect: 100-continue"])
                try await connection.send(String(whole.dropLast(2)))
                #expect(try await connection.answer()?.status == 100)
                try await connection.send("{}")
                #expect(try await connection.answer()?.status == 200)
            }
        }
    }

    @Test(
        "a client is told to go on only where its body is read, and not when it is refused without"
    )
    func refusedExpectation() async throws {
        let body = "Content-Length: 2"
        let expects = ["Expect: 100-continue"]
        try await LocalKMSServer.withServer(LocalKMS()) { url in
            for (request, status) in [
                (request("ListKeys", host: "evil.example", headers: expects), 403),
                (request("Encrypt", headers: expects), 400),
                (request("ListKeys", headers: expects).replacing(body, with: "Content-Length: 1048577"), 413),
                (get("/health", headers: expects + [body]), 200),
            ] {
                let answer = try await RawConnection.exchange(url, String(request.prefix { $0 != "{" }))
                #expect(answer.status == status, "\(request)")
            }
        }
    }

    @Test(
        "a length that no integer holds is too long, and its body is not waited for",
        arguments: ["9223372036854775808", "18446744073709551615", "9223372036854775807"])
    func hugeLength(length: String) async throws {
        try await LocalKMSServer.withServer(LocalKMS()) { url in
            let huge = request("ListKeys").replacing("Content-Length: 2", with: "Content-Length: \(length)")
            let refused = try await RawConnection.exchange(url, huge)
            #expect(refused.status == 413)
            let spaced = request("ListKeys").replacing("Content-Length: 2", with: "Content-Length:   02  ")
            let taken = try await RawConnection.exchange(url, spaced)
            #expect(taken.status == 200)
        }
    }

    @Test("a blob has one form in base64, and another is refused")
    func blobs() async throws {
        let kms = LocalKMS()
        let key = try await kms.createKey(.init(keySpec: .eccNISTP256)).keyMetadata.keyID
        let good = ["QQ==", "QUI=", "QUJD", "//+/", "QUJDRA=="]
        let bad = [
            "QR==", "QUJ=", "QUJDRB==", "QUJDREV=", "QQ", "QQ=", "QQ===", "QQ==QQ==", "====", "==", "=", "Q===",
            "QUJD=",
            "QUJD====", " QQ==", "QQ==\\n", "Q Q=", "__-_", "QQ=\\u0000",
        ]
        try await LocalKMSServer.withServer(kms) { url in
            for (blob, status) in good.map({ ($0, 200) }) + bad.map({ ($0, 400) }) {
                let body = #"{"KeyId":"\#(key)","Message":"\#(blob)","SigningAlgorithm":"ECDSA_SHA_256"}"#
                let answer = try await RawConnection.exchange(url, request("Sign", body))
                #expect(answer.status == status, "\(blob)")
                let type = status == 400 ? "SerializationException" : nil
                #expect(answer.headers["x-amzn-errortype"] == type, "\(blob)")
            }
        }
    }

    @Test("headers of more than 64 KiB are refused")
    func headers() async throws {
        try await LocalKMSServer.withServer(LocalKMS()) { url in
            let header = "X-Long: \(String(repeating: "x", count: 70_000))"
            try await RawConnection.with(url) { connection in
                try await connection.send(request("ListKeys", headers: [header]))
                #expect(try await connection.answer()?.status ?? 400 == 400)
            }
        }
    }

    @Test("other methods and paths are none of KMS's")
    func methods() async throws {
        try await LocalKMSServer.withServer(LocalKMS()) { url in
            let health = try await RawConnection.exchange(url, get("/health"))
            #expect(health.status == 200 && health.body == #"{"status":"ok"}"#)
            let icon = try await RawConnection.exchange(url, get("/favicon.ico"))
            #expect(icon.status == 404)
            let put = try await RawConnection.exchange(url, get("/").replacing("GET", with: "PUT"))
            #expect(put.status == 405 && put.headers["allow"] == "GET, HEAD, POST")
        }
    }

    @Test(
        "a request that is signed for no Region is refused, and not for the server's own",
        arguments: ["local", "US-EAST-1", "auto", "us-east-1a"])
    func noRegion(region: String) async throws {
        let authorization =
            "Authorization: AWS4-HMAC-SHA256 Credential=AKID/20261125/\(region)/kms/aws4_request, SignedHeaders=host, "
            + "Signature=00"
        try await LocalKMSServer.withServer(LocalKMS()) { url in
            let answer = try await RawConnection.exchange(url, request("ListKeys", headers: [authorization]))
            #expect(answer.status == 400 && answer.headers["x-amzn-errortype"] == "InvalidSignatureException")
            #expect(answer.body.contains("a valid Region, such as us-east-1"))
        }
    }
}
