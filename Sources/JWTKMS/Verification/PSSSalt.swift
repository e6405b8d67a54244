// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import JWTKit

extension LocalVerifier {
    /// How many bytes the salt of a PSS signature has (RFC 8017 section 9.1.2); nil if the signature is not this key's.
    ///
    /// RFC 7518 section 3.5 wants a salt as long as the digest. Many libraries take the longest by default, and their
    /// signatures are refused.
    func saltBytes(of signature: [UInt8], over input: Span<UInt8>) -> Int? {
        guard case .rsaPSS(let hash) = algorithm.scheme,
            case .rsa(let modulus, let exponent)? = try? SubjectPublicKeyInfo(der: publicKey.der).key,
            signature.count == modulus.count,
            let encoded = RSAPublicOperation(modulus: modulus, exponent: exponent)?(signature)
        else { return nil }
        let bits = modulus.count * 8 - (modulus.first?.leadingZeroBitCount ?? 0) - 1
        let message = Array(encoded.suffix((bits + 7) / 8))
        guard message.last == 0xBC, message.count > hash.digestBytes + 1 else { return nil }
        let digest = Array(message.dropLast().suffix(hash.digestBytes))
        let masked = message.dropLast(hash.digestBytes + 1)
        var block = zip(masked, Self.mask(digest, masked.count, hash)).map { $0 ^ $1 }
        block[0] &= 0xFF >> (message.count * 8 - bits)
        let padding = block.prefix { $0 == 0 }
        guard block.dropFirst(padding.count).first == 1 else { return nil }
        let salt = block.dropFirst(padding.count + 1)
        let hashed = [UInt8](repeating: 0, count: 8) + SHA2Digest(of: input, with: hash).bytes + salt
        return SHA2Digest(of: hashed, with: hash).bytes == digest ? salt.count : nil
    }

    /// MGF1, RFC 8017 appendix B.2.1.
    private static func mask(_ seed: [UInt8], _ length: Int, _ hash: SHA2) -> ArraySlice<UInt8> {
        var mask: [UInt8] = []
        var counter: UInt8 = 0
        while mask.count < length {
            mask += SHA2Digest(of: seed + [0, 0, 0, counter], with: hash).bytes
            counter += 1
        }
        return mask.prefix(length)
    }
}

extension VerificationKey {
    /// Why a signature is refused that no method finds good.
    func refusal(of signature: [UInt8], over input: Span<UInt8>) -> any Error {
        if let otherwise { return otherwise }
        for case .local(let verifier) in methods {
            guard let bytes = verifier.saltBytes(of: signature, over: input),
                let demanded = verifier.algorithm.scheme.digestHash?.digestBytes, bytes != demanded
            else { continue }
            return JWTError.malformedToken(
                reason: "the signature is this key's, but its PSS salt has \(bytes) bytes, and \(algorithm) demands "
                    + "\(demanded) (RFC 7518 section 3.5). Set the issuer's salt length to that of the digest")
        }
        return JWTError.signatureVerificationFailed
    }
}
