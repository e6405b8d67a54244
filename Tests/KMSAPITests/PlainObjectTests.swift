// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import KMSAPI

@Suite("The short way to and from JSON")
struct PlainObjectTests {
    private static let request = SignRequest(
        keyID: "alias/x", message: Data([0xFB, 0xFF, 1]), messageType: .digest, signingAlgorithm: .ecdsaSHA256)

    @Test("what is plain is written as a JSON encoder would, and all else is left to one")
    func writing() throws {
        let plain = try #require(Self.request.plainJSON)
        #expect(
            String(decoding: plain, as: UTF8.self)
                == #"{"KeyId":"alias/x","Message":"+/8B","MessageType":"DIGEST","SigningAlgorithm":"ECDSA_SHA_256"}"#)
        #expect(try KMSCoding.decoder().decode(SignRequest.self, from: plain) == Self.request)
        var others = [Self.request, Self.request]
        others[0].dryRun = true
        others[1].grantTokens = ["t"]
        for character in ["\"", "\\", "\n", "\u{0}", "\u{7F}", "é", "\u{2028}"] {
            var other = Self.request
            other.keyID = "alias/\(character)"
            others.append(other)
        }
        for other in others {
            #expect(other.plainJSON == nil)
            #expect(try KMSCoding.decoder().decode(SignRequest.self, from: other.json()) == other)
        }
    }

    @Test("what is plain is read as a JSON decoder would")
    func reading() throws {
        let answer = SignResponse(keyID: "k", signature: Data([1, 2, 3, 4]), signingAlgorithm: .ecdsaSHA256)
        for text in [
            #"{"KeyId":"k","Signature":"AQIDBA==","SigningAlgorithm":"ECDSA_SHA_256"}"#,
            "{ \"SigningAlgorithm\" :\n\"ECDSA_SHA_256\",\t\"Signature\": \"AQIDBA==\" , \"KeyId\":\"k\"}\r\n",
            #"{"KeyId":"k","Later":"","Signature":"AQIDBA==","SigningAlgorithm":"ECDSA_SHA_256"}"#,
        ] {
            #expect(SignRequest.plainResponse(Data(text.utf8)) == answer)
            #expect(try SignRequest.response(Data(text.utf8)) == answer)
        }
    }

    @Test(
        "what is not so plain is left to a JSON decoder",
        arguments: [
            #"{"KeyId":"\u006b","Signature":"AQIDBA==","SigningAlgorithm":"ECDSA_SHA_256"}"#,
            #"{"KeyId":"k","Later":1,"Signature":"AQIDBA==","SigningAlgorithm":"ECDSA_SHA_256"}"#,
            #"{"KeyId":"k","Later":{"a":"b"},"Signature":"AQIDBA==","SigningAlgorithm":"ECDSA_SHA_256"}"#,
        ])
    func left(text: String) throws {
        #expect(SignRequest.plainResponse(Data(text.utf8)) == nil)
        #expect(try SignRequest.response(Data(text.utf8)).keyID == "k")
    }

    @Test(
        "what is no answer is none by either way",
        arguments: [
            "", "{}", "{", "[]", "null", #"{"KeyId":"k","Signature":"AQIDBA==","SigningAlgorithm":"E"}x"#,
            #"{"KeyId":"k","Signature":"AQIDBA==","SigningAlgorithm":"E""#, #"{"KeyId":"k","SigningAlgorithm":"E"}"#,
            #"{"KeyId":"k","Signature":"!","SigningAlgorithm":"E"}"#, "{\"KeyId\":\"\n\"}", #"{"KeyId":"k""#,
            #"{"KeyId" "k"}"#, #"{KeyId:"k"}"#, #"{"KeyId":k}"#,
        ])
    func none(text: String) {
        #expect(SignRequest.plainResponse(Data(text.utf8)) == nil)
        #expect(throws: DecodingError.self) { try SignRequest.response(Data(text.utf8)) }
    }

    @Test("a member that is there twice is left to the decoder")
    func twice() {
        #expect(PlainObject.members(Data(#"{"a":"b","a":"c"}"#.utf8)) == nil)
    }
}
