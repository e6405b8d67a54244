// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPFaults
import KMSAPI
import Synchronization
import Testing

@testable import AWSKMS

@Suite("CreateKey, whose answer may be lost")
struct CreateKeyTests {
    /// A KMS that makes keys and says nothing of the first.
    private final class Keys: Sendable {
        /// The tags of each key that was made.
        let made = Mutex<[[KMSAPI.Tag]]>([])
        private let asked = Mutex(0)

        /// - Parameter makes: whether the call whose answer is lost makes a key.
        func rule(makes: Bool = true, lost: FaultServer.Behaviour = .close) -> FaultServer.Rule {
            { request in
                switch request.operation {
                case "CreateKey":
                    let wasFirst = self.asked.withLock { asked in
                        asked += 1
                        return asked == 1
                    }
                    if makes || !wasFirst { self.make(request.body) }
                    return wasFirst ? lost : self.metadata
                case "ListKeys":
                    let keys = self.made.withLock { $0.indices.map { #"{"KeyId":"k\#($0)"}"# } }
                    return .answer(body: #"{"Keys":[\#((["{\"KeyId\":\"other\"}"] + keys).joined(separator: ","))]}"#)
                case "ListResourceTags": return self.tags(of: request.body)
                case "DescribeKey": return self.metadata
                default: return .close
                }
            }
        }

        private func make(_ body: String) {
            let tags = (try? JSONDecoder().decode(CreateKeyRequest.self, from: Data(body.utf8)))?.tags ?? []
            made.withLock { $0.append(tags) }
        }

        private var metadata: FaultServer.Behaviour {
            let last = made.withLock { $0.count - 1 }
            return .answer(
                body:
                    #"{"KeyMetadata":{"KeyId":"k\#(last)","Arn":"arn:aws:kms:us-east-1:1:key/k\#(last)","KeyState":"Enabled"}}"#
            )
        }

        private func tags(of body: String) -> FaultServer.Behaviour {
            let tags = made.withLock { made in
                made.indices.first { body.contains(#""k\#($0)""#) }.map { made[$0] } ?? []
            }
            let list = tags.map { #"{"TagKey":"\#($0.tagKey)","TagValue":"\#($0.tagValue)"}"# }
            return .answer(body: #"{"Tags":[\#(list.joined(separator: ","))],"Truncated":false}"#)
        }
    }

    private static let request = CreateKeyRequest(
        keySpec: .eccNISTP256, tags: [KMSAPI.Tag(tagKey: "team", tagValue: "login")])

    @Test(
        "a key whose answer was lost is found by its tag: no second one is made",
        arguments: [FaultServer.Behaviour.close, .reset, .half, FaultTests.error("KMSInternalException", status: 500)])
    func found(lost: FaultServer.Behaviour) async throws {
        let keys = Keys()
        try await FaultServer.withClient(by: keys.rule(lost: lost)) { client, _ in
            let answer = try await client.createKey(Self.request)
            #expect(answer.keyMetadata.keyID == "k0")
            #expect(keys.made.withLock { $0.count } == 1)
            #expect(keys.made.withLock { $0[0].map(\.tagKey) } == ["team", "jwt-kms:call"])
        }
    }

    @Test("where the lost call made none, the call is made again, after two more looks")
    func again() async throws {
        let (keys, hand) = (Keys(), HandTiming(random: 1))
        try await FaultServer.withClient(by: keys.rule(makes: false), timing: hand.timing) { client, server in
            let answer = try await client.createKey(Self.request)
            #expect(answer.keyMetadata.keyID == "k0")
            #expect(server.requests.filter { $0.contains("TrentService.CreateKey") }.count == 2)
            #expect(server.requests.filter { $0.contains("TrentService.ListKeys") }.count == 3)
            #expect(hand.sleeps == [.seconds(2), .seconds(4)])
        }
    }

    @Test("what was throttled made nothing, and is simply tried again")
    func throttled() async throws {
        let keys = Keys()
        let rule = keys.rule(makes: false, lost: FaultTests.error("ThrottlingException"))
        try await FaultServer.withClient(by: rule) { client, server in
            _ = try await client.createKey(Self.request)
            #expect(server.requests.count == 2)
        }
    }

    @Test("where nobody may look, the error says what to look for, and that trying again is no good idea")
    func unknown() async throws {
        let rule: FaultServer.Rule = { request in
            request.operation == "CreateKey" ? .close : FaultTests.error("AccessDeniedException")
        }
        try await FaultServer.withClient(by: rule) { client, server in
            let error = await #expect(throws: KMSError.self) { try await client.createKey(Self.request) }
            #expect(error?.kind == .transport)
            #expect(error?.isRetryable == false)
            #expect(error?.message.contains("look for the tag jwt-kms:call = ") == true)
            #expect(server.requests.filter { $0.contains("TrentService.CreateKey") }.count == 1)
        }
    }

    @Test("a list of keys without end is not read for ever")
    func endless() async throws {
        let rule: FaultServer.Rule = { request in
            request.operation == "CreateKey" ? .close : .answer(body: #"{"Keys":[],"NextMarker":"m","Truncated":true}"#)
        }
        try await FaultServer.withClient(by: rule) { client, server in
            let error = await #expect(throws: KMSError.self) { try await client.createKey(Self.request) }
            #expect(error?.message.contains("could not be found out") == true)
            #expect(server.requests.count == 201)
        }
    }

    @Test("who may not tag gets a key without the tag")
    func untagged() async throws {
        let keys = Keys()
        let denied: FaultServer.Behaviour = .answer(
            status: 400,
            body:
                #"{"__type":"AccessDeniedException","Message":"... is not authorized to perform: kms:TagResource on ..."}"#
        )
        try await FaultServer.withClient(by: keys.rule(makes: false, lost: denied)) { client, _ in
            _ = try await client.createKey(CreateKeyRequest(keySpec: .eccNISTP256))
            #expect(keys.made.withLock { $0 } == [[]])
        }
    }
}
