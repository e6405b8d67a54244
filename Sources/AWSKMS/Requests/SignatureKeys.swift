// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Crypto
import Synchronization

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The keys that requests are signed with. One serves for a day, a Region and a pair of credentials: four HMACs that need
/// not be made again for every request.
///
/// The latest few are kept, so that credentials that were replaced, and days that are over, go.
package final class SignatureKeys: Sendable {
    package init() {}

    private struct Entry: Sendable {
        let credentials: Credentials
        let steps: [String]
        let key: SymmetricKey
    }

    private static let most = 8
    private let entries = Mutex([Entry]())

    func key(_ credentials: Credentials, _ day: String, _ region: String, _ service: String) -> SymmetricKey {
        let steps = [day, region, service, "aws4_request"]
        let known = entries.withLock { entries in
            entries.first { $0.steps == steps && $0.credentials == credentials }?.key
        }
        if let known { return known }
        let start = SymmetricKey(data: Data("AWS4\(credentials.secretAccessKey)".utf8))
        let key = steps.reduce(start) { key, step in
            SymmetricKey(data: HMAC<SHA256>.authenticationCode(for: Data(step.utf8), using: key))
        }
        entries.withLock { entries in
            entries.insert(Entry(credentials: credentials, steps: steps, key: key), at: 0)
            if entries.count > Self.most { entries.removeLast() }
        }
        return key
    }

    /// How many keys are kept: for tests.
    var count: Int { entries.withLock { $0.count } }
}
