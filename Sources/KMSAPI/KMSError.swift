// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// Why KMS could not be asked, or what it refused: an answer to "what was being done, with which key, what did KMS
/// say, and what now?". It holds no secret, no token and no signature.
///
/// A token that is bad is never a `KMSError`: a server answers 401 to that, 503 to an error that
/// ``isRetryable``, and 500 to one that is not, because somebody must act.
///
/// Two errors are equal where their kinds are.
public struct KMSError: Error, Sendable {
    /// What went wrong.
    public var kind: Kind
    /// What KMS said, or what this library found. It is empty if KMS gave no reason, as for a signature that is not valid.
    public var message: String
    /// The operation that was asked for.
    public var operation: KMSOperation?
    /// The key that it was asked for, as the caller named it or as an ARN.
    public var keyReference: String?
    /// The id that AWS gave the request: what AWS Support asks for.
    public var requestID: String?
    /// The HTTP status of KMS's response. Never decide by it, and never answer with it: KMS responds 400 to nearly
    /// everything. ``suggestedStatus`` is what to answer.
    public var kmsStatus: Int?
    /// Whether the same call may work later with nothing changed: throttling, a server's fault, the network.
    public var isRetryable: Bool
    /// The error below this one, such as that of the HTTP client.
    public var underlying: (any Error)?

    /// Makes an error.
    ///
    /// - Parameter isRetryable: nil to let the kind and the HTTP status tell.
    public init(
        _ kind: Kind, message: String, operation: KMSOperation? = nil, keyReference: String? = nil,
        requestID: String? = nil, kmsStatus: Int? = nil, isRetryable: Bool? = nil, underlying: (any Error)? = nil
    ) {
        self.kind = kind
        self.message = message
        self.operation = operation
        self.keyReference = keyReference
        self.requestID = requestID
        self.kmsStatus = kmsStatus
        self.isRetryable = isRetryable ?? (kind.isRetryable || (kmsStatus ?? 0) >= 500)
        self.underlying = underlying
    }

    /// The HTTP status that a server may answer with: 503 if the same call may work later, else 500, because somebody must
    /// act.
    public var suggestedStatus: Int { isRetryable ? 503 : 500 }

    /// The same error, with what the caller knows of it filled in where it was missing.
    public func during(_ operation: KMSOperation, key: String?) -> KMSError {
        var error = self
        error.operation = self.operation ?? operation
        error.keyReference = self.keyReference ?? key
        return error
    }
}

extension KMSError: Equatable {
    /// Whether both are of one kind, whatever they say.
    public static func == (left: KMSError, right: KMSError) -> Bool { left.kind == right.kind }
}

extension KMSError: CustomStringConvertible {
    /// One line for the person who reads it: what was being done, what was said, and what to do next.
    public var description: String {
        var line = ""
        if kind == .configuration || underlying is UnfitKey {
            // KMS was not asked, or answered what it was asked, so no operation failed.
            let code = Kind.configuration.code
            line = keyReference.map { "\(code) of key \($0): \(message)" } ?? "\(code): \(message)"
        } else {
            if let operation { line += "\(operation) " }
            if let keyReference { line += "with key \(keyReference) " }
            if !line.isEmpty { line += "failed: " }
            line += message.isEmpty ? kind.code : "\(kind.code): \(message)"
        }
        var context: [String] = []
        if let kmsStatus { context.append("HTTP \(kmsStatus)") }
        if let requestID { context.append("request id \(requestID)") }
        if !context.isEmpty { line += " (\(context.joined(separator: ", ")))" }
        if let advice { line += ". \(advice)" }
        return Self.oneLine(line)
    }

    private var advice: String? {
        if kind == .accessDenied { return AccessDenial(message: message).advice }
        if let alias = likelyAlias { return "If it is the name of an alias, write \(alias)" }
        let later = isRetryable ? "The same call may work later" : nil
        // To look again is one thing, and where to look another.
        if kind == .credentials { return [later, kind.advice].compactMap { $0 }.joined(separator: ". ") }
        return kind.advice ?? later
    }

    /// The alias that a key reference would be with `alias/` before it, if KMS has no key of that name; nil if the
    /// reference is an alias, an ARN, or has the form of a key id.
    private var likelyAlias: String? {
        guard [.notFound, .validation].contains(kind), let name = keyReference,
            case .keyID? = try? KeyReference(name), !Self.isID(name.utf8), !name.utf8.contains(UInt8(ascii: ":"))
        else { return nil }
        return "alias/\(name)"
    }

    /// `mrk-` and 32 hexadecimal digits, or the 36 characters of a UUID.
    private static func isID(_ name: String.UTF8View) -> Bool {
        name.starts(with: "mrk-".utf8) || name.count == 36 && name.filter { $0 == UInt8(ascii: "-") }.count == 4
    }

    /// A key reference may hold anything: what would begin a line of its own in a log, or move a terminal's cursor, is
    /// escaped.
    private static func oneLine(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isUnseen) else { return text }
        return text.unicodeScalars.map { scalar in
            isUnseen(scalar) ? "\\u{\(String(scalar.value, radix: 16, uppercase: true))}" : String(scalar)
        }.joined()
    }

    private static func isUnseen(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}
