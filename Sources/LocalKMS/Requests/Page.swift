// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// One page of a list, and where the next begins.
///
/// A marker names the last item of its page, so a list that changes between two pages shows no item twice, and
/// misses none that stays.
struct Page<Item> {
    let items: [Item]
    let nextMarker: String?

    /// - Parameters:
    ///   - sorted: All items, in the order of their names.
    ///   - isShown: Which items are shown. It is asked for no more of them than the page needs.
    ///   - name: The name of an item: as bytes, in the order of the list.
    init(
        of sorted: [Item], where isShown: (Item) -> Bool = { _ in true }, name: (Item) -> String, limit: Int?,
        range: ClosedRange<Int>, defaultLimit: Int,
        marker: String?, operation: KMSOperation
    ) throws(KMSError) {
        if let limit, !range.contains(limit) {
            throw .constraint("\(limit)", at: "limit", "have value between \(range.lowerBound) and \(range.upperBound)")
        }
        let last = try marker.map { marker throws(KMSError) in try Self.name(in: marker, operation) }
        let rest =
            last.map { last in
                sorted.drop { !last.utf8.lexicographicallyPrecedes(name($0).utf8) }
            } ?? sorted[...]
        let limit = limit ?? defaultLimit
        // One more than the page has, which tells whether there is a next.
        let shown = Array(rest.lazy.filter(isShown).prefix(limit + 1))
        items = Array(shown.prefix(limit))
        nextMarker = items.count < shown.count ? items.last.map { Self.marker(name($0), operation) } : nil
    }

    private static func marker(_ name: String, _ operation: KMSOperation) -> String {
        Data("\(operation):\(name)".utf8).base64EncodedString()
    }

    private static func name(in marker: String, _ operation: KMSOperation) throws(KMSError) -> String {
        // MarkerType of the KMS model.
        guard (1...1024).contains(marker.unicodeScalars.count) else {
            throw .constraint(marker, at: "marker", "have length between 1 and 1024")
        }
        let prefix = "\(operation):"
        guard let bytes = Data(base64Encoded: marker), bytes.starts(with: prefix.utf8) else {
            throw KMSError(.invalidMarker, message: "Could not decode the marker.")
        }
        return String(decoding: bytes.dropFirst(prefix.utf8.count), as: UTF8.self)
    }
}
