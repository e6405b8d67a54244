// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Crypto
import CryptoExtras

/// Checks signatures in this process, with one public key bound to one algorithm.
///
/// A class, so that handing it on copies one reference and not all that a key is made of.
final class LocalVerifier: Sendable {
    let algorithm: JWSAlgorithm
    let publicKey: PublicKey

    init(algorithm: JWSAlgorithm, publicKey: PublicKey) {
        self.algorithm = algorithm
        self.publicKey = publicKey
    }

    /// Whether `signature`, as it stands in a token, is this key's over `signingInput`.
    ///
    /// The form is checked here as well as by swift-crypto: exact lengths, and r and s in 1 ..< n, so that a
    /// signature of zeros (CVE-2022-21449) dies twice.
    func isValid(signature: [UInt8], over signingInput: Span<UInt8>) -> Bool {
        guard let hash = algorithm.scheme.digestHash else { return isValid(signature, message: signingInput) }
        return isValid(signature: signature, digest: SHA2Digest(of: signingInput, with: hash))
    }

    /// Of the algorithms that take the message as a whole.
    private func isValid(_ signature: [UInt8], message: Span<UInt8>) -> Bool {
        guard signature.count == algorithm.scheme.signatureBytes else { return false }
        let message = unsafe message.withUnsafeBytes { unsafe Array($0) }
        switch (publicKey.material, algorithm.scheme) {
        case (.ed25519(let key), .ed25519):
            return key.isValidSignature(signature, for: message)
        case (.mlDSA(let parameters, let key?), .mlDSA(let demanded)) where parameters == demanded:
            return key.isValid(signature, over: message)
        default:
            return false
        }
    }

    /// The same, where the digest was made already, if the algorithm takes one.
    func isValid(signature: [UInt8], over signingInput: [UInt8], digest: SHA2Digest?) -> Bool {
        guard let digest else { return isValid(signature: signature, over: signingInput.span) }
        return isValid(signature: signature, digest: digest)
    }

    /// The same, of an algorithm that takes the digest.
    func isValid(signature: [UInt8], digest: SHA2Digest) -> Bool {
        switch (publicKey.material, digest, algorithm.scheme) {
        case (.p256(let key), .sha256(let digest), .ecdsa(.p256)):
            guard isInRange(signature, .p256) else { return false }
            guard let signature = try? P256.Signing.ECDSASignature(rawRepresentation: signature) else { return false }
            return key.isValidSignature(signature, for: digest)
        case (.p384(let key), .sha384(let digest), .ecdsa(.p384)):
            guard isInRange(signature, .p384) else { return false }
            guard let signature = try? P384.Signing.ECDSASignature(rawRepresentation: signature) else { return false }
            return key.isValidSignature(signature, for: digest)
        case (.p521(let key), .sha512(let digest), .ecdsa(.p521)):
            guard isInRange(signature, .p521) else { return false }
            guard let signature = try? P521.Signing.ECDSASignature(rawRepresentation: signature) else { return false }
            return key.isValidSignature(signature, for: digest)
        case (.rsa(let key, let signatureBytes), _, .rsaPKCS1):
            guard signature.count == signatureBytes else { return false }
            return isValid(signature, digest, key, .insecurePKCS1v1_5)
        case (.rsa(let key, let signatureBytes), _, .rsaPSS):
            guard signature.count == signatureBytes else { return false }
            return isValid(signature, digest, key, .PSS)
        default:
            // A key of one type is never bound to an algorithm of another; were it, nothing would verify.
            return false
        }
    }

    private func isInRange(_ signature: [UInt8], _ curve: EllipticCurve) -> Bool {
        ECDSASignature.isInRange(signature, curve)
    }

    private func isValid(
        _ signature: [UInt8], _ digest: SHA2Digest, _ key: _RSA.Signing.PublicKey, _ padding: _RSA.Signing.Padding
    ) -> Bool {
        let signature = _RSA.Signing.RSASignature(rawRepresentation: signature)
        return switch digest {
        case .sha256(let digest): key.isValidSignature(signature, for: digest, padding: padding)
        case .sha384(let digest): key.isValidSignature(signature, for: digest, padding: padding)
        case .sha512(let digest): key.isValidSignature(signature, for: digest, padding: padding)
        }
    }
}
