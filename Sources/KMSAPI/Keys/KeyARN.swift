// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// The ARN of a key or an alias: `arn:aws:kms:us-east-1:111122223333:key/1234abcd-...`.
///
/// See [ARN format](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html).
public struct KeyARN: Hashable, Sendable, CustomStringConvertible {
    /// `aws`, `aws-cn`, `aws-us-gov` and others.
    public let partition: String
    /// The Region, such as `us-east-1`.
    public let region: String
    /// The account: 12 digits.
    public let account: String
    /// `key/ID` or `alias/NAME`.
    public let resource: String

    /// An ARN of these parts.
    public init(partition: String = "aws", region: String, account: String, resource: String) {
        self.partition = partition
        self.region = region
        self.account = account
        self.resource = resource
    }

    /// The ARN that `string` spells; nil where it is not the ARN of a KMS key or alias.
    public init?(_ string: some StringProtocol) {
        let parts = string.utf8.split(separator: UInt8(ascii: ":"), maxSplits: 5, omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        guard parts.count == 6, parts[0] == "arn", parts[2] == "kms",
            [1, 3, 4].allSatisfy({ Self.isToken(parts[$0]) }),
            parts[5].utf8.starts(with: "key/".utf8) || parts[5].utf8.starts(with: "alias/".utf8),
            KeyReference.isClean(parts[5])
        else { return nil }
        self.init(partition: parts[1], region: parts[3], account: parts[4], resource: parts[5])
    }

    private static func isToken(_ string: String) -> Bool {
        !string.isEmpty
            && string.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
            }
    }

    /// The bare key id; nil for an alias.
    public var keyID: String? {
        resource.utf8.starts(with: "key/".utf8) ? String(resource.dropFirst(4)) : nil
    }

    /// The ARN as KMS writes it.
    public var description: String { "arn:\(partition):kms:\(region):\(account):\(resource)" }
}
