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
/// The latest few are kept, so that credentials that were replaced, and days that are over, go. So is the latest second,
/// as AWS writes it: many requests are made in it.
package final class SignatureKeys: Sendable {
    package init() {}

    private struct Entry: Sendable {
        let credentials: Credentials
        let day: String
        let region: String
        let service: String
        let key: SignatureKey

        func serves(_ credentials: Credentials, _ day: String, _ region: String, _ service: String) -> Bool {
            self.day == day && self.region == region && self.service == service && self.credentials == credentials
        }
    }

    private static let most = 8
    private let entries = Mutex([Entry]())
    private let latest = Mutex<(second: TimeInterval, moment: Moment)?>(nil)

    func key(_ credentials: Credentials, _ day: String, _ region: String, _ service: String) -> SignatureKey {
        let known = entries.withLock { entries in
            entries.first { $0.serves(credentials, day, region, service) }?.key
        }
        if let known { return known }
        let start = SymmetricKey(data: Data("AWS4\(credentials.secretAccessKey)".utf8))
        let steps = [day, region, service, "aws4_request"]
        let secret = steps.reduce(start) { key, step in
            SymmetricKey(data: HMAC<SHA256>.authenticationCode(for: Data(step.utf8), using: key))
        }
        let key = SignatureKey(secret: secret, scope: steps.joined(separator: "/"), credentials.accessKeyID)
        entries.withLock { entries in
            entries.insert(Entry(credentials: credentials, day: day, region: region, service: service, key: key), at: 0)
            if entries.count > Self.most { entries.removeLast() }
        }
        return key
    }

    /// A date, as AWS writes it.
    func moment(_ date: Date) -> Moment {
        let second = date.timeIntervalSince1970.rounded(.down)
        if let latest = latest.withLock({ $0 }), latest.second == second { return latest.moment }
        let moment = Moment(date)
        latest.withLock { $0 = (second, moment) }
        return moment
    }

    /// How many keys are kept: for tests.
    var count: Int { entries.withLock { $0.count } }
}

/// What requests of a day, a Region and a service are signed with.
struct SignatureKey: Sendable {
    private let secret: SymmetricKey
    /// The key hashed already: a copy of it begins each code.
    private let beginning: HMAC<SHA256>
    /// `20150830/us-east-1/kms/aws4_request`.
    let scope: String
    /// How `Authorization` begins, up to the names of the headers.
    let credential: String

    init(secret: SymmetricKey, scope: String, _ accessKeyID: String) {
        self.secret = secret
        beginning = HMAC(key: secret)
        self.scope = scope
        credential = "AWS4-HMAC-SHA256 Credential=\(accessKeyID)/\(scope), SignedHeaders="
    }

    func authenticationCode(for text: [UInt8]) -> HMAC<SHA256>.MAC {
        var code = beginning
        code.update(data: text)
        return code.finalize()
    }

    /// It takes as long for every wrong code.
    func isValid(_ code: some Sequence<UInt8>, for text: [UInt8]) -> Bool {
        HMAC<SHA256>.isValidAuthenticationCode(Data(code), authenticating: text, using: secret)
    }
}

extension SignatureKey: Equatable {
    static func == (left: Self, right: Self) -> Bool { left.secret == right.secret && left.scope == right.scope }
}
