// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

package import KMSAPI

extension LocalKMS {
    /// Returns when a key last signed, verified or made a MAC, since this process opened the KMS: that is when tracking
    /// begins, so another process on the same folder may know another answer.
    ///
    /// See [GetKeyLastUsage](https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyLastUsage.html).
    /// - Throws: ``KMSError``: `NotFoundException`, `InvalidArnException`.
    package func getKeyLastUsage(_ request: GetKeyLastUsageRequest) async throws -> GetKeyLastUsageResponse {
        try await answer(.getKeyLastUsage, key: request.keyID) { [usages] lookup in
            let key = try lookup.keyButNoAlias(request.keyID)
            return GetKeyLastUsageResponse(
                keyID: key.arn, keyLastUsage: usages.latest(ofKey: key.arn) ?? KeyLastUsage(),
                trackingStartDate: max(usages.start, key.creationDate), keyCreationDate: key.creationDate)
        }
    }

    /// Notes a successful use of a key.
    func noteUse(_ operation: KMSOperation, ofKey arn: String) {
        usages.note(operation, ofKey: arn, at: Self.whole(now()))
    }
}
