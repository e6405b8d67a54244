// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What a container shows to be given its credentials: the text of the header `Authorization`, as it is.
struct ContainerAuthorization: Sendable {
    static let file = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"
    static let variable = "AWS_CONTAINER_AUTHORIZATION_TOKEN"

    /// Read anew at every call: EKS writes another token into the file before the old one expires.
    ///
    /// - Returns: nil where none is named.
    /// - Throws: `KMSError` of kind `credentials`.
    static func token(_ environment: Environment, _ files: Files) async throws(KMSError) -> String? {
        guard let path = environment[file] else {
            return try environment[variable].map { text throws(KMSError) in try check(text, variable) }
        }
        let contents: Data?
        do {
            contents = try await files.contents(of: path, maximumBytes: 65_536)
        } catch {
            throw refusal(file, "can't be read: \(Excerpt.of(error.description, maximumBytes: 256))")
        }
        guard let contents else {
            throw refusal(file, "can't be read: there is no \(Excerpt.of(path, maximumBytes: 256))")
        }
        return try check(String(decoding: contents, as: UTF8.self), file)
    }

    /// A line end would begin a header of its own.
    private static func check(_ text: String, _ origin: String) throws(KMSError) -> String {
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) else {
            throw refusal(
                origin, "is empty, or holds a line end or other characters that no header has; write it without them")
        }
        return text
    }

    private static func refusal(_ origin: String, _ why: String) -> KMSError {
        KMSError(.credentials, message: "the authorization token for the container's credentials (\(origin)) \(why)")
    }
}
