// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPFaults
import KMSAPI
import Testing

@testable import AWSKMS

/// Requests and answers that the authors of the protocol wrote, sent and read by the client over HTTP:
/// `Tests/Vectors/awsjson`.
@Suite("Requests and answers in AWS JSON 1.1")
struct AWSJSONTests {
    struct Vector: Decodable {
        var id: String
        var headers: [String: String]
        var uri: String?
        var method: String?
        var host: String?
        var body: String?
    }

    /// The members of the protocol's test service that are of the types that KMS has.
    struct KitchenSink: KMSRequest, Equatable {
        typealias Response = KitchenSink
        static var operation: KMSOperation { KMSOperation(rawValue: "KitchenSinkOperation") }

        struct Structure: Codable, Equatable {
            var Value: String?
            var RenamedMember: String?
        }

        var String: String?
        var Value: String?
        var string: String?
        var Integer: Int?
        var Long: Int64?
        var Boolean: Bool?
        var Blob: Data?
        var Timestamp: Date?
        var UnixTimestamp: Date?
        var ListOfStrings: [String]?
        var ListOfStructs: [Structure]?
        var SimpleStruct: Structure?
        var StructWithJsonName: Structure?
        var EmptyStruct: Structure?
    }

    static let date = Date(timeIntervalSince1970: 946_845_296)

    static let requests: [String: KitchenSink] = [
        "sends_requests_to_slash": .init(), "includes_x_amz_target_and_content_type": .init(),
        "json_1_1_client_sends_empty_payload_for_no_input_shape": .init(),
        "AwsJson11StructuresDontSerializeNullValues": .init(string: nil),
        "can_call_operation_with_no_input_or_output": .init(),
        "can_call_operation_with_optional_input": .init(Value: "Hi"),
        "AwsJson11HostWithPath": .init(),
        "serializes_string_shapes": .init(String: "abc xyz"), "serializes_integer_shapes": .init(Integer: 1234),
        "serializes_long_shapes": .init(Long: 999_999_999_999),
        "serializes_blob_shapes": .init(Blob: Data("binary-value".utf8)),
        "serializes_boolean_shapes_true": .init(Boolean: true),
        "serializes_boolean_shapes_false": .init(Boolean: false),
        "serializes_timestamp_shapes": .init(Timestamp: date),
        "serializes_timestamp_shapes_with_unixtimestamp_timestampformat": .init(UnixTimestamp: date),
        "serializes_list_shapes": .init(ListOfStrings: ["abc", "mno", "xyz"]),
        "serializes_empty_list_shapes": .init(ListOfStrings: []),
        "serializes_list_of_structure_shapes": .init(ListOfStructs: ["abc", "mno", "xyz"].map { .init(Value: $0) }),
        "serializes_structure_shapes": .init(SimpleStruct: .init(Value: "abc")),
        "serializes_structure_members_with_locationname_traits":
            .init(StructWithJsonName: .init(Value: "some-value")),
        "serializes_empty_structure_shapes": .init(SimpleStruct: .init()),
        "serializes_structure_which_have_no_members": .init(EmptyStruct: .init()),
    ]

    static let requestsLeftOut = [
        "what a server does": [
            "json_1_1_service_supports_empty_payload_for_no_input_shape",
            "AwsJson11ServersDontDeserializeNullStructureValues", "AwsJson11MustSupportParametersInContentType",
        ],
        "KMS has no maps": [
            "AwsJson11SparseMapsSerializeNullValues", "serializes_list_of_map_shapes", "serializes_map_shapes",
            "serializes_empty_map_shapes", "serializes_map_of_list_shapes", "serializes_map_of_structure_shapes",
            "serializes_map_of_recursive_structure_shapes",
        ],
        "KMS has no lists with nulls": ["AwsJson11SparseListsSerializeNull"],
        "KMS has no fractions but in times": ["serializes_float_shapes", "serializes_double_shapes"],
        "KMS has times in seconds only": [
            "serializes_timestamp_shapes_with_iso8601_timestampformat",
            "serializes_timestamp_shapes_with_httpdate_timestampformat",
        ],
        "KMS has no JSON in strings": ["serializes_string_shapes_with_jsonvalue_trait"],
        "KMS has no recursive structures": [
            "serializes_list_of_recursive_structure_shapes", "serializes_recursive_structure_shapes",
        ],
    ]

    static let responses: [String: KitchenSink] = [
        "handles_empty_output_shape": .init(), "handles_unexpected_json_output": .init(),
        "json_1_1_service_responds_with_no_payload": .init(),
        "AwsJson11StructuresDontDeserializeNullValues": .init(),
        "parses_operations_with_empty_json_bodies": .init(), "parses_string_shapes": .init(String: "string-value"),
        "parses_integer_shapes": .init(Integer: 1234), "parses_long_shapes": .init(Long: 1_234_567_890_123_456_789),
        "parses_boolean_shapes_true": .init(Boolean: true), "parses_boolean_false": .init(Boolean: false),
        "parses_blob_shapes": .init(Blob: Data("binary-value".utf8)),
        "parses_timestamp_shapes": .init(Timestamp: date),
        "parses_list_shapes": .init(ListOfStrings: ["abc", "mno", "xyz"]),
        "parses_list_of_structure_shapes": .init(ListOfStructs: ["value-1", "value-2"].map { .init(Value: $0) }),
        "parses_the_request_id_from_the_response": .init(),
    ]

    static let responsesLeftOut = [
        "what a server does": ["AwsJson11ServersDontSerializeNullStructureValues"],
        "KMS has no maps": [
            "AwsJson11SparseMapsDeserializeNullValues", "parses_list_of_map_shapes", "parses_map_shapes",
            "parses_map_of_list_shapes", "parses_map_of_map_shapes", "parses_map_of_structure_shapes",
            "parses_map_of_recursive_structure_shapes",
        ],
        "KMS has no lists with nulls, and none in lists": [
            "AwsJson11SparseListsDeserializeNull", "parses_list_of_list_shapes",
        ],
        "KMS has no fractions but in times": ["parses_float_shapes", "parses_double_shapes"],
        "KMS has times in seconds only": [
            "AwsJson11DateTimeWithNegativeOffset", "AwsJson11DateTimeWithPositiveOffset",
            "AwsJson11DateTimeWithFractionalSeconds", "parses_iso8601_timestamps", "parses_httpdate_timestamps",
        ],
        "KMS has no recursive structures": ["parses_list_of_recursive_structure_shapes"],
    ]

    @Test("22 of 40 requests are sent as they must be, and 18 are left out by name")
    func requests() async throws {
        let vectors = try Self.vectors("requests")
        #expect(vectors.count == 40)
        #expect(Set(vectors.map(\.id)) == Set(Self.requests.keys).union(Self.requestsLeftOut.values.joined()))
        var run = 0
        for vector in vectors {
            guard let request = Self.requests[vector.id] else { continue }
            run += 1
            let path = vector.host.map { String($0.drop { $0 != "/" }) } ?? ""
            let sent = try await FaultServer.withClient(.answer(body: "{}"), path: path) { client, server in
                _ = try await client.call(request, key: nil)
                return try #require(server.requests.first)
            }
            try Self.expect(sent, toBe: vector)
        }
        #expect(run == 22)
    }

    @Test("15 of 33 answers are read as they must be, and 18 are left out by name")
    func responses() async throws {
        let vectors = try Self.vectors("responses")
        #expect(vectors.count == 33)
        #expect(Set(vectors.map(\.id)) == Set(Self.responses.keys).union(Self.responsesLeftOut.values.joined()))
        var run = 0
        for vector in vectors {
            guard let expected = Self.responses[vector.id] else { continue }
            run += 1
            let headers = vector.headers.map { "\($0.key): \($0.value)" }
            try await FaultServer.withClient(.answer(headers: headers, body: vector.body ?? "")) { client, _ in
                let answer = try await client.call(KitchenSink(), key: nil)
                #expect(answer == expected, "\(vector.id)")
            }
        }
        #expect(run == 15)
    }

    private static func expect(_ sent: String, toBe vector: Vector) throws {
        let parts = sent.components(separatedBy: "\r\n\r\n")
        #expect(sent.hasPrefix("\(vector.method ?? "") \(vector.uri ?? "") HTTP/1.1\r\n"), "\(vector.id)")
        #expect(parts[0].contains("\r\ncontent-type: \(vector.headers["Content-Type"] ?? "")"), "\(vector.id)")
        // The operations of the test service go by one name here.
        #expect(parts[0].contains("\r\nx-amz-target: TrentService.KitchenSinkOperation"), "\(vector.id)")
        let body = try JSONSerialization.jsonObject(with: Data(parts[1].utf8)) as? NSDictionary
        let expected = try JSONSerialization.jsonObject(with: Data((vector.body ?? "{}").utf8)) as? NSDictionary
        #expect(body == expected && body != nil, "\(vector.id): \(parts[1])")
    }

    private static func vectors(_ name: String) throws -> [Vector] {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../Vectors/awsjson/\(name).json")
        return try JSONDecoder().decode([Vector].self, from: Data(contentsOf: file))
    }
}
