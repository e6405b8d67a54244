// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import KMSAPI
import KMSTransport
import Testing

@testable import AWSKMS

@Suite("STS")
struct STSClientTests {
    static let keys = Credentials(accessKeyID: "AKID", secretAccessKey: "s3cr3t", sessionToken: "t0k3n")
    static let role = Role(arn: "arn:aws:iam::123456789012:role/R", origin: .code)

    static func client(
        _ exchange: ScriptedExchange, _ clock: HandTiming = HandTiming(), region: String? = "eu-west-1",
        environment: [String: String] = [:]
    ) -> STSClient {
        let surroundings = Surroundings(
            environment: Environment(environment), files: Files(), timing: clock.timing, http: exchange,
            metadata: ScriptedExchange.silent)
        let resolver = EndpointResolver(environment: surroundings.environment, config: SharedConfig())
        return STSClient(surroundings, resolver: resolver, region: region)
    }

    static func body(_ request: HTTPRequest) -> String { String(decoding: request.body, as: UTF8.self) }

    @Test("AssumeRole is a signed form, and its answer is read")
    func assumeRole() async throws {
        let exchange = ScriptedExchange(answers: [STSSample.answer()])
        var role = Self.role
        (role.sessionName, role.externalID, role.durationSeconds) = ("me", "a b&c=é", 900)
        let credentials = try await Self.client(exchange).assumeRole(role, with: Self.keys)
        #expect(credentials.accessKeyID == "ASIA" && credentials.secretAccessKey == "n3w")
        #expect(credentials.sessionToken == "n3wt0k3n" && credentials.accountID == "123456789012")
        #expect(credentials.expiration == Date(timeIntervalSince1970: 1_628_193_482))
        let request = try #require(exchange.requests.first)
        #expect(exchange.lines == ["POST https://sts.eu-west-1.amazonaws.com/"])
        #expect(
            Self.body(request)
                == "Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2FR"
                + "&RoleSessionName=me&DurationSeconds=900&ExternalId=a%20b%26c%3D%C3%A9")
        #expect(request.header("Content-Type") == "application/x-www-form-urlencoded")
        #expect(request.header("X-Amz-Security-Token") == "t0k3n")
        let authorization = try #require(request.header("Authorization"))
        #expect(authorization.contains("Credential=AKID/19700101/eu-west-1/sts/aws4_request, "))
        #expect(authorization.contains("SignedHeaders=content-type;host;x-amz-date;x-amz-security-token, "))
        #expect(exchange.asked[0].maximumBodyBytes == XMLReader.maximumBytes)
    }

    @Test("the signature is that of the request which is sent")
    func signature() async throws {
        let exchange = ScriptedExchange(answers: [STSSample.answer()])
        _ = try await Self.client(exchange).assumeRole(Self.role, with: Self.keys)
        let request = try #require(exchange.requests.first)
        let signed = ["host", "content-type"].map { (name: $0, value: request.header($0) ?? "") }
        let signer = SignatureV4(credentials: Self.keys, region: "eu-west-1", service: "sts")
        let headers = signer.headers(
            signing: CanonicalRequest(method: "POST", path: "/", headers: signed, body: request.body),
            at: Date(timeIntervalSince1970: 0))
        #expect(request.header("Authorization") == headers.last?.value)
    }

    @Test("AssumeRoleWithWebIdentity is not signed, and a session without a name gets one of the time")
    func webIdentity() async throws {
        let exchange = ScriptedExchange(answers: [STSSample.answer("AssumeRoleWithWebIdentity")])
        let clock = HandTiming(now: Date(timeIntervalSince1970: 1_700_000_000.25))
        var role = Self.role
        role.durationSeconds = 3600
        _ = try await Self.client(exchange, clock).assumeRole(role, webIdentityToken: "h.p.s+/")
        let request = try #require(exchange.requests.first)
        #expect(
            Self.body(request)
                == "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3A"
                + "role%2FR&RoleSessionName=jwt-kms-1700000000250&WebIdentityToken=h.p.s%2B%2F&DurationSeconds=3600")
        #expect(request.header("Authorization") == nil && request.header("X-Amz-Date") == nil)
    }

    @Test("GetCallerIdentity tells whose credentials they are")
    func callerIdentity() async throws {
        let exchange = ScriptedExchange(answers: [
            STSSample.answer("GetCallerIdentity", "<Arn>a</Arn><UserId>u</UserId><Account>1</Account>")
        ])
        let identity = try await Self.client(exchange).callerIdentity(of: Self.keys)
        #expect(identity == CallerIdentity(account: "1", arn: "a", userID: "u"))
        #expect(Self.body(exchange.requests[0]) == "Action=GetCallerIdentity&Version=2011-06-15")
    }

    @Test("an error carries STS's code, message, request id and status")
    func errorAnswer() async throws {
        let exchange = ScriptedExchange(answers: [STSSample.error("AccessDenied", "not &lt;you&gt;\u{85}", status: 403)]
        )
        let error = await #expect(throws: KMSError.self) {
            try await Self.client(exchange).assumeRole(Self.role, with: Self.keys)
        }
        #expect(error?.kind.code == "AccessDenied")
        #expect(error?.message == "not <you>\\u{85}")
        #expect(error?.requestID == "r-1" && error?.kmsStatus == 403 && error?.isRetryable == false)
    }

    @Test(
        "what can pass is tried again, three times at most",
        arguments: [
            STSSample.error("IDPCommunicationError"), STSSample.error("Throttling"),
            STSSample.error("InternalFailure", status: 500),
            .text("", status: 503), .text("<html>Bad gateway", status: 502),
        ])
    func retries(answer: HTTPResponse) async throws {
        let passing = ScriptedExchange(answers: [answer, answer, STSSample.answer("AssumeRoleWithWebIdentity")])
        let clock = HandTiming()
        _ = try await Self.client(passing, clock).assumeRole(Self.role, webIdentityToken: "t")
        #expect(passing.requests.count == 3 && clock.sleeps.count == 2)
        let staying = ScriptedExchange(answers: [answer, answer, answer])
        let error = await #expect(throws: KMSError.self) {
            try await Self.client(staying).assumeRole(Self.role, webIdentityToken: "t")
        }
        #expect(error?.isRetryable == true)
    }

    @Test(
        "what stays is asked once",
        arguments: [
            STSSample.error("AccessDenied", status: 403), STSSample.error("IDPRejectedClaim", status: 403),
            STSSample.error("ExpiredTokenException"),
            .text("<html>Not found", status: 404),
        ])
    func noRetry(answer: HTTPResponse) async {
        let exchange = ScriptedExchange(answers: [answer])
        let error = await #expect(throws: KMSError.self) {
            try await Self.client(exchange).assumeRole(Self.role, webIdentityToken: "t")
        }
        #expect(error?.isRetryable == false && exchange.requests.count == 1)
    }

    @Test("a clock that is wrong is corrected by STS's own, once")
    func clockSkew() async throws {
        let refusal = STSSample.error("SignatureDoesNotMatch", status: 403, date: "Thu, 05 Aug 2021 18:58:02 GMT")
        let exchange = ScriptedExchange(answers: [refusal, STSSample.answer(), STSSample.answer()])
        let client = Self.client(exchange)
        _ = try await client.assumeRole(Self.role, with: Self.keys)
        _ = try await client.assumeRole(Self.role, with: Self.keys)
        #expect(
            exchange.requests.map { $0.header("X-Amz-Date")?.prefix(8) } == ["19700101", "20210805", "20210805"])
        // A wrong secret is told in the same words: the clock is right now, so it must be that.
        let wrong = ScriptedExchange(answers: [refusal, refusal])
        let error = await #expect(throws: KMSError.self) {
            try await Self.client(wrong).assumeRole(Self.role, with: Self.keys)
        }
        #expect(error?.kind.code == "SignatureDoesNotMatch" && wrong.requests.count == 2)
    }

    @Test("a clock is not the cause where nothing was signed")
    func unsignedSkew() async {
        let refusal = STSSample.error("RequestExpired", date: "Thu, 05 Aug 2021 18:58:02 GMT")
        let exchange = ScriptedExchange(answers: [refusal])
        let error = await #expect(throws: KMSError.self) {
            try await Self.client(exchange).assumeRole(Self.role, webIdentityToken: "t")
        }
        #expect(error?.kind.code == "RequestExpired" && exchange.requests.count == 1)
    }

    @Test("no Region is an error before anything is sent")
    func noRegion() async {
        let error = await #expect(throws: KMSError.self) {
            try await Self.client(.silent, region: nil).callerIdentity(of: Self.keys)
        }
        #expect(error?.kind == .configuration && error?.message.contains("AWS_REGION") == true)
    }

    @Test("an endpoint of the user's own is asked")
    func endpoint() async throws {
        let exchange = ScriptedExchange(answers: [STSSample.answer()])
        let client = Self.client(exchange, environment: ["AWS_ENDPOINT_URL_STS": "http://localhost:4566/sts"])
        _ = try await client.assumeRole(Self.role, with: Self.keys)
        #expect(exchange.lines == ["POST http://localhost:4566/sts/"])
        #expect(exchange.requests[0].header("Host") == "localhost:4566")
    }

    @Test("credentials that can't be headers are not sent, and not shown")
    func badCredentials() async {
        for bad in [
            Credentials(accessKeyID: "A", secretAccessKey: "s3cr3t\r\n"), .init(accessKeyID: "", secretAccessKey: "s"),
        ] {
            let error = await #expect(throws: KMSError.self) {
                try await Self.client(.silent).assumeRole(Self.role, with: bad)
            }
            #expect(error?.kind == .credentials && error?.description.contains("s3cr3t") == false)
        }
    }

    @Test(
        "an answer that is not STS's is an error that shows nothing of it",
        arguments: [
            "", "s3cr3t", "<AssumeRoleResponse>s3cr3t</AssumeRoleResponse>",
            STSSample.answer("AssumeRoleWithSAML").text,
            STSSample.answer().text.replacing("AssumeRoleResponse", with: "OtherResponse"),
            STSSample.answer("AssumeRole", "").text,
            STSSample.answer("AssumeRole", STSSample.credentials + STSSample.credentials).text,
            STSSample.answer().text.replacing("2021-08-05T19:58:02Z", with: "s3cr3t"),
            STSSample.answer().text.replacing("<SessionToken>n3wt0k3n</SessionToken>", with: ""),
            STSSample.answer().text.replacing("ASIA", with: ""),
            STSSample.answer().text.replacing("n3w<", with: "<s3cr3t/><"),
            STSSample.answer().text + "s3cr3t", "<!DOCTYPE x [<!ENTITY s \"s3cr3t\">]>" + STSSample.answer().text,
            "{\"AssumeRoleResponse\":\"s3cr3t\"}",
        ])
    func mistyped(text: String) async {
        let exchange = ScriptedExchange(answers: [.text(text)])
        let error = await #expect(throws: KMSError.self) {
            try await Self.client(exchange).assumeRole(Self.role, with: Self.keys)
        }
        #expect(error?.kind == .malformedResponse && error?.isRetryable == false)
        for secret in ["s3cr3t", "n3w", "t0k3n"] { #expect(error?.description.contains(secret) == false) }
    }

    @Test("an error that is not STS's shows nothing of it, and has no code")
    func mistypedError() async {
        for text in [
            "s3cr3t", "<html>s3cr3t</html>", "<ErrorResponse/>",
            "<ErrorResponse><Error><Code>s3cr3t\n</Code></Error></ErrorResponse>",
            "<ErrorResponse><Error><Code></Code><Message>s3cr3t</Message></Error></ErrorResponse>",
            "<Other><Error><Code>X</Code><Message>s3cr3t</Message></Error></Other>",
        ] {
            let exchange = ScriptedExchange(answers: [.text(text, status: 400, headers: [("x-amzn-RequestId", "r-2")])])
            let error = await #expect(throws: KMSError.self) {
                try await Self.client(exchange).assumeRole(Self.role, with: Self.keys)
            }
            #expect(error?.kind == .malformedResponse && error?.requestID == "r-2" && error?.kmsStatus == 400)
            #expect(error?.description.contains("s3cr3t") == false)
        }
    }
}
