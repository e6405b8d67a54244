// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

/// A place where credentials may be found.
///
/// The seam exists because AWS has many such places, asked in a fixed order: each is a small type of its own, and
/// ``CredentialChain`` asks them one after another. Conform a type of your own to take credentials from elsewhere: a
/// vault, say. They are kept until shortly before they expire, and fetched once for all calls that wait.
public protocol CredentialSource: Sendable {
    /// What the source is called in errors, such as `environment`.
    var name: String { get }

    /// The credentials; nil where the source is not set up, so that the next one is asked.
    ///
    /// - Throws: `KMSError` of kind `credentials` where the source is set up and fails: nobody else is asked then.
    func credentials() async throws -> Credentials?
}

/// Credentials that were given in code.
public struct StaticCredentials: CredentialSource {
    /// `code`
    public let name = "code"
    private let given: Credentials

    /// A source of these.
    public init(_ credentials: Credentials) { given = credentials }

    /// What was given.
    public func credentials() async throws -> Credentials? { given }
}

/// The sources of credentials, in the order in which they are asked.
package struct CredentialChain: Sendable {
    let sources: [any CredentialSource]

    package init(_ sources: [any CredentialSource]) { self.sources = sources }

    /// The credentials of the first source that is set up.
    ///
    /// - Throws: `KMSError` of kind `credentials` where none is, which names those that were asked, and where they
    ///   can't be credentials; what a source throws.
    package func credentials() async throws -> Credentials {
        for source in sources {
            guard let credentials = try await source.credentials() else { continue }
            guard credentials.canBeHeaders else { throw Self.refusal(source) }
            return credentials
        }
        throw KMSError(
            .credentials,
            message: "no AWS credentials were found (asked: \(sources.map(\.name).joined(separator: ", "))); "
                + "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give credentials in code")
    }

    private static func refusal(_ source: any CredentialSource) -> KMSError {
        KMSError(
            .credentials,
            message: "the AWS credentials (of: \(source.name)) are empty, or hold white space or other characters that "
                + "no credential has, such as the line end of a file")
    }
}
