// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

/// A place where credentials may be found.
///
/// The seam exists because AWS has many such places, asked in a fixed order: each is a small type of its own, and
/// a client asks them one after another. Conform a type of your own to take credentials from elsewhere: a
/// vault, say. They are kept until shortly before they expire, and fetched once for all calls that wait.
public protocol CredentialSource: Sendable {
    /// What the source is called in errors, such as `environment`.
    var name: String { get }

    /// The credentials; nil where the source is not set up, so that the next one is asked. After one that is given in code
    /// there is none: nil is an error then.
    ///
    /// - Throws: `KMSError` of kind `credentials` where the source is set up and fails: nobody else is asked then.
    func credentials() async throws -> Credentials?
}

/// Credentials are a source of themselves.
extension Credentials: CredentialSource {
    /// `code`
    public var name: String { "code" }

    /// These.
    public func credentials() async throws -> Credentials? { self }
}

/// The sources of credentials, in the order in which they are asked.
package struct CredentialChain: Sendable {
    /// Below the error of who has set up no source at all: what a program says then is "where to begin", not "what broke".
    package struct NoneFound: Error {}

    let sources: [any CredentialSource]
    /// Whether the user gave the source in code.
    private let isGiven: Bool

    package init(_ sources: [any CredentialSource], isGiven: Bool = false) {
        self.sources = sources
        self.isGiven = isGiven
    }

    /// The credentials of the first source that is set up.
    ///
    /// - Throws: `KMSError` of kind `credentials` where none is, which names those that were asked, and where they
    ///   can't be credentials; what a source throws.
    package func credentials() async throws -> Credentials {
        for source in sources {
            guard let credentials = try await Self.ask(source) else { continue }
            guard credentials.canBeHeaders else { throw Self.refusal(credentials) }
            return credentials
        }
        if isGiven {
            throw KMSError(
                .credentials,
                message:
                    "the source of credentials that was given in code, \(sources.map(\.name).joined()), has none; no "
                    + "other is asked")
        }
        throw KMSError(
            .credentials,
            message: "no AWS credentials were found (asked: \(sources.map(\.name).joined(separator: ", "))); "
                + "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, name a profile (AWS_PROFILE), or give credentials in "
                + "code", underlying: NoneFound())
    }

    /// A source of the user's throws what it likes, and says nothing of where its credentials are from.
    private static func ask(_ source: any CredentialSource) async throws -> Credentials? {
        do {
            guard var credentials = try await source.credentials() else { return nil }
            if credentials.origin == .code { credentials.origin = .other(source.name) }
            return credentials
        } catch let error where !(error is KMSError || error is CancellationError) {
            throw KMSError(
                .credentials, message: "the source of credentials \(source.name) threw \(type(of: error))",
                isRetryable: true, underlying: error)
        }
    }

    private static func refusal(_ credentials: Credentials) -> KMSError {
        KMSError(
            .credentials,
            message:
                "the AWS credentials (of: \(credentials.origin)) are empty, or hold white space or other characters "
                + "that no credential has, such as the line end of a file")
    }
}
