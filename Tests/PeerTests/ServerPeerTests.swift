// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// AWS's own clients of other languages, from PyPI, on `jwt-kms local-kms`.
@Suite("LocalKMSServer, by boto3 and the AWS CLI", .moto)
struct ServerPeerTests {
    @Test("boto3 is answered every call as by AWS, and as by moto but for the differences that are written down")
    func boto3() async throws {
        let url = try #require(Moto.endpoint)
        async let moto = Peers.records(of: "kms_calls.py", [url], as: CallRecord.self)
        let ours = try await LocalKMSCommand.withServer { url in
            try await Peers.records(of: "kms_calls.py", [url], as: CallRecord.self)
        }
        for call in ours where call.departs != nil {
            Issue.record("\(call.name): \(call.answer), \(call.message ?? ""); expected: \(call.departs ?? "")")
        }
        try #require(ours.map(\.name) == (try await moto).map(\.name))
        #expect(ours.count == 786)
        #expect(Set(ours.map(\.operation)).subtracting(["the wire"]).count == 34)
        try ExpectedDifferences.read().check(ours: ours, moto: try await moto)
    }

    struct Command: Decodable, Sendable {
        var name: String
        var operation: String
        var departs: String?
    }

    @Test("the AWS CLI drives every operation, by AWS_ENDPOINT_URL_KMS alone")
    func awscli() async throws {
        let aws = try Peers.program("aws").path()
        let commands = try await LocalKMSCommand.withServer { url in
            try await Peers.records(of: "awscli_calls.py", [url, aws], as: Command.self)
        }
        for command in commands where command.departs != nil {
            Issue.record("aws kms \(command.name): \(command.departs ?? "")")
        }
        #expect(commands.count == 61)
        #expect(Set(commands.map(\.operation)).subtracting(["encrypt"]).count == 34)
    }

    struct SignedRequest: Decodable, Sendable {
        var name: String
        var status: Int
        var code: String
        var departs: String?
    }

    @Test("signatures of botocore are taken, and each wrong one is refused")
    func signatures() async throws {
        let fixed = ["AKIDFIXED", "wJalrXUtnFEMI/K7MDENG"]
        let session = ["ASIASESSION", "other+secret/", "to/ken+=="]
        let file = """
            [default]
            aws_access_key_id = \(fixed[0])
            aws_secret_access_key = \(fixed[1])
            [session]
            aws_access_key_id = \(session[0])
            aws_secret_access_key = \(session[1])
            aws_session_token = \(session[2])
            """
        let requests = try await LocalKMSCommand.withServer(credentials: file) { url in
            try await Peers.records(of: "signed_requests.py", [url] + fixed + session, as: SignedRequest.self)
        }
        for request in requests where request.departs != nil {
            Issue.record("\(request.name): \(request.status) \(request.code), expected \(request.departs ?? "")")
        }
        #expect(requests.count == 61)
        #expect(requests.count { $0.code == "ok" } == 24)
    }
}
