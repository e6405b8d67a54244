// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Crypto

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What `aws sso login` leaves behind: the token of the person who logged in, and what a new one is had with.
struct SSOToken: Sendable, Equatable, Codable {
    var accessToken: String
    /// ISO 8601, as all dates of the file.
    var expiresAt: String
    var refreshToken: String?
    var clientId: String?
    var clientSecret: String?
    var registrationExpiresAt: String?
    var region: String?
    var startUrl: String?

    var expiration: Date? { Self.date(expiresAt) }
    var registrationExpiration: Date? { registrationExpiresAt.flatMap(Self.date) }

    /// Older versions of the AWS CLI write `2020-06-17T10:02:08UTC`.
    private static func date(_ text: String) -> Date? {
        ISO8601.date(text.hasSuffix("UTC") ? text.dropLast(3) + "Z" : text)
    }
}

extension SSOToken: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    var description: String { "SSOToken(expiresAt: \(Excerpt.of(expiresAt, maximumBytes: 64)), secrets not shown)" }
    var debugDescription: String { description }
    var customMirror: Mirror { Mirror(self, children: ["expiresAt": expiresAt]) }
}

/// The file that an ``SSOToken`` is kept in. The AWS CLI and the SDKs share it.
struct SSOTokenCache: Sendable {
    /// nil where it depends on `HOME`, which is not set.
    let path: String?
    let files: Files

    static let maximumBytes = 262_144

    init(_ settings: SSOSettings, _ environment: Environment, _ files: Files) {
        let key = settings.session ?? settings.startURL
        // Not for secrecy: it is how the AWS CLI names the file.
        let name = Hexadecimal.of(Insecure.SHA1.hash(data: Data(key.utf8)))
        path = environment["HOME"].map { home in
            (home.hasSuffix("/") ? String(home.dropLast()) : home) + "/.aws/sso/cache/\(name).json"
        }
        self.files = files
    }

    /// - Throws: ``Files/Failure`` where there is no token.
    func token() async throws(Files.Failure) -> SSOToken {
        guard let path else { throw Files.Failure(description: "HOME is not set, so ~/.aws/sso/cache is not found") }
        guard let contents = try await files.contents(of: path, maximumBytes: Self.maximumBytes) else {
            throw Files.Failure(description: "\(path) is not there")
        }
        guard let token = try? JSONDecoder().decode(SSOToken.self, from: contents), token.expiration != nil else {
            throw Files.Failure(description: "\(path) does not hold the token that `aws sso login` writes")
        }
        return token
    }

    /// - Throws: ``Files/Failure``.
    func keep(_ token: SSOToken) async throws(Files.Failure) {
        guard let path else { return }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let contents = try? encoder.encode(token) else { return }
        try await files.write(contents, to: path)
    }
}
