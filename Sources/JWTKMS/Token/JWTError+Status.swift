// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

public import JWTKit

extension JWTError {
    /// The HTTP status that a server may answer with: 401, because the token is bad (RFC 6750 section 3.1). That of a
    /// `KMSError` says that the token could not be checked.
    public var suggestedStatus: Int { 401 }
}
