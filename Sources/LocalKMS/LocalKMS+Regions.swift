// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

extension LocalKMS {
    /// The Region whose keys this KMS shows.
    public var region: String { scope.region }

    /// The account whose keys this KMS shows: 12 digits.
    public var account: String { scope.account }

    /// Whether this has the form of a Region, such as `us-east-1`.
    package static func isRegion(_ text: String) -> Bool { Scope.isRegion(text) }

    /// The same KMS as it is seen in another Region, or by another account: with the same store and clock, but with the
    /// keys and aliases of that Region and account only.
    ///
    /// ```swift
    /// let ireland = try kms.scoped(toRegion: "eu-west-1")
    /// ```
    ///
    /// - Parameters:
    ///   - region: The Region, such as `eu-west-1`. Any that has the form of one will do.
    ///   - account: 12 digits; nil for the account of this KMS.
    /// - Throws: ``KMSError`` of kind ``KMSError/Kind/configuration`` for what is no Region or account.
    public func scoped(toRegion region: String, account: String? = nil) throws -> LocalKMS {
        LocalKMS(
            store, try Scope(checking: region, account: account ?? scope.account), now: now, parsedKeys: parsedKeys,
            usages: usages, faults: faults)
    }

    /// The same KMS without what a test orders, and without being counted: for the page of a server.
    package var withoutFaults: LocalKMS {
        LocalKMS(store, scope, now: now, parsedKeys: parsedKeys, usages: usages)
    }

    /// The accounts that have keys, in the order of their numbers.
    ///
    /// - Throws: ``KMSError`` of kind ``KMSError/Kind/configuration`` where the folder of the keys can't be read.
    package func accountsWithKeys() async throws -> [String] {
        try await store.read { records in Set(try records.places().map(\.scope.account)).sorted() }
    }

    /// The Regions in which this account has keys, in alphabetical order.
    ///
    /// - Throws: ``KMSError`` of kind ``KMSError/Kind/configuration`` where the folder of the keys can't be read.
    public func regionsWithKeys() async throws -> [String] {
        let account = scope.account
        return try await store.read { records in
            Set(try records.places().filter { $0.scope.account == account }.map(\.scope.region)).sorted()
        }
    }
}
