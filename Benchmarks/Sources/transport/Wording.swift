// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import NIOCore

/// What is asked and answered: of the sizes that `Sign` has.
enum Wording {
    private static let arn = "arn:aws:kms:eu-central-1:111122223333:key/11111111-2222-3333-4444-555555555555"

    /// 300 bytes.
    static let question = padded(
        #"{"KeyId":"\#(arn)","MessageType":"DIGEST","SigningAlgorithm":"ECDSA_SHA_256","Message":""#, to: 300)
    /// 250 bytes.
    static let answer = padded(
        #"{"KeyId":"\#(arn)","SigningAlgorithm":"ECDSA_SHA_256","Signature":""#, to: 250)

    private static func padded(_ start: String, to count: Int) -> ByteBuffer {
        let end = #""}"#
        return ByteBuffer(
            string: start + String(repeating: "A", count: count - start.utf8.count - end.utf8.count) + end)
    }

    /// - Parameter number: makes the signature another for each request, as AWS's are: HPACK can't shorten it.
    static func request(port: Int, number: Int, closes: Bool) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: "https://localhost:\(port)/")
        request.method = .POST
        let digits = String(UInt64(number) &* 0x9E37_79B9_7F4A_7C15, radix: 16)
        let signature = String(String(repeating: digits, count: 64).prefix(64))
        request.headers = [
            "authorization": "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260101/eu-central-1/kms/aws4_request, "
                + "SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature=\(signature)",
            "content-type": "application/x-amz-json-1.1",
            "x-amz-date": "20260101T000000Z",
            "x-amz-target": "TrentService.Sign",
        ]
        if closes { request.headers.add(name: "connection", value: "close") }
        request.body = .bytes(question)
        return request
    }
}
