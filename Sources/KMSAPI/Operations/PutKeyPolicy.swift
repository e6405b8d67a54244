// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// Gives a key another policy.
///
/// Members carry KMS's names on the wire. See [PutKeyPolicy](https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html).
public struct PutKeyPolicyRequest: Codable, Sendable, Equatable {
    /// The key: key id or key ARN.
    public var keyID: String
    /// The key policy as JSON.
    public var policy: String
    /// The name of the policy: `default` where absent, and there is no other.
    public var policyName: String?
    /// Whether the policy may forbid the caller to change it again.
    public var bypassPolicyLockoutSafetyCheck: Bool?

    /// Makes a request of these members.
    public init(
        keyID: String, policy: String, policyName: String? = nil, bypassPolicyLockoutSafetyCheck: Bool? = nil
    ) {
        self.keyID = keyID
        self.policy = policy
        self.policyName = policyName
        self.bypassPolicyLockoutSafetyCheck = bypassPolicyLockoutSafetyCheck
    }

    private enum CodingKeys: String, CodingKey {
        case keyID = "KeyId"
        case policy = "Policy"
        case policyName = "PolicyName"
        case bypassPolicyLockoutSafetyCheck = "BypassPolicyLockoutSafetyCheck"
    }
}

extension PutKeyPolicyRequest: KMSRequest {
    package typealias Response = KMSEmptyResponse
    package static var operation: KMSOperation { .putKeyPolicy }
}
