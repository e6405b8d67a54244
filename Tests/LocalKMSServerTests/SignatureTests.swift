// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import AWSKMS
import Foundation
import KMSAPI
import LocalKMS
import LocalKMSServer
import Testing

@Suite("Signatures, with credentials")
struct SignatureTests {
    static let plain = Credentials(
        accessKeyID: "AKIDPLAIN", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
    static let session = Credentials(
        accessKeyID: "ASIASESSION", secretAccessKey: "another+secret/0123456789", sessionToken: "session//token==")
    /// 2026-11-25T12:00:00Z
    static let now = Date(timeIntervalSince1970: 1_795_608_000)

    /// A request, signed as AWS SDKs do, and what a test changes of it.
    struct Signed: Sendable {
        var credentials = plain
        var date = now
        var region = "us-east-1"
        var service = "kms"
        var path = "/"
        var body = "{}"
        var host = "localhost"
        /// Headers that are signed beside the host.
        var signed = [
            (name: "Content-Type", value: "application/x-amz-json-1.1"),
            (name: "X-Amz-Target", value: "TrentService.ListKeys"),
        ]
        /// Headers that are sent and not signed.
        var unsigned: [(name: String, value: String)] = []
        /// What is done to the request once it is signed.
        var tamper: @Sendable (String) -> String = { $0 }

        var text: String {
            let target = path.split(separator: "?", maxSplits: 1).map(String.init)
            let canonical = CanonicalRequest(
                method: "POST", path: target[0], query: target.count > 1 ? target[1] : "",
                headers: [("Host", host)] + signed, body: Data(body.utf8))
            let added = SignatureV4(credentials: credentials, region: region, service: service)
                .headers(signing: canonical, at: date)
            let headers = ([("Host", host)] + signed + added + unsigned).map { "\($0.0): \($0.1)" }
            let lines = ["POST \(path) HTTP/1.1"] + headers + ["Content-Length: \(body.utf8.count)", "", body]
            return tamper(lines.joined(separator: "\r\n"))
        }
    }

    private static func answer(_ signed: Signed) async throws -> RawAnswer {
        let configuration = LocalKMSServer.Configuration(port: 0, credentials: [plain, session])
        let (urls, listening) = AsyncStream<String>.makeStream()
        let server = LocalKMSServer(LocalKMS(), configuration: configuration, now: { now }) { listening.yield($0) }
        let text = signed.text
        return try await server.running(urls, listening) { try await RawConnection.exchange($0, text) }
    }

    private static func changed(_ change: (inout Signed) -> Void) -> Signed {
        var signed = Signed()
        change(&signed)
        return signed
    }

    private static func header(_ name: String, _ value: String) -> (name: String, value: String) { (name, value) }

    static let good: [(String, Signed)] = [
        ("as it is", Signed()),
        ("with a session token", changed { $0.credentials = session }),
        ("of another Region", changed { $0.region = "eu-west-1" }),
        ("five minutes ago", changed { $0.date = now - 300 }),
        ("in five minutes", changed { $0.date = now + 300 }),
        ("to an odd path", changed { $0.path = "/a//b/../c%20d/" }),
        ("with a query", changed { $0.path = "/?b=2&a=1&c" }),
        ("with headers full of white space", changed { $0.signed.append(header("X-Odd", "  a   b \t c  ")) }),
        ("with a header twice", changed { $0.signed += [header("X-Twice", "1"), header("X-Twice", "2")] }),
        ("with a port in its Host", changed { $0.host = "127.0.0.1:4599" }),
        ("with headers that are not signed", changed { $0.unsigned = [header("User-Agent", "x")] }),
    ]

    @Test("a good signature is taken")
    func taken() async throws {
        var run = 0
        for (name, signed) in Self.good {
            let answer = try await Self.answer(signed)
            #expect(answer.status == 200, "\(name): \(answer.body)")
            run += 1
        }
        #expect(run == 11)
    }

    private static let mismatch = "The request signature we calculated does not match the signature you provided. "
    private static let invalid = "InvalidSignatureException"
    private static let incomplete = "IncompleteSignatureException"
    private static let unrecognized = "UnrecognizedClientException"
    private static let unknownToken = "The security token included in the request is invalid."

    /// An Authorization header that has nothing to do with the request.
    private static let other =
        "AWS4-HMAC-SHA256 Credential=444455556666/20261125/eu-west-1/kms/aws4_request, SignedHeaders=host, Signature=00"
    private static let one = "The request must have one Authorization header, and no more."
    private static let once = "The Authorization header must have each parameter once."

    private static func tampered(_ old: String, _ new: String) -> Signed {
        changed { $0.tamper = { $0.replacing(old, with: new) } }
    }

    /// Replaces all from `start` on, up to `end`.
    private static func tampered(from start: String, upTo end: String, _ new: String) -> Signed {
        changed {
            $0.tamper = { text in
                guard let first = text.range(of: start) else { return text }
                let last = text.range(of: end, range: first.upperBound..<text.endIndex)?.lowerBound ?? text.endIndex
                return text.replacingCharacters(in: first.lowerBound..<last, with: new)
            }
        }
    }

    /// The signature itself is right.
    private static var signatureInCapitals: Signed {
        changed {
            $0.tamper = { text in
                guard let start = text.range(of: "Signature=")?.upperBound else { return text }
                let end = text.index(start, offsetBy: 64)
                return text.replacingCharacters(in: start..<end, with: text[start..<end].uppercased())
            }
        }
    }

    /// Replaces the first digits of the signature, as many as `count`.
    private static func tamperedSignature(_ count: Int, _ new: String) -> Signed {
        changed {
            $0.tamper = { text in
                guard let start = text.range(of: "Signature=")?.upperBound else { return text }
                return text.replacingCharacters(in: start..<text.index(start, offsetBy: count), with: new)
            }
        }
    }

    static let bad: [(String, Signed, String, String)] = [
        (
            "another secret", changed { $0.credentials.secretAccessKey = "x" }, invalid, mismatch
        ),
        ("another body", tampered("\r\n\r\n{}", "\r\n\r\n[]"), invalid, mismatch),
        ("another target", tampered("TrentService.ListKeys", "TrentService.CreateKey"), invalid, mismatch),
        ("another path", tampered("POST / ", "POST /x "), invalid, mismatch),
        ("another host", tampered("Host: localhost", "Host: 127.0.0.1"), invalid, mismatch),
        ("a query", tampered("POST / ", "POST /?a=1 "), invalid, mismatch),
        ("another signature", tamperedSignature(4, "0000"), invalid, mismatch),
        ("a short signature", tamperedSignature(4, ""), invalid, mismatch),
        ("a signature in capitals", signatureInCapitals, invalid, mismatch),
        ("another Region in its scope", tampered("/us-east-1/kms", "/us-west-2/kms"), invalid, mismatch),
        (
            "no valid Region", tampered("/us-east-1/kms", "/US/kms"), invalid,
            "Credential should be scoped to a valid Region, such as us-east-1."
        ),
        (
            "another service", changed { $0.service = "sts" }, invalid,
            "Credential should be scoped to correct service: 'kms'."
        ),
        (
            "another day in its scope", tampered("/20261125/", "/20261124/"), invalid,
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP."
        ),
        (
            "another terminator", tampered("/aws4_request", "/aws5_request"), invalid,
            "Credential should be scoped with a valid terminator: 'aws4_request'."
        ),
        (
            "too old", changed { $0.date = now - 301 }, invalid,
            "Signature expired: 20261125T115459Z is now earlier than 20261125T115500Z (20261125T120000Z - 5 min.)"
        ),
        (
            "of the future", changed { $0.date = now + 301 }, invalid,
            "Signature not yet current: 20261125T120501Z is still later than 20261125T120500Z (20261125T120000Z + 5 min.)"
        ),
        ("an unknown access key", changed { $0.credentials.accessKeyID = "AKIDNOBODY" }, unrecognized, unknownToken),
        (
            "a token that is another's",
            changed {
                $0.credentials = session
                $0.credentials.sessionToken = "session//token=-"
            }, unrecognized, unknownToken
        ),
        (
            "no token where there must be one",
            changed {
                $0.credentials = session
                $0.credentials.sessionToken = nil
            }, unrecognized, unknownToken
        ),
        ("a token where there is none", changed { $0.credentials.sessionToken = "x" }, unrecognized, unknownToken),
        (
            "no Authorization", tampered(from: "authorization:", upTo: "Content-Length", ""),
            "MissingAuthenticationTokenException",
            "Missing Authentication Token"
        ),
        (
            "another algorithm", tampered("AWS4-HMAC-SHA256", "AWS4-ECDSA-P256-SHA256"), incomplete,
            "The algorithm of the Authorization header must be AWS4-HMAC-SHA256."
        ),
        (
            "no signature", tampered(from: ", Signature=", upTo: "\r\n", ""), incomplete,
            "Authorization header requires 'Signature' parameter."
        ),
        (
            "nothing but the algorithm", tampered(from: " Credential=", upTo: "\r\n", ""), incomplete,
            "Authorization header requires 'Credential' parameter. Authorization header requires 'SignedHeaders' "
                + "parameter. Authorization header requires 'Signature' parameter."
        ),
        (
            "a short scope", tampered("/us-east-1/kms/", "/kms/"), incomplete,
            "Credential must have at least 5 slash-delimited parts: KEY/DATE/REGION/SERVICE/aws4_request."
        ),
        (
            "no date", tampered(from: "x-amz-date:", upTo: "authorization", ""), incomplete,
            "Authorization header requires existence of an 'X-Amz-Date' header."
        ),
        (
            "a date of another form", tampered(from: "x-amz-date:", upTo: "\r\n", "X-Amz-Date: 2026-11-25T12:00:00Z"),
            incomplete,
            "Date must be in ISO-8601 'basic format', as in 20150830T123600Z."
        ),
        (
            "a date with more behind it",
            tampered(from: "x-amz-date:", upTo: "\r\n", "X-Amz-Date: 20261125T120000Z0"), incomplete,
            "Date must be in ISO-8601 'basic format', as in 20150830T123600Z."
        ),
        (
            "a host that is not signed", tampered(";host;", ";"), invalid,
            "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization."
        ),
        (
            "a date that is not signed", tampered(";x-amz-date", ""), invalid,
            "'x-amz-date' must be a 'SignedHeader' in the AWS Authorization."
        ),
        (
            "a target that is not signed", changed { $0.unsigned = [$0.signed.removeLast()] }, invalid,
            "'X-Amz-Target' must be a 'SignedHeader' in the AWS Authorization."
        ),
        (
            "another header of AWS's that is not signed", changed { $0.unsigned = [header("x-amz-meta", "1")] },
            invalid,
            "'x-amz-meta' must be a 'SignedHeader' in the AWS Authorization."
        ),
        (
            "a second Authorization", tampered("authorization:", "Authorization: \(other)\r\nAuthorization:"),
            incomplete, one
        ),
        ("a second Authorization behind", changed { $0.unsigned = [header("Authorization", other)] }, incomplete, one),
        (
            "a second Authorization of another kind", changed { $0.unsigned = [header("Authorization", "Basic YTpi")] },
            incomplete, one
        ),
        (
            "a parameter twice",
            tampered("Credential=", "Credential=A/20261125/us-east-1/kms/aws4_request, Credential="), incomplete, once
        ),
        ("a parameter twice, once empty", tampered("Credential=", "Signature=, Credential="), incomplete, once),
        (
            "a signature in the query", tampered("POST / ", "POST /?X-Amz-Signature=00 "), incomplete,
            "Signatures in the query string are not taken; sign in the Authorization header."
        ),
    ]

    @Test("a wrong one is refused as AWS refuses it, and nothing of it is shown")
    func refused() async throws {
        var run = 0
        for (name, signed, code, message) in Self.bad {
            let answer = try await Self.answer(signed)
            #expect(answer.status == 400 && answer.headers["x-amzn-errortype"] == code, "\(name): \(answer.body)")
            #expect(answer.body.hasPrefix(#"{"__type":"\#(code)","message":"\#(message)"#), "\(name): \(answer.body)")
            for secret in ["session//token", "AWS4-HMAC-SHA256 Credential", Self.plain.secretAccessKey, "Signature="] {
                #expect(!answer.body.contains(secret), "\(name)")
            }
            run += 1
        }
        #expect(run == 38)
    }

    @Test("AWSKMSClient's signatures are good ones", arguments: [plain, session])
    func client(_ credentials: Credentials) async throws {
        let configuration = LocalKMSServer.Configuration(port: 0, credentials: [Self.plain, Self.session])
        try await LocalKMSServer.withServer(LocalKMS(), configuration: configuration) { url in
            try await AWSKMSClient.with(url, credentials: credentials) { client in
                let keys = try await client.listKeys(.init()).keys
                #expect(keys.isEmpty)
            }
            var wrong = credentials
            wrong.secretAccessKey += "x"
            try await AWSKMSClient.with(url, credentials: wrong) { client in
                let error = await #expect(throws: KMSError.self) { try await client.listKeys(.init()) }
                #expect(error?.kind == .invalidSignature)
            }
        }
    }

    @Test("a signature in the query is refused where none is checked too")
    func query() async throws {
        try await LocalKMSServer.withServer(LocalKMS()) { url in
            let answer = try await RawConnection.exchange(url, request("ListKeys", path: "/?X-Amz-Signature=00"))
            #expect(answer.headers["x-amzn-errortype"] == "IncompleteSignatureException")
        }
    }

    @Test(
        "a request that names two callers is refused where no signature is checked too, and one that names none is taken",
        arguments: [
            ([other, other], 400), ([other, "Basic YTpi"], 400), (["\(other), Credential=x"], 400),
            (["Basic YTpi"], 200), (["Digest a=1, a=1"], 200), (["AWS4-HMAC-SHA256"], 200), ([""], 200), ([other], 200),
        ])
    func unchecked(headers: [String], status: Int) async throws {
        try await LocalKMSServer.withServer(LocalKMS()) { url in
            let headers = headers.map { "Authorization: \($0)" }
            let answer = try await RawConnection.exchange(url, request("ListKeys", headers: headers))
            #expect(answer.status == status)
            let refusal = status == 400 ? Self.incomplete : nil
            #expect(answer.headers["x-amzn-errortype"] == refusal)
        }
    }
}
