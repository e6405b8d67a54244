// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// Asks for the policy of a key.
///
/// Members carry KMS's names on the wire. See [GetKeyPolicy](https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyPolicy.html).
public struct GetKeyPolicyRequest: Codable, Sendable, Equatable {
    /// The key: key id or key ARN.
    public var keyID: String
    /// The name of the policy: `default` where absent, and there is no other.
    public var policyName: String?

    /// Makes a request of these members.
    public init(keyID: String, policyName: String? = nil) {
        self.keyID = keyID
        self.policyName = policyName
    }

    private enum CodingKeys: String, CodingKey {
        case keyID = "KeyId"
        case policyName = "PolicyName"
    }
}

extension GetKeyPolicyRequest: KMSRequest {
    package typealias Response = GetKeyPolicyResponse
    package static var operation: KMSOperation { .getKeyPolicy }
}

/// What KMS answers to ``GetKeyPolicyRequest``.
public struct GetKeyPolicyResponse: Codable, Sendable, Equatable {
    /// The key policy as JSON.
    public var policy: String?
    /// The name of the policy.
    public var policyName: String?

    /// Makes an answer of these members.
    public init(policy: String? = nil, policyName: String? = nil) {
        self.policy = policy
        self.policyName = policyName
    }

    private enum CodingKeys: String, CodingKey {
        case policy = "Policy"
        case policyName = "PolicyName"
    }
}
