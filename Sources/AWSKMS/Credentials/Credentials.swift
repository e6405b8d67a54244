// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// What requests to AWS are signed with. No description, dump or log of it shows the secret or the session token.
public struct Credentials: Sendable, Equatable {
    /// The access key id. It is no secret: AWS shows it in logs.
    public var accessKeyID: String
    /// The secret access key.
    public var secretAccessKey: String
    /// The session token that belongs to temporary credentials.
    public var sessionToken: String?
    /// When AWS stops taking them; nil for never.
    public var expiration: Date?
    /// The account that they belong to, where their source tells.
    public var accountID: String?
    /// Where they were found.
    package var origin: Origin

    /// Credentials of these members.
    public init(
        accessKeyID: String, secretAccessKey: String, sessionToken: String? = nil, expiration: Date? = nil,
        accountID: String? = nil
    ) {
        self.init(
            accessKeyID: accessKeyID, secretAccessKey: secretAccessKey, sessionToken: sessionToken,
            expiration: expiration, accountID: accountID, origin: .code)
    }

    package init(
        accessKeyID: String, secretAccessKey: String, sessionToken: String?, expiration: Date?, accountID: String?,
        origin: Origin
    ) {
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken
        self.expiration = expiration
        self.accountID = accountID
        self.origin = origin
    }
}

extension Credentials {
    /// Whether they are the same keys. Their end may have been moved, by a source that has no others.
    func isSame(as other: Credentials) -> Bool {
        accessKeyID == other.accessKeyID && secretAccessKey == other.secretAccessKey
            && sessionToken == other.sessionToken
    }

    /// Whether they can stand in header lines as they are. An HTTP client that is given others shows them in its error.
    var canBeHeaders: Bool {
        [accessKeyID, secretAccessKey, sessionToken ?? "-"].allSatisfy { text in
            !text.isEmpty && text.utf8.allSatisfy { (0x21..<0x7F).contains($0) }
        }
    }
}

extension Credentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The access key id alone.
    public var description: String { "Credentials(accessKeyID: \(accessKeyID), secrets not shown)" }
    /// The access key id alone.
    public var debugDescription: String { description }
    /// The access key id alone.
    public var customMirror: Mirror { Mirror(self, children: ["accessKeyID": accessKeyID]) }
}
