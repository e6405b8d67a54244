// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
package import FoundationEssentials
#else
package import Foundation
#endif

/// The name of an operation of the KMS API, such as `Sign`: what `X-Amz-Target` carries after `TrentService.`,
/// what an error says was being done, and the label of metrics.
public struct KMSOperation: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// KMS's own name.
    public let rawValue: String

    /// The operation of this name.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// KMS's own name.
    public var description: String { rawValue }

    /// `Sign`
    public static let sign = Self(rawValue: "Sign")
    /// `Verify`
    public static let verify = Self(rawValue: "Verify")
    /// `GetPublicKey`
    public static let getPublicKey = Self(rawValue: "GetPublicKey")
    /// `GenerateMac`
    public static let generateMac = Self(rawValue: "GenerateMac")
    /// `VerifyMac`
    public static let verifyMac = Self(rawValue: "VerifyMac")
    /// `DescribeKey`
    public static let describeKey = Self(rawValue: "DescribeKey")
    /// `ListKeys`
    public static let listKeys = Self(rawValue: "ListKeys")
    /// `ListAliases`
    public static let listAliases = Self(rawValue: "ListAliases")
    /// `ListResourceTags`
    public static let listResourceTags = Self(rawValue: "ListResourceTags")
    /// `CreateKey`
    public static let createKey = Self(rawValue: "CreateKey")
    /// `CreateAlias`
    public static let createAlias = Self(rawValue: "CreateAlias")
    /// `UpdateAlias`
    public static let updateAlias = Self(rawValue: "UpdateAlias")
    /// `DeleteAlias`
    public static let deleteAlias = Self(rawValue: "DeleteAlias")
    /// `EnableKey`
    public static let enableKey = Self(rawValue: "EnableKey")
    /// `DisableKey`
    public static let disableKey = Self(rawValue: "DisableKey")
    /// `ScheduleKeyDeletion`
    public static let scheduleKeyDeletion = Self(rawValue: "ScheduleKeyDeletion")
    /// `CancelKeyDeletion`
    public static let cancelKeyDeletion = Self(rawValue: "CancelKeyDeletion")
    /// `TagResource`
    public static let tagResource = Self(rawValue: "TagResource")
    /// `UntagResource`
    public static let untagResource = Self(rawValue: "UntagResource")

    /// `GetKeyPolicy`
    public static let getKeyPolicy = Self(rawValue: "GetKeyPolicy")

    // What tools ask around keys that sign, and no client of ours does.

    /// `PutKeyPolicy`
    public static let putKeyPolicy = Self(rawValue: "PutKeyPolicy")
    /// `ListKeyPolicies`
    public static let listKeyPolicies = Self(rawValue: "ListKeyPolicies")
    /// `GetKeyRotationStatus`
    public static let getKeyRotationStatus = Self(rawValue: "GetKeyRotationStatus")
    /// `EnableKeyRotation`
    public static let enableKeyRotation = Self(rawValue: "EnableKeyRotation")
    /// `DisableKeyRotation`
    public static let disableKeyRotation = Self(rawValue: "DisableKeyRotation")
    /// `UpdateKeyDescription`
    public static let updateKeyDescription = Self(rawValue: "UpdateKeyDescription")
    /// `ReplicateKey`
    public static let replicateKey = Self(rawValue: "ReplicateKey")
    /// `CreateGrant`
    public static let createGrant = Self(rawValue: "CreateGrant")
    /// `ListGrants`
    public static let listGrants = Self(rawValue: "ListGrants")
    /// `ListRetirableGrants`
    public static let listRetirableGrants = Self(rawValue: "ListRetirableGrants")
    /// `RetireGrant`
    public static let retireGrant = Self(rawValue: "RetireGrant")
    /// `RevokeGrant`
    public static let revokeGrant = Self(rawValue: "RevokeGrant")
    /// `GetKeyLastUsage`
    public static let getKeyLastUsage = Self(rawValue: "GetKeyLastUsage")
    /// `ListKeyRotations`
    public static let listKeyRotations = Self(rawValue: "ListKeyRotations")

    /// What a client of ours can ask.
    package static let all: [Self] = [
        .sign, .verify, .getPublicKey, .generateMac, .verifyMac, .describeKey, .listKeys, .listAliases,
        .listResourceTags, .createKey, .createAlias, .updateAlias, .deleteAlias, .enableKey, .disableKey,
        .scheduleKeyDeletion, .cancelKeyDeletion, .getKeyPolicy, .tagResource, .untagResource,
    ]

    /// Whether a call leaves all as it was, so that it may be made again until it succeeds.
    package var changesNothing: Bool { Self.ofReading.contains(self) }

    private static let ofReading: Set<Self> = [
        .sign, .verify, .getPublicKey, .generateMac, .verifyMac, .describeKey, .listKeys, .listAliases,
        .listResourceTags, .getKeyPolicy,
    ]

    /// What LocalKMS answers beyond ``all``, for other people's tools.
    package static let ofTools: [Self] = [
        .putKeyPolicy, .listKeyPolicies, .getKeyRotationStatus, .enableKeyRotation, .disableKeyRotation,
        .updateKeyDescription, .replicateKey, .createGrant, .listGrants, .listRetirableGrants, .retireGrant,
        .revokeGrant,
        .getKeyLastUsage, .listKeyRotations,
    ]
}

/// A request that knows its operation and what answers it, so that a client needs one function for all of them.
package protocol KMSRequest: Codable, Sendable {
    associatedtype Response: Codable & Sendable
    static var operation: KMSOperation { get }
    /// The same as by `KMSCoding`, where that can be had sooner; nil where it can't.
    var plainJSON: Data? { get }
    /// The same as by `KMSCoding`, where that can be had sooner; nil where it can't.
    static func plainResponse(_ json: Data) -> Response?
}

extension KMSRequest {
    package var plainJSON: Data? { nil }
    package static func plainResponse(_ json: Data) -> Response? { nil }

    /// The body of the request.
    ///
    /// - Throws: `EncodingError`.
    package func json() throws -> Data { try plainJSON ?? KMSCoding.encoder().encode(self) }

    /// What a body says that answers the request.
    ///
    /// - Throws: `DecodingError`.
    package static func response(_ json: Data) throws -> Response {
        try plainResponse(json) ?? KMSCoding.decoder().decode(Response.self, from: json)
    }
}

/// The answer of operations that answer nothing, such as `CreateAlias`.
package struct KMSEmptyResponse: Codable, Sendable {
    package init() {}
}
