// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if Tools
import HummingbirdCore
import LocalKMS

/// The page for people.
struct KeyPage: Sendable {
    let kms: LocalKMS

    func response(url: String) async -> Response { .json("{}") }
}
#endif
