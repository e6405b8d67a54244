// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if Tools
import HTTPTypes
import KMSAPI

/// The one `Authorization` header of a request, split and not yet understood.
///
/// What is there twice is refused: another program on the way could go by the one, and this server by the other.
struct AuthorizationHeader: Sendable {
    let algorithm: Substring
    private let parameters: [Substring: Substring]

    /// The algorithm of Signature Version 4, and the only one that is taken.
    static let algorithm = "AWS4-HMAC-SHA256"

    /// The header of a request; nil where it has none.
    ///
    /// - Throws: `KMSError`: `IncompleteSignatureException` where it has two, or one with a parameter twice. Nothing of the
    ///   header is shown.
    init?(_ head: RequestHead) throws(KMSError) {
        let headers = head.headerFields[values: .authorization]
        guard headers.count < 2 else {
            throw .incompleteSignature("The request must have one Authorization header, and no more.")
        }
        guard let words = headers.first?.split(separator: " ", maxSplits: 1) else { return nil }
        algorithm = words.first ?? ""
        parameters = algorithm == Self.algorithm && words.count > 1 ? try Self.parameters(words[1]) : [:]
    }

    /// The value of a parameter; nil where it is missing, or empty.
    subscript(name: Substring) -> Substring? {
        parameters[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    private static func parameters(_ text: Substring) throws(KMSError) -> [Substring: Substring] {
        var parameters: [Substring: Substring] = [:]
        // Bytes, for every request comes here.
        for parameter in text.utf8.split(whereSeparator: { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: " ") }) {
            guard let equals = parameter.firstIndex(of: UInt8(ascii: "=")) else { continue }
            let value = Substring(parameter[parameter.index(after: equals)...])
            guard parameters.updateValue(value, forKey: Substring(parameter[..<equals])) == nil else {
                throw .incompleteSignature("The Authorization header must have each parameter once.")
            }
        }
        return parameters
    }
}
#endif
