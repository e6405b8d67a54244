// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

/// What KMS demands of a key policy. It is kept and given back, and not followed: LocalKMS lets everybody do everything.
///
/// See [Key policies](https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html).
enum PolicyRules {
    /// The only policy that a caller can set.
    static let name = "default"

    /// `PolicyType` of the KMS model, and the quota: 32 KiB.
    static func check(_ policy: String) throws(KMSError) {
        guard !policy.isEmpty, policy.utf8.count <= 131_072 else {
            throw .constraint(policy, at: "policy", "have length between 1 and 131072")
        }
        guard policy.unicodeScalars.allSatisfy({ [9, 10, 13].contains($0.value) || (0x20...0xFF).contains($0.value) })
        else {
            throw .constraint(
                policy, at: "policy", #"satisfy regular expression pattern: [\u0009\u000A\u000D\u0020-\u00FF]+"#)
        }
        guard policy.utf8.count <= 32_768 else {
            throw KMSError(.limitExceeded, message: "A key policy has at most 32768 bytes.")
        }
        do {
            try StrictJSON.check(Array(policy.utf8))
        } catch {
            throw KMSError(.malformedPolicyDocument, message: "The new key policy \(error.rawValue).")
        }
        guard policy.utf8.first(where: { !" \t\r\n".utf8.contains($0) }) == UInt8(ascii: "{") else {
            throw KMSError(.malformedPolicyDocument, message: "The new key policy is not a JSON object.")
        }
    }

    /// Refuses the names of policies that a key does not have.
    static func check(name: String?) throws(KMSError) {
        guard let name, name != Self.name else { return }
        let isWord = name.utf8.allSatisfy { byte in
            byte == UInt8(ascii: "_") || Character(Unicode.Scalar(byte)).isLetter && byte < 128
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        }
        guard isWord, (1...128).contains(name.utf8.count) else {
            throw .constraint(name, at: "policyName", "satisfy regular expression pattern: [\\w]+")
        }
        throw KMSError(.notFound, message: "No such policy exists")
    }

    /// What KMS gives a key that was made without one: the account decides by IAM.
    static func standard(account: String, partition: String) -> String {
        """
        {
          "Version" : "2012-10-17",
          "Id" : "key-default-1",
          "Statement" : [ {
            "Sid" : "Enable IAM User Permissions",
            "Effect" : "Allow",
            "Principal" : {
              "AWS" : "arn:\(partition):iam::\(account):root"
            },
            "Action" : "kms:*",
            "Resource" : "*"
          } ]
        }
        """
    }
}

extension KeyRecord {
    /// The policy that was given, or KMS's own.
    var effectivePolicy: String { policy ?? PolicyRules.standard(account: account, partition: scope.partition) }
}
