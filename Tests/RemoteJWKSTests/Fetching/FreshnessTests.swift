// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import RemoteJWKS

@Suite struct FreshnessTests {
    private let freshness = Freshness(limits: .seconds(60) ... .seconds(86_400), usual: .seconds(300))

    @Test(
        "the lifetime of a set is what RFC 9111 says, within limits",
        arguments: [
            (["max-age=3600"], nil, 3600),
            (["public, max-age=19008, must-revalidate, no-transform"], nil, 19_008),
            (["MAX-AGE = \"600\""], nil, 600),
            (["public", "max-age=600"], nil, 600),
            (["max-age=600, max-age=900"], nil, 600),
            (["s-maxage=7200"], nil, 300),
            ([], nil, 300),
            (["public"], "100", 300),
            (["max-age=600"], "500", 100),
            (["max-age=600"], " 500 ", 100),
            (["max-age=600"], "9999999999999999999999", 60),
            (["max-age=600"], "soon", 60),
            (["max-age=0"], nil, 60),
            (["max-age=31536000"], nil, 86_400),
            (["max-age=99999999999999999999"], nil, 86_400),
            (["max-age=soon"], nil, 60),
            (["max-age=-1"], nil, 60),
            (["max-age"], nil, 60),
            (["max-age="], nil, 60),
            (["max-age=3600, no-cache"], nil, 60),
            (["No-Store", "max-age=3600"], nil, 60),
            (["no-storex, max-age=3600"], nil, 3600),
            ([",, ,=,\"", "max-age=600"], nil, 600),
        ] as [([String], String?, Int)])
    func lifetime(cacheControl: [String], age: String?, seconds: Int) {
        #expect(freshness.lifetime(cacheControl: cacheControl, age: age) == .seconds(seconds))
    }
}
