// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// One thing that a rotation does to the keys, and when.
public struct RotationStep: Sendable, Hashable {
    /// What is done. Each can be repeated: broken off after any call to KMS, it is finished by doing it again.
    public enum Action: Sendable, Hashable {
        /// Make a key of the current one's type, and publish it as the next one.
        case create
        /// Publish a key that was made and never was.
        case publish(keyID: String)
        /// Let the next key sign, and the current one be the one before.
        case promote(keyID: String)
        /// Have a key deleted whose tokens are all over, and take it out of those that are published.
        case retire(keyID: String)
        /// Take a key out of those that are published, and leave it to whoever uses it by another name.
        case release(keyID: String)
        /// Have a key deleted that was made for this and never published.
        case discard(keyID: String)
        /// Let a key sign in the place of one that nobody is to trust any more, which is disabled and published no longer.
        case revoke(keyID: String)
        /// Write on a key what happened to it, in the place of what it says of an earlier time.
        case mark(keyID: String, Mark)

        /// The key that is known already; nil for one that is to be made.
        var keyID: String? {
            switch self {
            case .create: nil
            case .publish(let keyID), .promote(let keyID), .retire(let keyID), .release(let keyID), .discard(let keyID),
                .revoke(let keyID), .mark(let keyID, _):
                keyID
            }
        }
    }

    /// What is written on a key.
    public enum Mark: String, Sendable, Hashable {
        /// It is published as the next one.
        case announced
        /// It signs.
        case promoted
        /// Another signs in its place.
        case demoted
    }

    /// What is done.
    public let action: Action
    /// When it may be done; in the past where that is now.
    public let due: Date
}

/// Why a rotation can't go on before somebody acts.
public struct RotationObstacle: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong and what to do.
    public let description: String

    init(_ description: String) { self.description = description }
}
