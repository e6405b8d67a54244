// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import JWTKit

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension JSONNodeDecoder {
    /// The value, for the types that do not decode themselves here: a few because JSON has a form for them, and those
    /// that claims are made of because the way through `Codable` is three times as long.
    ///
    /// - Returns: nil for all other types.
    func ownForm<Value>(_ type: Value.Type) throws -> Value? {
        if type == [String].self { return try strings() as? Value }
        if type == ExpirationClaim.self { return try ExpirationClaim(value: date()) as? Value }
        if type == IssuedAtClaim.self { return try IssuedAtClaim(value: date()) as? Value }
        if type == NotBeforeClaim.self { return try NotBeforeClaim(value: date()) as? Value }
        if type == IssuerClaim.self { return try IssuerClaim(value: string()) as? Value }
        if type == SubjectClaim.self { return try SubjectClaim(value: string()) as? Value }
        if type == AudienceClaim.self { return try AudienceClaim(value: audience()) as? Value }
        if type == IDClaim.self { return try IDClaim(value: string()) as? Value }
        if type == BoolClaim.self { return try BoolClaim(value: flag()) as? Value }
        if type == String.self { return try string() as? Value }
        if type == Date.self { return try date() as? Value }
        if type == Data.self { return try data() as? Value }
        if type == URL.self { return try url() as? Value }
        if type == Decimal.self { return try decimal() as? Value }
        return nil
    }

    private func date() throws -> Date { try Date(timeIntervalSince1970: double()) }

    /// A boolean or its name. JWTKit's `BoolClaim` shows in its error whatever else the string is.
    private func flag() throws -> Bool {
        guard node.kind == .string else { return try bool() }
        guard let flag = Bool(try string()) else { throw corrupted("the string is neither true nor false") }
        return flag
    }

    private func strings() throws -> [String] {
        guard node.kind == .array else { throw mismatch([Any].self) }
        return try node.elements.map { try JSONNodeDecoder(node: $0).string() }
    }

    /// A string or an array of strings, RFC 7519 section 4.1.3. JWTKit's `AudienceClaim` ends the process at an empty
    /// array.
    private func audience() throws -> [String] {
        guard node.kind == .array else { return [try string()] }
        let strings = try strings()
        guard !strings.isEmpty else { throw corrupted("the audience is an empty array") }
        return strings
    }

    private func data() throws -> Data {
        guard let data = Data(base64Encoded: try string()) else { throw corrupted("the string is not base64") }
        return data
    }

    private func url() throws -> URL {
        guard let url = URL(string: try string()) else { throw corrupted("the string is not a URL") }
        return url
    }

    private func decimal() throws -> Decimal {
        guard node.kind == .number else { throw mismatch(Decimal.self) }
        guard let decimal = Decimal(string: String(decoding: node.text, as: UTF8.self)) else {
            throw corrupted("the number does not fit Decimal")
        }
        return decimal
    }
}
