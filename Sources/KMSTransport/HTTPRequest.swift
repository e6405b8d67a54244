// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
package import FoundationEssentials
#else
package import Foundation
#endif

/// An HTTP request, ready to be sent.
package struct HTTPRequest: Sendable {
    /// Which bodies of responses are read.
    package enum ReadBodies: Sendable {
        /// Those of all statuses. The body of an error is cut at its limit, and its status is kept.
        case all
        /// That of a 200 alone. Nobody reads the page that comes with an error or a redirect.
        case ofOK
    }

    package var method: String
    package var url: String
    package var headers: [(name: String, value: String)]
    package var body: Data
    package var reads = ReadBodies.all
    /// Its secrets, which are not shown if a response repeats them.
    package var secrets: [String] = []

    package init(
        method: String, url: String, headers: [(name: String, value: String)] = [], body: Data = Data()
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
    }
}
