// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// What lies below a `KMSError` that no KMS answered: the key is not one for what the caller asks of it, or serves
/// several algorithms of which the caller names none.
package struct UnfitKey: Error {
    /// The names of the JWS algorithms of which the caller could name one; empty where none would help.
    package let served: [String]

    package init(served: [String]) { self.served = served }
}
