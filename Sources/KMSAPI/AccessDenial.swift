// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// Why AWS denied a call, as its message says: `because no TYPE policy allows the ... action`, or `with an explicit deny in
/// a TYPE policy`.
///
/// See [Access denied error messages](https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html).
package struct AccessDenial {
    /// The type of policy that AWS names. Raw values are AWS's words.
    private enum Policy: String, CaseIterable {
        case identity = "identity-based policy"
        case resource = "resource-based policy"
        case session = "session policy"
        case permissionsBoundary = "permissions boundary"
        case serviceControl = "service control policy"
        case resourceControl = "resource control policy"
        case vpcEndpoint = "vpc endpoint policy"

        /// Where the reader finds it.
        var place: String {
            switch self {
            case .identity: "the IAM policies of this principal"
            case .resource: "the key policy"
            case .session: "the session policy (given when the role was assumed)"
            case .permissionsBoundary: "the permissions boundary of this principal"
            case .serviceControl: "the service control policies of the AWS organization"
            case .resourceControl: "the resource control policies of the AWS organization"
            case .vpcEndpoint: "the policy of the VPC endpoint"
            }
        }
    }

    /// What to know of a key that could be read by an alias, when a call by its ARN is denied.
    ///
    /// See [kms:RequestAlias](https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html).
    package static func requestAlias(_ alias: String) -> String {
        "\(alias) could be read. This call names the key by its ARN, which kms:RequestAlias does not match. If a policy has "
            + "that condition, use kms:ResourceAliases or the key's ARN instead"
    }

    private let isExplicit: Bool
    private let policy: Policy?

    init(message: String) {
        let message = message.lowercased()
        isExplicit = message.contains("explicit deny")
        policy = Policy.allCases.first { policy in
            ["because no", "explicit deny in a", "explicit deny in an"].contains {
                message.contains("\($0) \(policy.rawValue)")
            }
        }
    }

    /// What the reader should do next.
    var advice: String {
        guard !isExplicit else {
            return "Change the Deny statement in \(policy?.place ?? "the policy that has it"). No Allow overrides it"
        }
        return switch policy {
        case nil, .identity: "Allow the action for this principal in the key policy or in IAM"
        case .resource:
            "Allow the action for this principal in the key policy. IAM policies count only if the key policy allows the "
                + "account (its root principal)"
        case let policy?: "Allow the action in \(policy.place) too. The key policy and IAM alone are not enough"
        }
    }
}
