// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Crypto
import KMSAPI

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The secret of an HMAC key, as long as the hash, or of a symmetric key, which nothing here encrypts with.
struct SecretKey: Sendable {
    private let key: SymmetricKey

    static var families: [KeyFamily] {
        [
            hmac(.hmac256, .hmacSHA256, byteCount: 32), hmac(.hmac384, .hmacSHA384, byteCount: 48),
            hmac(.hmac512, .hmacSHA512, byteCount: 64),
            family(.symmetricDefault, [.encryptDecrypt: .init(encryption: [.symmetricDefault])], byteCount: 32),
        ]
    }

    private static func hmac(_ spec: KeySpec, _ algorithm: MACAlgorithm, byteCount: Int) -> KeyFamily {
        family(spec, [.generateVerifyMAC: .init(mac: [algorithm])], byteCount: byteCount)
    }

    private static func family(
        _ spec: KeySpec, _ algorithms: [KeyUsage: KeyAlgorithms], byteCount: Int
    ) -> KeyFamily {
        KeyFamily(
            spec: spec, algorithms: algorithms,
            generate: { .secret(SecretKey(key: SymmetricKey(size: .init(bitCount: byteCount * 8)))) },
            parse: { material in
                guard let bytes = material.secret, bytes.count == byteCount else { throw UnexpectedKey() }
                return .secret(SecretKey(key: SymmetricKey(data: bytes)))
            })
    }

    var material: KeyMaterial { KeyMaterial(secret: unsafe key.withUnsafeBytes { unsafe Data($0) }) }

    /// The MAC of a message, with an algorithm that the key's ``KeyFamily`` lists.
    func mac(of message: Data, algorithm: MACAlgorithm) throws -> Data {
        switch algorithm {
        case .hmacSHA256: Data(HMAC<SHA256>.authenticationCode(for: message, using: key))
        case .hmacSHA384: Data(HMAC<SHA384>.authenticationCode(for: message, using: key))
        case .hmacSHA512: Data(HMAC<SHA512>.authenticationCode(for: message, using: key))
        default: throw UnexpectedKey()
        }
    }

    /// Whether a MAC is good, found in a time that does not tell where it differs.
    func isValid(_ mac: Data, of message: Data, algorithm: MACAlgorithm) -> Bool {
        switch algorithm {
        case .hmacSHA256: HMAC<SHA256>.isValidAuthenticationCode(mac, authenticating: message, using: key)
        case .hmacSHA384: HMAC<SHA384>.isValidAuthenticationCode(mac, authenticating: message, using: key)
        case .hmacSHA512: HMAC<SHA512>.isValidAuthenticationCode(mac, authenticating: message, using: key)
        default: false
        }
    }
}
