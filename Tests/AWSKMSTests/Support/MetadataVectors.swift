// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import AWSKMS

/// The cases that AWS wrote for the places of metadata services: `Tests/Vectors/metadata-services`.
enum MetadataVectors {
    struct Case: Decodable, Sendable, CustomTestStringConvertible {
        struct Expectation: Decodable, Sendable {
            var Ok: String?
            var Err: String?
            var ErrorContains: String?
        }

        var docs: String
        var env: [String: String]
        var fs: [String: String]?
        var endpoint_override: String?
        var mode_override: String?
        var result: Expectation

        var testDescription: String { docs }
    }

    static func cases(_ file: String) -> [Case] {
        struct File: Decodable { var tests: [Case] }
        let url = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Vectors/metadata-services/\(file)").standardizedFileURL
        return (try? JSONDecoder().decode(File.self, from: Data(contentsOf: url)).tests) ?? []
    }
}
