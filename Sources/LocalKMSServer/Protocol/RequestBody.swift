// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if Tools
import JWTKMS
import KMSAPI
import LocalKMS

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Reads what a caller sent, and says what is wrong with it as AWS does.
enum RequestBody {
    /// - Throws: `KMSError`: `ValidationException` for a member that is missing, `SerializationException` for what can't be
    ///   read.
    static func decode<Request: Decodable>(_ type: Request.Type, from body: Data) throws(KMSError) -> Request {
        // AWS JSON 1.1 takes no body for an empty object.
        let body = body.isEmpty ? Data("{}".utf8) : body
        do {
            try StrictJSON.check(Array(body))
            return try decoder().decode(type, from: body)
        } catch let error as StrictJSON.Refusal {
            throw .serialization("The body \(error.rawValue).")
        } catch let error as DecodingError {
            throw refusal(error)
        } catch {
            throw .serialization("The body can't be read.")
        }
    }

    private static func decoder() -> JSONDecoder {
        let decoder = KMSCoding.decoder()
        decoder.dataDecodingStrategy = .strictBase64
        return decoder
    }

    /// The text for a missing member is AWS's own (a ValidationException of any of its services has that form); those of
    /// SerializationException are ours: AWS's differ from service to service, and speak of Java.
    private static func refusal(_ error: DecodingError) -> KMSError {
        switch error {
        case .keyNotFound(let key, let context): missing(context.codingPath + [key])
        case .valueNotFound(_, let context) where !context.codingPath.isEmpty: missing(context.codingPath)
        case .valueNotFound: .serialization("The body is not an object.")
        case .typeMismatch(let type, let context):
            .serialization("\(place(context.codingPath)) is not \(name(of: type)).")
        case .dataCorrupted(let context) where !context.codingPath.isEmpty:
            .serialization("\(place(context.codingPath)) can't be read; blobs are base64 with padding.")
        default: .serialization("The body is not JSON.")
        }
    }

    private static func missing(_ path: [any CodingKey]) -> KMSError {
        KMSError(
            .validation,
            message: "1 validation error detected: Value null at '\(member(path))' failed to satisfy constraint: "
                + "Member must not be null")
    }

    private static func place(_ path: [any CodingKey]) -> String {
        path.isEmpty ? "The body" : "'\(member(path))'"
    }

    /// `keyId`, `tags.1.member.tagKey`: as AWS names a member.
    private static func member(_ path: [any CodingKey]) -> String {
        path.map { key in
            if let index = key.intValue { return "\(index + 1).member" }
            return Excerpt.of(key.stringValue.prefix(1).lowercased() + key.stringValue.dropFirst())
        }.joined(separator: ".")
    }

    private static func name(of type: any Any.Type) -> String {
        switch type {
        case is String.Type: "a string"
        case is Bool.Type: "true or false"
        case is Int.Type, is Double.Type: "a number"
        case is [Any].Type: "a list"
        default: "an object"
        }
    }
}
#endif
