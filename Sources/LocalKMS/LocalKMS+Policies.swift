// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

public import KMSAPI

extension LocalKMS {
    /// The policy of a key. LocalKMS does not follow it.
    ///
    /// See [GetKeyPolicy](https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyPolicy.html).
    /// - Throws: ``KMSError``: `NotFoundException` for the key, and for a policy that is not `default`;
    ///   `InvalidArnException`.
    public func getKeyPolicy(_ request: GetKeyPolicyRequest) async throws -> GetKeyPolicyResponse {
        try await answer(.getKeyPolicy, key: request.keyID) { lookup in
            let key = try lookup.keyButNoAlias(request.keyID)
            try PolicyRules.check(name: request.policyName)
            return GetKeyPolicyResponse(policy: key.effectivePolicy, policyName: PolicyRules.name)
        }
    }

    /// Gives a key another policy, which is kept and not followed.
    ///
    /// See [PutKeyPolicy](https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html).
    /// - Throws: ``KMSError``: `MalformedPolicyDocumentException` for what is no JSON object or has two members of one
    ///   name, `LimitExceededException` for more than 32 KiB; `NotFoundException` and `ValidationException` for a policy that is not `default`;
    ///   `NotFoundException` and `InvalidArnException` for the key.
    public func putKeyPolicy(_ request: PutKeyPolicyRequest) async throws {
        try await change(.putKeyPolicy, key: request.keyID) { lookup in
            guard request.policyName != "AWS_RAM" else {
                throw KMSError.validation("The AWS_RAM policy can only be managed by the RAM service.")
            }
            try PolicyRules.check(name: request.policyName)
            try PolicyRules.check(request.policy)
            var key = try lookup.keyButNoAlias(request.keyID)
            key.policy = request.policy
            try lookup.records.save(key)
        }
    }

    /// The names of a key's policies: `default`, and no other.
    ///
    /// See [ListKeyPolicies](https://docs.aws.amazon.com/kms/latest/APIReference/API_ListKeyPolicies.html).
    /// - Throws: ``KMSError``: `NotFoundException`, `InvalidArnException`, `InvalidMarkerException`;
    ///   `ValidationException` for a limit that is not 1 to 1000.
    public func listKeyPolicies(_ request: ListKeyPoliciesRequest) async throws -> ListKeyPoliciesResponse {
        try await answer(.listKeyPolicies, key: request.keyID) { lookup in
            _ = try lookup.keyButNoAlias(request.keyID)
            let page = try Page(
                of: [PolicyRules.name], name: \.self, limit: request.limit, range: 1...1000, defaultLimit: 100,
                marker: request.marker, operation: .listKeyPolicies)
            return ListKeyPoliciesResponse(
                policyNames: page.items, nextMarker: page.nextMarker, truncated: page.nextMarker != nil)
        }
    }
}
