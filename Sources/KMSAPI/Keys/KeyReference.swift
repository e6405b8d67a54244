// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// What a user names a KMS key by: key id, key ARN, alias name or alias ARN. Only an ARN crosses accounts.
///
/// See [Key identifiers](https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#key-id).
public enum KeyReference: Hashable, Sendable, CustomStringConvertible {
    /// A bare key id, such as `1234abcd-12ab-34cd-56ef-1234567890ab`.
    case keyID(String)
    /// A key ARN: the only reference that never comes to mean another key.
    case keyARN(KeyARN)
    /// An alias of this account and Region: `alias/NAME`.
    case aliasName(String)
    /// An alias ARN.
    case aliasARN(KeyARN)

    /// Tells which form of reference `string` is.
    ///
    /// - Throws: ``KMSError`` of kind ``KMSError/Kind/configuration`` where it is none of them, so that a slip
    ///   is told before KMS is asked.
    public init(_ string: String) throws(KMSError) {
        guard !string.isEmpty, string.utf8.count <= 2048, Self.isClean(string) else {
            throw KMSError(
                .configuration,
                message: string.isEmpty
                    ? "the key reference is empty"
                    : "the key reference holds characters that no key id, alias or ARN has, or is longer than 2048 bytes"
            )
        }
        if string.utf8.starts(with: "arn:".utf8) {
            guard let arn = KeyARN(string) else {
                throw KMSError(
                    .configuration,
                    message: "\(string) is not the ARN of a KMS key or alias "
                        + "(arn:aws:kms:REGION:ACCOUNT:key/ID or arn:aws:kms:REGION:ACCOUNT:alias/NAME)")
            }
            self = arn.keyID == nil ? .aliasARN(arn) : .keyARN(arn)
        } else if string.utf8.starts(with: "alias/".utf8) {
            self = .aliasName(string)
        } else {
            self = .keyID(string)
        }
    }

    /// Whether the reference is an alias, and may come to name another key.
    public var isAlias: Bool {
        switch self {
        case .aliasName, .aliasARN: true
        case .keyID, .keyARN: false
        }
    }

    /// The reference as the KMS API takes it.
    public var description: String {
        switch self {
        case .keyID(let string), .aliasName(let string): string
        case .keyARN(let arn), .aliasARN(let arn): arn.description
        }
    }

    /// KMS's own alphabet for ids and aliases: letters, digits, `_`, `-`, `/` and `:`.
    static func isClean(_ string: some StringProtocol) -> Bool {
        string.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "/"),
                UInt8(ascii: ":"):
                true
            default: false
            }
        }
    }
}
