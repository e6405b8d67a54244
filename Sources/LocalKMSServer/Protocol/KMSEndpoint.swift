// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if Tools
import HTTPTypes
import HummingbirdCore
import KMSAPI
import LocalKMS
import NIOCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// KMS's protocol: [AWS JSON 1.1](https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html), one `POST` a call.
struct KMSEndpoint: Sendable {
    let kms: LocalKMS
    /// nil where any signature is taken, and none.
    let signatures: SignatureCheck?
    let log: CallLog

    private static let maximumBytes = 1 << 20
    private static let contentType = "application/x-amz-json-1.1"
    private static let service = "TrentService."

    /// - Throws: what ends the connection: it broke, or brought no HTTP.
    @concurrent func respond(to request: Request, through writer: borrowing ResponseWriter) async throws -> Response {
        var call = CallRecord(log)
        do {
            let head = request.head
            let operation = try Self.operation(head, &call)
            let body = try await Self.body(of: request, writer)
            let caller = try caller(head, body, &call)
            call.region = caller.region
            let answer = try await Self.answer(operation, body, kms(of: caller))
            call.answered(answer, changes: operation.changes)
            return Self.response(answer.body, call.requestID)
        } catch let error as KMSError {
            let answer = ErrorAnswer(error)
            call.refused(error, answer)
            return answer.response
        }
    }

    /// What can't be answered for a reason of its own, as a value that can't be written, is this server's fault, and no
    /// reason to say nothing.
    private static func answer(
        _ operation: Operation, _ body: Data, _ kms: LocalKMS
    ) async throws -> Operation.Answer {
        do {
            return try await operation.answer(body, kms)
        } catch let error where !(error is KMSError || error is CancellationError) {
            throw KMSError(.kmsInternal, message: "LocalKMS could not do this.", underlying: error)
        }
    }

    /// The KMS as the caller sees it: each Region and each account has keys of its own.
    private func kms(of caller: Caller) throws -> LocalKMS {
        let region = caller.region ?? kms.region
        guard region != kms.region || caller.account ?? kms.account != kms.account else { return kms }
        return try kms.scoped(toRegion: region, account: caller.account)
    }

    /// Who asks, checked first where signatures are.
    private func caller(
        _ head: RequestHead, _ body: Data, _ call: inout CallRecord
    ) throws(KMSError) -> Caller {
        do throws(KMSError) {
            try Authorization.refuseQuery(head)
            guard let signatures else { return try Caller(unchecked: head) }
            return try signatures.caller(head, body)
        } catch {
            call.claim = (try? AuthorizationHeader(head)).flatMap { try? Authorization($0) }
            throw error
        }
    }

    /// The operation that is asked for. Content types that a browser sends without asking first are none of KMS's.
    private static func operation(_ head: RequestHead, _ call: inout CallRecord) throws(KMSError) -> Operation {
        let type = head.headerFields[.contentType] ?? ""
        guard type == contentType || type.prefix(while: { $0 != ";" }).lowercased() == contentType else {
            throw .unknownOperation("The Content-Type must be \(contentType).")
        }
        guard let target = head.headerFields[KMSHeader.target], target.hasPrefix(service) else {
            throw .unknownOperation("X-Amz-Target must name an operation of KMS, as in \(service)Sign.")
        }
        let name = String(target.dropFirst(service.count))
        call.operation = name
        if let operation = Operation.table[name] { return operation }
        guard Operation.allNames.contains(name) else {
            throw .unknownOperation("KMS has no operation of this name.")
        }
        throw KMSError(.unsupportedOperation, message: "LocalKMS does not support \(name).")
    }

    /// The whole body, where it is not too long. A client that waits to be told to send it is told here: what can be
    /// refused without a body has been.
    @concurrent private static func body(of request: Request, _ writer: borrowing ResponseWriter) async throws -> Data {
        // The HTTP decoder takes digits alone, so what is no Int is beyond it.
        if let length = request.headers[.contentLength], Int(length) ?? .max > maximumBytes { throw tooLarge }
        if request.headers[.expect]?.lowercased() == "100-continue" {
            try await writer.writeInformationalHead(.init(status: .continue))
        }
        do {
            let buffer = try await request.body.collect(upTo: maximumBytes)
            return Data(buffer.readableBytesView)
        } catch is NIOTooManyBytesError {
            throw tooLarge
        }
    }

    private static var tooLarge: KMSError {
        KMSError(
            .requestTooLarge, message: "The body has more than \(maximumBytes) bytes.", kmsStatus: 413)
    }

    private static func response(_ body: Data, _ requestID: String) -> Response {
        var headers: HTTPFields = [.contentType: contentType]
        headers[KMSHeader.requestID] = requestID
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: body)))
    }
}
#endif
