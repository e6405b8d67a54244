// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import AWSKMS

@Suite("Invocation ids")
struct InvocationIDTests {
    @Test("each is a UUID of its own, of one client and of several")
    func uuid() throws {
        let clients = (0..<10).map { _ in InvocationIDs() }
        let ids = (0..<1000).map { clients[$0 % 10].next() }
        #expect(Set(ids).count == 1000)
        for id in ids {
            #expect(UUID(uuidString: id)?.uuidString.lowercased() == id)
            #expect(id.wholeMatch(of: #/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/#) != nil)
        }
    }
}
