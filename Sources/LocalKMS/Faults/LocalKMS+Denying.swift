// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

extension LocalKMS {
    /// What AWS answers to a caller without the permission for an operation.
    ///
    /// See [Access denied error messages](https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html).
    /// - Parameter key: the key or alias that the request names; nil for a request that names none.
    /// - Throws: ``KMSError`` if there is no such key or alias.
    func denial(_ operation: KMSOperation, _ key: String?, _ interference: Interference) async throws -> KMSError {
        let resource: String
        switch (operation, key) {
        case (_, nil): resource = "*"
        case (.deleteAlias, let alias?): resource = scope.arn(of: try Self.aliasName(alias))
        case (_, let key?): resource = try await look(operation, interference) { try $0.key(key).arn }
        }
        let user = "arn:\(scope.partition):iam::\(scope.account):user/local-kms"
        let action = "kms:\(operation)"
        return KMSError(
            .accessDenied,
            message: "User: \(user) is not authorized to perform: \(action) on resource: \(resource) because no "
                + "identity-based policy allows the \(action) action")
    }
}
