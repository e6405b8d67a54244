// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import AWSKMS
import Foundation
import KMSAPI
import Testing

/// Requests that we sign, given to a server that signs them anew with botocore and refuses a difference.
@Suite("Signatures of requests, checked by botocore")
struct SigningPeerTests {
    private struct Good: Decodable {
        var service: String
        var region: String
        var signed: [String]
        var path: String
    }

    private static let (id, secret, token) = ("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "to/ken+==")

    private func withServer<Value: Sendable>(
        token: String?, _ body: (String) async throws -> Value
    ) async throws -> Value {
        try await Peers.withServer("sigv4_server.py", [Self.id, Self.secret] + (token.map { [$0] } ?? []), body)
    }

    private func good(_ credentials: Credentials, _ endpoint: String, region: String) async throws -> Good {
        let configuration = AWSKMSClient.Configuration(
            region: region, credentials: credentials, endpoint: endpoint, attemptTimeout: .seconds(60),
            requestTimeout: .seconds(120))
        return try await AWSKMSClient.withClient(configuration: configuration) { client in
            let answer = try await client.listKeys(ListKeysRequest(limit: 3))
            return try JSONDecoder().decode(Good.self, from: Data(answer.keys[0].keyID.utf8))
        }
    }

    @Test("with and without a session token, in other Regions, below odd paths", arguments: [nil, token])
    func accepted(token: String?) async throws {
        let credentials = Credentials(accessKeyID: Self.id, secretAccessKey: Self.secret, sessionToken: token)
        try await withServer(token: token) { url in
            for path in ["", "/", "/prefix", "/a%20b/c+d/~x", "/%E2%82%AC", "/a=b;c,d@e/"] {
                for region in ["us-east-1", "cn-north-1"] {
                    let good = try await good(credentials, url + path, region: region)
                    #expect(good.region == region && good.service == "kms")
                    #expect(good.signed.contains("x-amz-target") && good.signed.contains("content-type"))
                    #expect(good.signed.contains("x-amz-security-token") == (token != nil))
                }
            }
        }
    }

    @Test("a body of each operation that we send is what was signed")
    func operations() async throws {
        let credentials = Credentials(accessKeyID: Self.id, secretAccessKey: Self.secret)
        try await withServer(token: nil) { url in
            let configuration = AWSKMSClient.Configuration(
                region: "us-east-1", credentials: credentials, endpoint: url, maximumAttempts: 1)
            try await AWSKMSClient.withClient(configuration: configuration) { client in
                try await client.createAlias(CreateAliasRequest(aliasName: "alias/é\u{1F512}", targetKeyID: "k"))
                try await client.tagResource(
                    TagResourceRequest(keyID: "k", tags: [Tag(tagKey: "a b", tagValue: "\"\\/\n")]))
                try await client.disableKey(DisableKeyRequest(keyID: "k"))
                // What the server answers is no signature; that it answered is what counts here.
                let error = await #expect(throws: KMSError.self) {
                    try await client.sign(
                        SignRequest(
                            keyID: "k", message: Data(repeating: 255, count: 4096), signingAlgorithm: .ecdsaSHA256))
                }
                #expect(error?.kind == .malformedResponse)
            }
        }
    }

    @Test("a wrong secret is refused, once: the clock is right")
    func refused() async throws {
        let credentials = Credentials(accessKeyID: Self.id, secretAccessKey: Self.secret + "x")
        try await withServer(token: nil) { url in
            let error = await #expect(throws: KMSError.self) {
                try await good(credentials, url, region: "us-east-1")
            }
            #expect(error?.kind == .invalidSignature)
            #expect(error.map { "\($0)".contains(Self.secret) } == false)
        }
    }
}
