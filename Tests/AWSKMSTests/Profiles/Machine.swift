// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation

@testable import AWSKMS

/// A machine of a test's own: files by their paths, and the environment that is given.
struct Machine {
    var environment: [String: String] = ["HOME": "/home/user"]
    var files: [String: Data] = [:]

    init(config: String? = nil, credentials: String? = nil, _ environment: [String: String] = [:]) {
        self.environment.merge(environment) { $1 }
        files["/home/user/.aws/config"] = config.map { Data($0.utf8) }
        files["/home/user/.aws/credentials"] = credentials.map { Data($0.utf8) }
    }

    /// What is loaded here.
    func load(profile: String? = nil) async throws -> SharedConfig {
        let root = FileManager.default.temporaryDirectory.appending(path: "jwt-kms-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: root) }
        for (path, contents) in files {
            let file = root.appending(path: path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try contents.write(to: file)
        }
        return try await SharedConfig.load(Environment(environment), Files(root: root.path()), profile: profile)
    }
}

/// A folder of `Tests/Vectors`.
enum VectorFolder {
    static func data(_ path: String) throws -> Data {
        try Data(
            contentsOf: URL(filePath: #filePath).deletingLastPathComponent()
                .appending(path: "../../Vectors/\(path)").standardizedFileURL)
    }
}
