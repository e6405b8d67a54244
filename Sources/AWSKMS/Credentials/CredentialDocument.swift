// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Credentials as JSON: what metadata services answer and processes print. Names of members are compared without case, as
/// the AWS SDKs do.
struct CredentialDocument {
    private let members: [String: Member]

    /// Why a document holds no credentials, in words that show nothing of it.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    init(_ json: Data) throws(Failure) {
        let decoded: [String: Member]
        do {
            decoded = try JSONDecoder().decode([String: Member].self, from: json)
        } catch {
            throw Failure(description: "it is no JSON object")
        }
        let present = decoded.filter { $0.value != .null }.map { ($0.key.lowercased(), $0.value) }
        members = Dictionary(present, uniquingKeysWith: { first, _ in first })
        guard members.count == present.count else {
            throw Failure(description: "it names a member twice, in other letters")
        }
    }

    /// The credentials of the document. An empty session token means none, as in the environment and in files.
    ///
    /// - Parameter tokenName: what the session token is called here.
    func credentials(tokenName: String, origin: Origin) throws(Failure) -> Credentials {
        let credentials = Credentials(
            accessKeyID: try required("AccessKeyId"), secretAccessKey: try required("SecretAccessKey"),
            sessionToken: try text(tokenName).flatMap { $0.isEmpty ? nil : $0 }, expiration: try date("Expiration"),
            accountID: try text("AccountId"),
            origin: origin)
        guard credentials.canBeHeaders else {
            throw Failure(description: "its credentials hold white space or other characters that no credential has")
        }
        return credentials
    }

    /// Those of a service that gives temporary ones: with a session token, which may be empty, and an end.
    func temporaryCredentials(origin: Origin) throws(Failure) -> Credentials {
        let credentials = try credentials(tokenName: "Token", origin: origin)
        guard try text("Token") != nil else { throw Failure(description: "its member Token is missing") }
        _ = try required("Expiration")
        return credentials
    }

    /// A member that must be there.
    func required(_ name: String) throws(Failure) -> String {
        guard let text = try text(name), !text.isEmpty else {
            throw Failure(description: "its member \(name) is missing or empty")
        }
        return text
    }

    /// A member of text; nil where it is missing.
    func text(_ name: String) throws(Failure) -> String? {
        switch members[name.lowercased()] {
        case nil: return nil
        case .text(let text)?: return text
        default: throw Failure(description: "its member \(name) is no string")
        }
    }

    /// Whether a member is this number, and not the same in quotes.
    func has(_ name: String, _ number: Int) -> Bool { members[name.lowercased()] == .number(Double(number)) }

    private func date(_ name: String) throws(Failure) -> Date? {
        guard let text = try text(name) else { return nil }
        guard let date = ISO8601.date(text) else {
            throw Failure(description: "its member \(name) is no date of ISO 8601")
        }
        return date
    }

    private enum Member: Decodable, Equatable {
        case text(String)
        case number(Double)
        case null
        case other

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if container.decodeNil() {
                self = .null
            } else if let text = try? container.decode(String.self) {
                self = .text(text)
            } else if (try? container.decode(Bool.self)) != nil {
                self = .other
            } else if let number = try? container.decode(Double.self) {
                self = .number(number)
            } else {
                self = .other
            }
        }
    }
}
