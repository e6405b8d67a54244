// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import AWSKMS

/// Error answers that the authors of the protocol wrote: `Tests/Vectors/awsjson`.
@Suite("Errors in AWS JSON 1.1")
struct ErrorResponseTests {
    struct Case: Decodable {
        struct Parameters: Decodable { var Message: String? }

        var shape: String
        var id: String
        var headers: [String: String]?
        var body: String?
        var params: Parameters?
    }

    @Test("all 14 cases give their code, and their message where they have one")
    func vectors() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../Vectors/awsjson/error-responses.json")
        let cases = try JSONDecoder().decode([Case].self, from: Data(contentsOf: file))
        #expect(cases.count == 14)
        for test in cases {
            let type = test.headers?.first { $0.key.lowercased() == "x-amzn-errortype" }?.value
            let response = ErrorResponse(errorType: type, body: Data((test.body ?? "").utf8))
            #expect(response.code == test.shape, "\(test.id)")
            #expect(response.message == test.params?.Message, "\(test.id)")
        }
    }
}
