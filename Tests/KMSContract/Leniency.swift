// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// One way in which a KMS is milder than AWS, or answers otherwise. Where a KMS under test has it, the contract
/// demands exactly the other behaviour: a difference that has gone is told too, and its name can be removed.
///
/// The names come from measurements of moto 5.2.5.
public enum Leniency: String, Hashable, Sendable, CaseIterable {
    /// Sign, Verify and GetPublicKey work with a disabled key.
    case worksWithDisabledKeys
    /// Sign, Verify and GetPublicKey work with a key that is to be deleted.
    case worksWithKeysPendingDeletion
    /// Verify answers `SignatureValid: false` where AWS answers KMSInvalidSignatureException.
    case verifyAnswersFalse
    /// An algorithm or a usage that does not fit the key is ValidationException, not InvalidKeyUsageException.
    case wrongUsageIsValidation
    /// A digest is taken for a message, and hashed again: what is signed as DIGEST does not verify as RAW, nor with
    /// the public key.
    case hashesDigestsAgain
    /// A digest may have any length.
    case acceptsDigestsOfAnyLength
    /// A raw message may be longer than 4096 bytes.
    case acceptsLongMessages
    /// Any MessageType will do.
    case acceptsUnknownMessageTypes
    /// DryRun is ignored.
    case ignoresDryRun
    /// GetPublicKey, GenerateMac, ScheduleKeyDeletion and CancelKeyDeletion answer the bare key id, not the ARN.
    case answersBareKeyIDs
    /// GetPublicKey answers no KeySpec.
    case answersPublicKeysWithoutSpec
    /// GetPublicKey answers bytes for symmetric and HMAC keys too.
    case answersPublicKeysOfSecrets
    /// GenerateMac works with an algorithm that does not fit the key.
    case makesMACsWithAnyAlgorithm
    /// GenerateMac takes an empty message, and VerifyMac an empty MAC.
    case makesMACsOfNothing
    /// DescribeKey tells RSA's encryption algorithms of HMAC keys, and neither MacAlgorithms, KeyAgreementAlgorithms nor
    /// the usage that KMS chose.
    case describesOtherAlgorithms
    /// EnableKey, DisableKey and ScheduleKeyDeletion take the bare key id only, and fail by an ARN.
    case administersByBareIDOnly
    /// A malformed ARN is NotFoundException, not InvalidArnException.
    case malformedARNIsNotFound
    /// ScheduleKeyDeletion answers neither KeyState nor PendingWindowInDays.
    case schedulesWithoutState
    /// ScheduleKeyDeletion takes any number of days.
    case acceptsAnyPendingWindow
    /// ScheduleKeyDeletion can be repeated, and CancelKeyDeletion works with a living key.
    case schedulesAndCancelsInAnyState
    /// EnableKey and DisableKey work with a key that is to be deleted.
    case enablesKeysPendingDeletion
    /// CreateAlias, UpdateAlias and TagResource work with a key that is to be deleted.
    case namesAndTagsKeysPendingDeletion
    /// `alias/aws/x`, `alias/` and names of 257 characters can be created.
    case acceptsOddAliasNames
    /// UpdateAlias may name a key of another usage.
    case repointsAliasesToAnyUsage
    /// CreateKey takes usages that do not fit the spec.
    case createsKeysOfAnyUsage
    /// CreateKey takes any policy and a description of any length.
    case acceptsAnyPolicyAndDescription
    /// Tags with `aws:`, twice the same, too long or too many are taken.
    case acceptsAnyTags
    /// ListKeys and ListAliases ignore Limit and Marker, and answer everything.
    case ignoresPaging
}

extension Set<Leniency> {
    /// No leniency: AWS, and LocalKMS.
    public static var none: Self { [] }
    /// Those of moto 5.2.5.
    public static var moto: Self { Set(Leniency.allCases) }
}
