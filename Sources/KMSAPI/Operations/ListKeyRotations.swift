// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// Asks for one page of the rotations of a key's material.
///
/// Members carry KMS's names on the wire. See [ListKeyRotations](https://docs.aws.amazon.com/kms/latest/APIReference/API_ListKeyRotations.html).
package struct ListKeyRotationsRequest: Codable, Sendable, Equatable {
    /// The key: key id or key ARN.
    package var keyID: String
    /// `ROTATIONS_ONLY`, which KMS takes if absent, or `ALL_KEY_MATERIAL` for the first material too.
    package var includeKeyMaterial: String?
    /// At most so many on a page, 1 to 1000; KMS takes 100 if absent.
    package var limit: Int?
    /// Where the page begins: the marker of the page before.
    package var marker: String?

    /// Makes a request of these members.
    package init(keyID: String, includeKeyMaterial: String? = nil, limit: Int? = nil, marker: String? = nil) {
        self.keyID = keyID
        self.includeKeyMaterial = includeKeyMaterial
        self.limit = limit
        self.marker = marker
    }

    private enum CodingKeys: String, CodingKey {
        case keyID = "KeyId"
        case includeKeyMaterial = "IncludeKeyMaterial"
        case limit = "Limit"
        case marker = "Marker"
    }
}

extension ListKeyRotationsRequest: KMSRequest {
    package typealias Response = ListKeyRotationsResponse
    package static var operation: KMSOperation { .listKeyRotations }
}

/// What KMS answers to ``ListKeyRotationsRequest``.
package struct ListKeyRotationsResponse: Codable, Sendable, Equatable {
    /// The rotations of this page.
    package var rotations: [KeyRotationEntry]
    /// What to give as the marker of the next page.
    package var nextMarker: String?
    /// Whether there is a next page.
    package var truncated: Bool?

    /// Makes an answer of these members.
    package init(rotations: [KeyRotationEntry], nextMarker: String? = nil, truncated: Bool? = nil) {
        self.rotations = rotations
        self.nextMarker = nextMarker
        self.truncated = truncated
    }

    private enum CodingKeys: String, CodingKey {
        case rotations = "Rotations"
        case nextMarker = "NextMarker"
        case truncated = "Truncated"
    }
}

/// A material of a key.
///
/// See [RotationsListEntry](https://docs.aws.amazon.com/kms/latest/APIReference/API_RotationsListEntry.html).
package struct KeyRotationEntry: Codable, Sendable, Equatable {
    /// The key.
    package var keyID: String
    /// The id of the material.
    package var keyMaterialID: String?
    /// `CURRENT` for the material that encrypts.
    package var keyMaterialState: String?

    /// Makes an entry of these members.
    package init(keyID: String, keyMaterialID: String? = nil, keyMaterialState: String? = nil) {
        self.keyID = keyID
        self.keyMaterialID = keyMaterialID
        self.keyMaterialState = keyMaterialState
    }

    private enum CodingKeys: String, CodingKey {
        case keyID = "KeyId"
        case keyMaterialID = "KeyMaterialId"
        case keyMaterialState = "KeyMaterialState"
    }
}
