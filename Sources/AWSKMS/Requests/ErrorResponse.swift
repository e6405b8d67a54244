// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// An error as AWS JSON 1.1 puts it on the wire.
///
/// The code stands in the header `X-Amzn-Errortype`, or in the body as `code` or `__type`, with a namespace before
/// `#` or a URL after `:`; KMS writes `message` or `Message`.
/// See [AWS JSON 1.1](https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html).
struct ErrorResponse {
    let code: String?
    let message: String?

    init(errorType: String?, body: Data) {
        let members = try? JSONDecoder().decode(Members.self, from: body)
        let spelled = errorType ?? members?.code ?? members?.type
        code = spelled.map(Self.short).flatMap { Self.isCode($0) ? $0 : nil }
        message = (members?.message ?? members?.capitalMessage).map { Excerpt.of($0, maximumBytes: 2048) }
    }

    /// `com.amazonaws.kms#NotFoundException:http://...` is `NotFoundException`.
    private static func short(_ spelled: String) -> String {
        let beforeURL = spelled.prefix { $0 != ":" }
        return String(beforeURL.split(separator: "#").last ?? "")
    }

    /// A code becomes a log line and the label of metrics, so what is none is not carried.
    static func isCode(_ text: String) -> Bool {
        (1...128).contains(text.utf8.count) && text.utf8.allSatisfy { (0x21..<0x7F).contains($0) }
    }

    private struct Members: Decodable {
        var code: String?
        var type: String?
        var message: String?
        var capitalMessage: String?

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            // A member of another type is another service's: it tells nothing.
            code = try? container.decode(String.self, forKey: .code)
            type = try? container.decode(String.self, forKey: .type)
            message = try? container.decode(String.self, forKey: .message)
            capitalMessage = try? container.decode(String.self, forKey: .capitalMessage)
        }

        private enum CodingKeys: String, CodingKey {
            case code
            case type = "__type"
            case message
            case capitalMessage = "Message"
        }
    }
}

/// What an error may show of an answer: only so much, and nothing that moves a terminal's cursor or begins a line of
/// its own in a log.
enum Excerpt {
    /// At most 200 bytes, with all that is not printable ASCII escaped.
    static func of(_ body: Data) -> String {
        let text = of(String(decoding: body.prefix(200), as: UTF8.self), maximumBytes: 200) { !$0.isASCII }
        return text.isEmpty ? "an empty body" : text
    }

    /// At most so many bytes, with controls, invisible characters and what `isEscaped` says escaped.
    static func of(
        _ text: String, maximumBytes: Int, escaping isEscaped: (Unicode.Scalar) -> Bool = { _ in false }
    ) -> String {
        var excerpt = ""
        for scalar in text.unicodeScalars {
            let piece =
                isInvisible(scalar) || isEscaped(scalar)
                ? "\\u{\(String(scalar.value, radix: 16, uppercase: true))}" : String(scalar)
            guard excerpt.utf8.count + piece.utf8.count <= maximumBytes else { return excerpt + "..." }
            excerpt += piece
        }
        return excerpt
    }

    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned: true
        default: false
        }
    }
}
