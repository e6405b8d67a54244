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
/// asked for credentials, policies are ignored, and nothing is logged. Production keys belong in AWS KMS.
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
/// fake that is kinder than AWS hides bugs. Unlike AWS it is consistent at once: a new alias can be used immediately.
/// What AWS refuses it refuses by ``KMSError`` with AWS's code, HTTP status 400 and a request id of its own; where
/// the folder of the keys can't be used, by one of kind ``KMSError/Kind/configuration`` that names the file.
/// Where the task was cancelled, every function throws `CancellationError`.
public final class LocalKMS: KMSClient, KMSKeyDirectory, KMSAdministration, Sendable {
    let store: any KeyStore
    let scope: Scope
    let now: @Sendable () -> Date
    let parsedKeys = ParsedKeys()

    /// Makes a KMS whose keys lie in memory and end with it.
    ///
    /// - Parameters:
    ///   - region: The Region that its ARNs carry.
    ///   - account: The account that its ARNs carry: 12 digits.
    ///   - now: The wall clock, by which keys are dated and deleted.
    public init(
        region: String = "us-east-1", account: String = "111122223333",
        now: @escaping @Sendable () -> Date = { Date() }
    ) {
        store = MemoryKeyStore()
        scope = Scope(region: region, account: account)
        self.now = now
    }

    /// Opens a KMS whose keys lie in a folder, one file a key. Several processes may use the folder at a time.
    ///
    /// The files hold no Region and no account: who opens the folder with others sees the same keys under other ARNs.
    ///
    /// - Parameters:
    ///   - folder: The path of the folder, which is made where it is missing (mode 0700, and its files 0600). The folder
    ///     above it must be there.
    ///   - region: The Region that its ARNs carry.
    ///   - account: The account that its ARNs carry: 12 digits.
    ///   - now: The wall clock, by which keys are dated and deleted.
    /// - Throws: ``KMSError`` of kind ``KMSError/Kind/configuration`` where the folder can't be made or opened.
    public init(
        folder: String, region: String = "us-east-1", account: String = "111122223333",
        now: @escaping @Sendable () -> Date = { Date() }
    ) throws {
        store = try FolderKeyStore(folder: folder)
        scope = Scope(region: region, account: account)
        self.now = now
    }
}
