// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if Tools
/// The keys of an account in a Region, as the page shows them.
struct KeyGroup: Sendable {
    let account: String
    let region: String
    var keys: [ListedKey] = []

    var html: HTML {
        """
        <section class="group">
        <h2>Account <code>\(account)</code> in \(region)</h2>
        <div class="keys">
        \(keys.map(\.html))</div>
        </section>

        """
    }
}
#endif
