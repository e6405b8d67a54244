// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

public import KMSAPI

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// A KMS in this process, for laptops and tests: the answers and the errors of AWS KMS without an account.
///
/// It is for development. Private keys lie in memory or, unencrypted, in files that their owner may read; nobody is
/// asked for credentials, policies and grants are stored but not enforced, and nothing is logged. Production keys belong in AWS KMS.
///
/// ```swift
/// let kms = LocalKMS()
/// let key = try await kms.createKey(.init(keySpec: .eccNISTP256)).keyMetadata
/// let answer = try await kms.sign(
///     .init(keyID: key.arn, message: Data("hello".utf8), signingAlgorithm: .ecdsaSHA256))
/// ```
///
/// Keys: `RSA_2048`, `RSA_3072`, `RSA_4096`, `ECC_NIST_P256`, `ECC_NIST_P384`, `ECC_NIST_P521`,
/// `ECC_NIST_EDWARDS25519`, `ML_DSA_65`, `ML_DSA_87` (on Apple's systems from macOS 26 on) sign and verify; `HMAC_256`,
/// `HMAC_384`, `HMAC_512` make MACs. RSA keys may also be made for `ENCRYPT_DECRYPT`, NIST's curves for
/// `KEY_AGREEMENT`, and there are `SYMMETRIC_DEFAULT` keys, so that it can be tested how a caller takes a key that can't
/// sign, but LocalKMS neither encrypts nor agrees on secrets.
///
/// It checks what AWS checks (digest lengths, message sizes, key states, usage, algorithms, tags, names), because a
/// fake that is kinder than AWS hides bugs. Unlike AWS it is consistent at once: a new alias can be used immediately,
/// unless a test orders otherwise (``faults``).
/// What AWS refuses it refuses by ``KMSError`` with AWS's code, HTTP status 400 and a request id of its own; where
/// the folder of the keys can't be used, by one of kind ``KMSError/Kind/configuration`` that names the file.
/// Where the task was cancelled, every function throws `CancellationError`.
public final class LocalKMS: KMSClient, KMSKeyDirectory, KMSAdministration, Sendable {
    let store: any KeyStore
    let scope: Scope
    let now: @Sendable () -> Date
    let parsedKeys: ParsedKeys
    let usages: KeyUsages
    /// What a test orders to go wrong, and what it counts.
    public let faults: Faults

    /// Makes a KMS whose keys lie in memory and end with it.
    ///
    /// - Parameters:
    ///   - region: The Region whose keys it shows, and that its ARNs carry.
    ///   - account: The account whose keys it shows: 12 digits.
    ///   - now: The wall clock, by which keys are dated and deleted.
    public convenience init(
        region: String = "us-east-1", account: String = "111122223333",
        now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.init(MemoryKeyStore(), Scope(region: region, account: account), now: now)
    }

    /// Opens a KMS whose keys lie in a folder, one file a key. Several processes may use the folder at a time.
    ///
    /// Keys of a folder that a version before Regions wrote belong to the Region and the account that are given here.
    ///
    /// - Parameters:
    ///   - folder: The path of the folder, which is made where it is missing (mode 0700, and its files 0600). The folder
    ///     above it must be there. One that others may enter is made 0700 where it holds nothing but keys of LocalKMS.
    ///   - region: The Region whose keys it shows, and that its ARNs carry.
    ///   - account: The account whose keys it shows: 12 digits.
    ///   - now: The wall clock, by which keys are dated and deleted.
    /// - Throws: ``KMSError`` of kind ``KMSError/Kind/configuration`` where the folder can't be made or opened, where it
    ///   holds other things and others may write in it, and for what is no Region or account.
    public convenience init(
        folder: String, region: String = "us-east-1", account: String = "111122223333",
        now: @escaping @Sendable () -> Date = { Date() }
    ) throws {
        let scope = try Scope(checking: region, account: account)
        self.init(try FolderKeyStore(folder: folder, home: scope), scope, now: now)
    }

    init(
        _ store: any KeyStore, _ scope: Scope, now: @escaping @Sendable () -> Date, parsedKeys: ParsedKeys = .init(),
        usages: KeyUsages? = nil, faults: Faults = .init()
    ) {
        self.store = store
        self.scope = scope
        self.now = now
        self.parsedKeys = parsedKeys
        self.usages = usages ?? KeyUsages(start: Self.whole(now()))
        self.faults = faults
    }
}
