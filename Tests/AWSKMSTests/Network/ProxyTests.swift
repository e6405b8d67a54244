// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPFaults
import KMSAPI
import KMSTransport
import Testing

@testable import AWSKMS

@Suite("Proxies")
struct ProxyTests {
    private func proxy(_ variables: [String: String]) throws -> Proxy? {
        try ProxyRule.find(Environment(variables))?.proxy
    }

    @Test("none is used where none is set; small letters are read first")
    func found() throws {
        #expect(try proxy([:]) == nil)
        #expect(try proxy(["HTTPS_PROXY": "http://p:3128"])?.description == "p:3128")
        #expect(try proxy(["HTTPS_PROXY": "http://a:1", "https_proxy": "b:2"])?.description == "b:2")
        #expect(try proxy(["https_proxy": "http://10.0.0.1"])?.description == "10.0.0.1:80")
        let address = try proxy(["https_proxy": "http://[::1]:3128"])
        #expect(address?.host == "::1", "as it is dialled")
        #expect(address?.description == "[::1]:3128")
    }

    @Test("user and password are the proxy's, and are shown nowhere")
    func authorization() throws {
        let proxy = try #require(try proxy(["HTTPS_PROXY": "http://me:hunter2@p:3128"]))
        #expect(proxy.authorization == "Basic bWU6aHVudGVyMg==")
        // Colons end the user, and not the password: RFC 7617 section 2.
        let withColons = try self.proxy(["HTTPS_PROXY": "http://me:a:b%3Ac%40:@p:3128"])
        #expect(withColons?.authorization == "Basic " + Data("me:a:b:c@:".utf8).base64EncodedString())
        var dumped = "\(proxy) \(String(reflecting: proxy))"
        dump(proxy, to: &dumped)
        #expect(!dumped.contains("hunter2"))
    }

    @Test(
        "what is no proxy's URL is refused and not shown",
        arguments: [
            "socks5://p:1", "http://", "http://me:hunter2@:1", "://hunter2", "https://p:1", "http://p:0",
            "http://p:65536",
        ])
    func refused(url: String) {
        let error = #expect(throws: KMSError.self) { try proxy(["HTTPS_PROXY": url]) }
        #expect(error?.kind == .configuration)
        #expect(error?.message.contains("HTTPS_PROXY") == true && error?.message.contains("hunter2") == false)
    }

    @Test(
        "NO_PROXY names hosts, domains and addresses that are reached without it",
        arguments: [
            ("*", "kms.us-east-1.amazonaws.com", false), ("amazonaws.com", "kms.us-east-1.amazonaws.com", false),
            (".amazonaws.com", "kms.us-east-1.amazonaws.com", false),
            ("x.com, AmazonAWS.com", "kms.amazonaws.com", false),
            ("amazonaws.com", "evilamazonaws.com", true), ("kms", "kms.us-east-1.amazonaws.com", true),
            ("10.0.0.1", "10.0.0.1", false), ("10.0.0.1:443", "10.0.0.1", false), ("::1", "::1", false),
            ("*.amazonaws.com kms.x.", "kms.us-east-1.amazonaws.com", false),
            ("*.amazonaws.com kms.x.", "kms.x", false),
            ("[::1]", "::1", false), ("", "kms.us-east-1.amazonaws.com", true), (",,", "a", true),
        ])
    func exceptions(list: String, host: String, isProxied: Bool) throws {
        let proxy = try #require(try ProxyRule.find(Environment(["HTTPS_PROXY": "http://p:1", "NO_PROXY": list])))
        #expect(proxy.serves(host) == isProxied)
    }

    @Test(
        "requests over HTTPS go through it, what is not encrypted does not, and nothing is sent before the tunnel stands"
    )
    func tunnel() async throws {
        try await FaultServer.run(.answer(status: 403, body: "")) { proxy in
            let environment = Environment(["HTTPS_PROXY": proxy.url])
            let configuration = AWSKMSClient.Configuration(
                region: "us-east-1", credentials: FaultServer.credentials, maximumAttempts: 3,
                connectTimeout: .seconds(60), attemptTimeout: .seconds(60), requestTimeout: .seconds(120))
            let client = try await AWSKMSClient(
                configuration: configuration, environment: environment, timing: HandTiming().timing)
            let error = await #expect(throws: KMSError.self) { try await client.sign(CallTests.request) }
            #expect(error?.kind == .transport)
            try await client.shutdown()
            #expect(proxy.requests.allSatisfy { $0.hasPrefix("CONNECT kms.us-east-1.amazonaws.com:443 HTTP/1.1\r\n") })
            #expect(proxy.requests.count == 3)
            #expect(proxy.requests.allSatisfy { !$0.lowercased().contains("authorization") && !$0.contains("AKID") })
            try await FaultServer.run(.answer(body: CallTests.answer)) { server in
                var plain = configuration
                plain.endpoint = server.url
                let client = try await AWSKMSClient(configuration: plain, environment: environment)
                _ = try await client.sign(CallTests.request)
                try await client.shutdown()
            }
            #expect(proxy.requests.count == 3)
        }
    }
}
