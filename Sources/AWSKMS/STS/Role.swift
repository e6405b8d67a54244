// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// A role to assume, and how. Who may assume it is told elsewhere.
///
/// See [AssumeRole](https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html).
struct Role: Sendable, Equatable {
    var arn: String
    /// Where the role was named.
    var origin: Origin
    /// What AWS's logs call the session; nil for a name that is made from the time.
    var sessionName: String?
    /// What the role's owner wants to be told, so that nobody assumes it on another's behalf.
    var externalID: String?
    /// How long the credentials shall live, in seconds; nil for what STS gives.
    var durationSeconds: Int?
}
