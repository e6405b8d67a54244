// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import KMSAPI
import Testing

@testable import AWSKMS

/// The cases that AWS wrote for the shared files: `Tests/Vectors/shared-config`.
@Suite("The shared config and credentials files, by AWS's cases")
struct ProfileVectorTests {
    struct Parsing: Decodable, CustomTestStringConvertible {
        struct Input: Decodable {
            var configFile: String?
            var credentialsFile: String?
        }

        struct Config: Decodable {
            var profiles: [String: [String: String]]
            var sso_sessions: [String: [String: String]]?
        }

        struct Output: Decodable {
            var config: Config?
            var errorContaining: String?
        }

        var name: String
        var input: Input
        var output: Output
        var testDescription: String { name }
    }

    struct Location: Decodable, CustomTestStringConvertible {
        var name: String
        var environment: [String: String]
        var platform: String
        var profile: String?
        var configLocation: String
        var credentialsLocation: String
        var testDescription: String { name }
    }

    private struct Suite<Case: Decodable>: Decodable { var tests: [Case] }

    private static func cases<Case: Decodable>(_ file: String) -> [Case] {
        (try? JSONDecoder().decode(Suite<Case>.self, from: VectorFolder.data("shared-config/\(file)")))?.tests ?? []
    }

    static let parsing: [Parsing] = cases("profile-parser-tests.json")
    static let locations: [Location] = cases("file-location-tests.json")

    /// What AWS's words are in ours.
    static let words = [
        "Profile definition must end with ']'": "a profile definition must end with ']'",
        "Expected a profile definition": "expected a profile definition",
        "Property did not have a name": "expected the name of a property before",
        "Expected an '=' sign defining a property": "expected an '=' sign, as",
        "Expected a property definition": "expected a property definition",
        "Expected a property definition, found continuation": "expected a property definition, NAME = VALUE, and found",
        "Expected an '=' sign defining a sub-property": "expected an '=' sign in a property within a property",
        "Sub-property did not have a name": "expected the name of a property within a property",
    ]

    static let locationsLeftOut = [
        "Windows has other paths, and this package does not run there": [
            "The default credentials location can be overridden by the user on windows platforms.",
            "The default credentials location can be overridden by the user on windows platforms.",
            "User home is loaded from $HOME with highest priority on windows platforms.",
            "User home is loaded from $HOMEDRIVE$HOMEPATH on windows platforms when $HOME and $USERPROFILE are not set.",
            "User home is loaded from $USERPROFILE on windows platforms when $HOME is not set.",
        ]
    ]

    @Test("all cases are there: 65 of parsing, 10 of them errors, and 9 of places, 5 of them left out by name")
    func count() {
        #expect(Self.parsing.count == 65)
        #expect(Self.parsing.count { $0.output.errorContaining != nil } == 10)
        #expect(Self.locations.count == 9)
        let leftOut = Self.locations.filter { $0.platform == "windows" }.map(\.name).sorted()
        #expect(leftOut == Self.locationsLeftOut.values.flatMap(\.self).sorted())
    }

    @Test("sections and properties, or the error, are as AWS says", arguments: parsing)
    func parse(_ vector: Parsing) async throws {
        let machine = Machine(config: vector.input.configFile, credentials: vector.input.credentialsFile)
        guard let expected = vector.output.config else {
            let error = try await #require(throws: KMSError.self) { try await machine.load() }
            let words = try #require(Self.words[vector.output.errorContaining ?? ""])
            #expect(error.kind == .configuration)
            #expect(error.message.contains(words))
            #expect(error.message.contains("~/.aws/config, line "))
            return
        }
        let config = try await machine.load()
        #expect(Self.values(config.profiles) == expected.profiles)
        #expect(Self.values(config.ssoSessions) == expected.sso_sessions ?? [:])
        #expect(config.services.isEmpty)
    }

    private static func values(_ sections: [String: ConfigSection]) -> [String: [String: String]] {
        sections.mapValues { $0.properties.mapValues(\.value) }
    }

    @Test(
        "the files and the profile are those of the environment", arguments: locations.filter { $0.platform == "linux" }
    )
    func locate(_ vector: Location) async throws {
        let environment = Environment(vector.environment)
        #expect(ConfigFile.config(environment).path == vector.configLocation)
        #expect(ConfigFile.credentials(environment).path == vector.credentialsLocation)
        var machine = Machine()
        machine.environment = vector.environment
        machine.files[vector.configLocation] = Data("[profile of-config]".utf8)
        machine.files[vector.credentialsLocation] = Data("[of-credentials]".utf8)
        let config = try await machine.load()
        #expect(config.profiles.keys.sorted() == ["of-config", "of-credentials"])
        if let profile = vector.profile { #expect(config.selected.value == profile) }
    }
}
