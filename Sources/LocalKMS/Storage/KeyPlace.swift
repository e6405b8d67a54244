// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// Where a key is. The id alone does not say it: that of a multi-Region key is the same in each of its Regions.
struct KeyPlace: Hashable, Comparable, Sendable {
    let scope: Scope
    let id: KeyID

    var arn: String { scope.arn(of: id) }

    static func < (left: KeyPlace, right: KeyPlace) -> Bool {
        (left.id, left.scope.region, left.scope.account) < (right.id, right.scope.region, right.scope.account)
    }
}
