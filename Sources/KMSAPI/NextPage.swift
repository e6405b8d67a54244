// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// How a list goes on whose page was answered.
package enum NextPage {
    /// The marker of the next page; nil at the end, and where the same page would come again for ever.
    package static func marker(after marker: String?, isTruncated: Bool?, next: String?) -> String? {
        isTruncated == true && next != marker ? next : nil
    }
}
