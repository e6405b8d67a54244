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
        code = spelled.map(Self.short).flatMap { $0.isEmpty ? nil : $0 }
        message = members?.message ?? members?.capitalMessage
    }

    /// `com.amazonaws.kms#NotFoundException:http://...` is `NotFoundException`.
    private static func short(_ spelled: String) -> String {
        let beforeURL = spelled.prefix { $0 != ":" }
        return String(beforeURL.split(separator: "#").last ?? "")
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

/// What an error may show of an answer: at most 200 bytes, with all that is not printable ASCII escaped.
enum BodyExcerpt {
    static func of(_ body: Data) -> String {
        var text = ""
        for scalar in String(decoding: body.prefix(200), as: UTF8.self).unicodeScalars {
            let piece = (0x20..<0x7F).contains(scalar.value) ? String(scalar) : scalar.escaped(asASCII: true)
            guard text.utf8.count + piece.utf8.count <= 200 else { return text + "..." }
            text += piece
        }
        return text.isEmpty ? "an empty body" : text
    }
}
