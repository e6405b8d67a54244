// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

/// The end of a request that was only to find out whether it would work.
enum DryRun {
    static func check(_ isDryRun: Bool?) throws(KMSError) {
        guard isDryRun ?? false else { return }
        throw KMSError(
            .dryRunOperation, message: "The request would have succeeded, but the DryRun option is set.")
    }
}
