// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import KMSAPI
import KMSTransport

@testable import AWSKMS

/// A source that gives what it is told to.
struct FixedSource: CredentialSource {
    var name: String
    var given: Credentials?

    func credentials() async throws -> Credentials? { given }
}

extension SharedConfig {
    /// Of the text of a config file; `profile` is named in code.
    static func of(_ text: String, profile: String? = nil, from origin: Origin = .code) throws -> SharedConfig {
        var config = SharedConfig()
        config.add(try ConfigParser.sections(of: Data(text.utf8), file: "~/.aws/config"), of: .config)
        if let profile { config.selected = Found(profile, from: origin) }
        return config
    }
}

extension NamedSources {
    /// With a container, an instance and processes that give what they are told to.
    static func sample(
        _ config: SharedConfig, http: any HTTPExchange = ScriptedExchange.silent,
        environment: [String: String] = [:], files: Files = Files(root: "/nowhere"), clock: HandTiming = HandTiming(),
        container: Credentials? = nil, instance: Credentials? = nil
    ) -> NamedSources {
        let surroundings = Surroundings(
            environment: Environment(environment), files: files, timing: clock.timing, http: http,
            metadata: ScriptedExchange.silent)
        return NamedSources(
            surroundings, resolver: EndpointResolver(environment: surroundings.environment, config: config),
            region: "eu-west-1", container: FixedSource(name: "container", given: container),
            instanceMetadata: FixedSource(name: "instance metadata", given: instance),
            process: { FixedSource(name: "process", given: Credentials(accessKeyID: $0.name, secretAccessKey: "p")) })
    }
}

/// A folder of a test's own, removed when it ends.
struct TemporaryRoot: ~Copyable {
    let url: URL
    var files: Files { Files(root: url.path()) }

    init(_ contents: [String: String] = [:]) throws {
        url = FileManager.default.temporaryDirectory.appending(path: "jwt-kms-\(UUID().uuidString)")
        for (path, text) in contents {
            let file = url.appending(path: path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
    }

    func text(_ path: String) throws -> String { try String(contentsOf: url.appending(path: path), encoding: .utf8) }

    deinit { try? FileManager.default.removeItem(at: url) }
}
