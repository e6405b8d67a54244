// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import KMSAPI
import Testing

@testable import AWSKMS

@Suite("Clocks that differ from AWS's")
struct ClockSkewTests {
    private let now = Date(timeIntervalSince1970: 1_632_246_085)  // Tue, 21 Sep 2021 17:41:25 GMT

    @Test("the clock is corrected from 4 minutes on, to either side")
    func threshold() {
        for (header, offset) in [
            ("Tue, 21 Sep 2021 17:45:24 GMT", 0.0), ("Tue, 21 Sep 2021 17:45:25 GMT", 240),
            ("Tue, 21 Sep 2021 17:37:26 GMT", 0), ("Tue, 21 Sep 2021 17:37:25 GMT", -240),
            ("Tue, 21 Sep 2021 18:41:25 GMT", 3600),
        ] {
            let skew = ClockSkew()
            #expect(skew.correct(by: header, now: now, used: 0) == (offset != 0))
            #expect(skew.offset == offset)
        }
    }

    @Test("a second answer of the same time corrects nothing; one of another time does")
    func again() {
        let skew = ClockSkew()
        #expect(skew.correct(by: "Tue, 21 Sep 2021 18:41:25 GMT", now: now, used: 0))
        #expect(!skew.correct(by: "Tue, 21 Sep 2021 18:41:25 GMT", now: now, used: 3600))
        #expect(!skew.correct(by: "Tue, 21 Sep 2021 18:41:30 GMT", now: now.addingTimeInterval(4), used: 3600))
        #expect(skew.offset == 3600)
        // One that was signed before the correction is worth another try.
        #expect(skew.correct(by: "Tue, 21 Sep 2021 18:41:26 GMT", now: now, used: 0))
        #expect(skew.correct(by: "Tue, 21 Sep 2021 17:41:25 GMT", now: now, used: 3600))
        #expect(skew.offset == 0)
    }

    @Test(
        "a Date that is missing or no date corrects nothing",
        arguments: [
            nil, "", "now", "2021-09-21T18:41:25Z", "Tue, 21 Sep 2021 18:41:25", "Tue, 21 Sep 2021 18:41:25 CET",
            "Tue, 21 sep 2021 18:41:25 GMT", "Tue, 1 Sep 2021 18:41:25 GMT", "Tue, 21 Sep 12021 18:41:25 GMT",
            "Tue, 21 Sep 2021 18:41 GMT", "Tue, 32 Sep 2021 18:41:25 GMT", "Tue, 21 Sep 2021 25:41:25 GMT",
            "Tue, -1 Sep 2021 18:41:25 GMT", "Tue, 21 Sep 2021 18:41:25Z GMT",
            "Tuesday, 21-Sep-21 18:41:25 GMT", "Tue Sep 21 18:41:25 2021",
        ])
    func noDate(header: String?) {
        let skew = ClockSkew()
        #expect(!skew.correct(by: header, now: now, used: 0))
        #expect(skew.offset == 0)
    }

    @Test("answers that show another hour each time end with the attempts")
    func forged() async {
        let skew = ClockSkew()
        var made = 0
        let retries = Retries(timing: Timing(now: { now }, sleep: { _ in }, random: { 0 }))
        await #expect(throws: KMSError.self) {
            try await retries.run { number in
                made += 1
                let corrected = skew.correct(by: "Tue, 21 Sep 2021 1\(number):00:00 GMT", now: now, used: skew.offset)
                let error = KMSError(.init(code: "RequestExpired"), message: "old", kmsStatus: 400)
                throw AttemptFailure(error, retryClass: corrected ? .transient : .never)
            }
        }
        #expect(made == 3)
    }

    @Test("the codes that can mean a wrong clock")
    func codes() {
        for code in [
            "RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture", "InvalidSignatureException",
            "SignatureDoesNotMatch", "AuthFailure",
        ] { #expect(ClockSkew.canBeCause(of: .init(code: code))) }
        for kind in [KMSError.Kind.accessDenied, .expiredToken, .kmsInvalidSignature, .throttling] {
            #expect(!ClockSkew.canBeCause(of: kind))
        }
    }

    @Test("a header's date is read to the second, in every month")
    func dates() throws {
        #expect(HTTPDate.date("Tue, 21 Sep 2021 17:41:25 GMT") == now)
        for (index, month) in ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
            .enumerated()
        {
            let expected = try Date("2024-\(index < 9 ? "0" : "")\(index + 1)-28T00:00:00Z", strategy: .iso8601)
            #expect(HTTPDate.date("Mon, 28 \(month) 2024 00:00:00 GMT") == expected)
        }
    }
}
