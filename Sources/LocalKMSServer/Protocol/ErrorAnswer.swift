// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if Tools
import HTTPTypes
import HummingbirdCore
import KMSAPI
import NIOCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// An error as KMS puts it on the wire: `{"__type":"NotFoundException","message":"..."}`, with code and request id in
/// headers too. The status is 400 for whatever the caller did, as AWS answers whatever its model says.
///
/// Every error of KMS's model has the member `message`, and some SDKs read no other (that for Go v2, for one).
struct ErrorAnswer {
    let code: String
    let status: Int
    let requestID: String
    private let message: String

    init(_ error: KMSError) {
        // A folder that can't be used is this server's fault, and no kind that KMS has.
        let kind = error.kind.ofService == error.kind ? error.kind : .kmsInternal
        code = kind.code
        status = error.kmsStatus ?? (kind == .kmsInternal ? 500 : 400)
        requestID = error.requestID ?? UUID().uuidString.lowercased()
        message = error.message
    }

    var response: Response {
        var headers: HTTPFields = [.contentType: "application/x-amz-json-1.1"]
        headers[KMSHeader.requestID] = requestID
        headers[KMSHeader.errorType] = code
        return Response(
            status: .init(code: status), headers: headers, body: .init(byteBuffer: ByteBuffer(string: body)))
    }

    private var body: String {
        // AWS has no message for a signature or a MAC that is not valid.
        let member = message.isEmpty ? "" : #","message":\#(Self.quoted(message))"#
        return #"{"__type":\#(Self.quoted(code))\#(member)}"#
    }

    private static func quoted(_ text: String) -> String {
        // A string can always be encoded.
        let bytes = (try? KMSCoding.encoder().encode(text)) ?? Data(#""""#.utf8)
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension KMSError {
    /// A body that can't be read.
    static func serialization(_ message: String) -> KMSError {
        KMSError(.init(code: "SerializationException"), message: message)
    }

    /// No operation of KMS.
    static func unknownOperation(_ message: String) -> KMSError {
        KMSError(.init(code: "UnknownOperationException"), message: message)
    }
}

extension KMSError.Kind {
    static let requestTooLarge = Self(code: "RequestEntityTooLargeException")
}
#endif
