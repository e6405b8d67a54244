// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSTransport
import Synchronization

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The session token that instance metadata wants with every question, kept while it is good.
final class InstanceMetadataToken: Sendable {
    /// A token and the time from which it is not used.
    struct Value: Sendable {
        let text: String
        let end: Date

        /// - Returns: nil where the answer holds no token.
        init?(_ answer: HTTPResponse, now: Date) {
            let text = String(decoding: answer.body, as: UTF8.self)
            guard !text.isEmpty, text.utf8.allSatisfy({ (0x21..<0x7F).contains($0) }) else { return nil }
            self.text = text
            let lifetime = answer.header(Self.lifetimeHeader).flatMap { Double($0) } ?? Double(Self.lifetime)
            end = now.addingTimeInterval(min(lifetime, Double(Self.lifetime)) - Self.margin)
        }

        /// In seconds: what is asked for.
        static let lifetime = 21_600
        /// In seconds: a question that is under way must still find it good.
        static let margin: TimeInterval = 120
        static let lifetimeHeader = "X-Aws-Ec2-Metadata-Token-Ttl-Seconds"
    }

    private let value = Mutex<Value?>(nil)

    /// The token; nil where there is none, or it is too old.
    func text(at now: Date) -> String? { value.withLock { $0.flatMap { now < $0.end ? $0.text : nil } } }

    func keep(_ new: Value) { value.withLock { $0 = new } }

    /// It was refused. Another that came meanwhile is kept.
    func drop(_ refused: String) { value.withLock { if $0?.text == refused { $0 = nil } } }
}
