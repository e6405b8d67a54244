// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI
import Logging
import Synchronization

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The credentials of the role that an EC2 instance has.
///
/// They are used on after they expired, and while the service fails: AWS takes them longer where its own renewal is late,
/// and an instance must not stop for that.
/// See [IMDS credential provider](https://docs.aws.amazon.com/sdkref/latest/guide/feature-imds-credentials.html).
package final class InstanceMetadataCredentials: CredentialSource {
    /// In an error that lists who was asked, who was not is told, and who was silent.
    package var name: String {
        let reason = isOff ? "turned off by AWS_EC2_METADATA_DISABLED" : metadata.reasonForSilence
        return reason.map { "\(Self.plainName) (\($0))" } ?? Self.plainName
    }
    private static let plainName = "instance metadata"
    private let isOff: Bool
    private let metadata: InstanceMetadata
    private let surroundings: Surroundings
    private let lastKnown = Mutex<Credentials?>(nil)

    package init(_ metadata: InstanceMetadata, _ surroundings: Surroundings) {
        self.metadata = metadata
        self.surroundings = surroundings
        isOff = InstanceMetadataSettings.isOff(surroundings.environment)
    }

    private static let path = "/latest/meta-data/iam/security-credentials/"

    package func credentials() async throws -> Credentials? {
        do {
            if let fetched = try await fetch() {
                lastKnown.withLock { $0 = fetched }
                return inUse(fetched)
            }
            return served(because: "the instance has no role any more")
        } catch let error as KMSError where error.kind != .configuration {
            guard let served = served(because: error.message) else {
                throw KMSError(
                    .credentials, message: "the credentials of the instance could not be fetched: \(error.message)",
                    kmsStatus: error.kmsStatus, isRetryable: error.isRetryable)
            }
            return served
        }
    }

    /// nil where there is no instance, or none with a role.
    private func fetch() async throws -> Credentials? {
        guard case .text(let role) = try await metadata.answer(at: Self.path) else { return nil }
        let path = Self.path + (try Self.check(role))
        guard case .text(let document) = try await metadata.answer(at: path) else {
            throw Self.malformed("it has no credentials of the role that it names")
        }
        do {
            let document = try CredentialDocument(Data(document.utf8))
            let code = try document.required("Code")
            guard code == "Success" else {
                throw Self.malformed("the role gives none (\(Excerpt.of(code, maximumBytes: 64)))")
            }
            return try document.temporaryCredentials(origin: .other(Self.plainName))
        } catch let error as CredentialDocument.Failure {
            throw Self.malformed("the answer can't be used: \(error)")
        }
    }

    private static func malformed(_ why: String) -> KMSError { KMSError(.malformedResponse, message: why) }

    /// What a name of a role may hold stands in a URL as it is; all else would lead elsewhere.
    private static func check(_ role: String) throws -> String {
        let isName = role.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: "_+=,.@-".utf8.contains(byte)
            }
        }
        guard isName, (1...128).contains(role.utf8.count), role != ".", role != ".." else {
            // It is not shown: whatever else answered may have told a secret.
            throw malformed("what it answered, \(role.utf8.count) bytes, can't be the name of a role")
        }
        return role
    }

    /// The last known credentials; nil where there are none.
    private func served(because reason: String) -> Credentials? {
        guard let last = lastKnown.withLock({ $0 }) else { return nil }
        surroundings.logger?.warning(
            "instance metadata gives no credentials; the last ones are used on", metadata: ["reason": "\(reason)"])
        return inUse(last)
    }

    /// Expired ones get a new end, at which the service is asked again: 10 to 15 minutes on, so that not all instances ask
    /// at once.
    private func inUse(_ credentials: Credentials) -> Credentials {
        let now = surroundings.timing.now()
        guard let expiration = credentials.expiration, expiration <= now else { return credentials }
        surroundings.logger?.warning(
            "the credentials of the instance have expired; they are used on", metadata: ["expired": "\(expiration)"])
        var credentials = credentials
        credentials.expiration = now.addingTimeInterval(600 + 300 * surroundings.timing.random())
        return credentials
    }
}
