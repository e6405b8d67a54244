// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if Tools
import KMSAPI

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// When a request was signed: `X-Amz-Date`, `20150830T123600Z`.
struct RequestTime {
    let date: Date
    private let text: String

    /// `20150830`
    var day: String { String(text.prefix(8)) }

    /// - Throws: `KMSError`: `IncompleteSignatureException`.
    init(_ header: String?) throws(KMSError) {
        guard let header else {
            throw .incompleteSignature("Authorization header requires existence of an 'X-Amz-Date' header.")
        }
        // What the strategy reads may have another form; what is signed has one.
        guard let date = try? Date(header, strategy: Self.style), Self.text(date) == header else {
            throw .incompleteSignature("Date must be in ISO-8601 'basic format', as in 20150830T123600Z.")
        }
        (self.date, text) = (date, header)
    }

    /// - Throws: `KMSError`: `InvalidSignatureException`.
    func check(against now: Date, minutes: Int) throws(KMSError) {
        let tolerance = Double(minutes * 60)
        let (earliest, latest) = (now - tolerance, now + tolerance)
        guard date >= earliest else {
            throw .invalidSignature(
                "Signature expired: \(text) is now earlier than \(Self.text(earliest)) (\(Self.text(now)) - \(minutes) min.)"
            )
        }
        guard date <= latest else {
            throw .invalidSignature(
                "Signature not yet current: \(text) is still later than \(Self.text(latest)) "
                    + "(\(Self.text(now)) + \(minutes) min.)")
        }
    }

    private static func text(_ date: Date) -> String { style.format(date) }

    private static let style = Date.ISO8601FormatStyle(
        dateSeparator: .omitted, dateTimeSeparator: .standard, timeSeparator: .omitted, timeZoneSeparator: .omitted,
        includingFractionalSeconds: false, timeZone: .gmt)
}
#endif
