// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import KMSAPI
import KMSTransport
import Testing

@testable import AWSKMS

/// What botocore reads from STS's answers: `Tests/Vectors/awsquery`.
@Suite("Answers of STS")
struct STSAnswerTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Vectors/awsquery").standardizedFileURL

    private func file(_ name: String) throws -> Data { try Data(contentsOf: Self.folder.appending(path: name)) }

    @Test("there is one answer and one error, and nothing else")
    func count() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path()).sorted()
        #expect(
            names.filter { $0.hasSuffix(".xml") }
                == ["sts-get-session-token.errors.xml", "sts-get-session-token.responses.xml"])
    }

    @Test("credentials are those that were answered")
    func result() throws {
        struct Expected: Decodable {
            var Credentials: [String: String]
        }
        let expected = try JSONDecoder().decode(Expected.self, from: file("sts-get-session-token.responses.json"))
            .Credentials
        let answer = STSAnswer(HTTPResponse(status: 200, body: try file("sts-get-session-token.responses.xml")))
        let credentials = try STSAnswer.credentials(in: answer.result(of: "GetSessionToken"), origin: .code)
        #expect(credentials.accessKeyID == expected["AccessKeyId"])
        #expect(credentials.secretAccessKey == expected["SecretAccessKey"])
        #expect(credentials.sessionToken == expected["SessionToken"])
        // 2011-07-11T19:55:29.611Z
        let seconds = try #require(credentials.expiration?.timeIntervalSince1970)
        #expect(expected["Expiration"] == "2011-07-11T19:55:29.611Z" && abs(seconds - 1_310_414_129.611) < 0.001)
        #expect(credentials.accountID == nil)
    }

    @Test("an error is what was answered")
    func errorAnswer() throws {
        struct Expected: Decodable {
            struct Metadata: Decodable { var RequestId: String }
            var Error: [String: String]
            var ResponseMetadata: Metadata
        }
        let expected = try JSONDecoder().decode(Expected.self, from: file("sts-get-session-token.errors.json"))
        let error = STSAnswer(HTTPResponse(status: 403, body: try file("sts-get-session-token.errors.xml"))).error
        #expect(error.kind.code == expected.Error["Code"])
        #expect(error.message == expected.Error["Message"])
        #expect(error.requestID == expected.ResponseMetadata.RequestId)
        #expect(error.kmsStatus == 403)
    }

    @Test("dates are read with a fraction, an offset or neither, and nothing else is a date")
    func dates() {
        let date = Date(timeIntervalSince1970: 1_628_193_482)
        for text in [
            "2021-08-05T19:58:02Z", "2021-08-05T19:58:02.000Z", "2021-08-05T19:58:02+00:00",
            "2021-08-05T21:58:02+02:00", "2021-08-05T17:58:02-0200",
        ] {
            #expect(ISO8601.date(text) == date, "\(text)")
        }
        #expect(ISO8601.text(date) == "2021-08-05T19:58:02Z")
        for text in [
            "", "1628193482", "2021-08-05", "2021-08-05T19:58:02", "2021-13-05T19:58:02Z", "yesterday",
            "2021-08-05T19:58:02Z or so",
        ] {
            #expect(ISO8601.date(text) == nil, "\(text)")
        }
    }
}
