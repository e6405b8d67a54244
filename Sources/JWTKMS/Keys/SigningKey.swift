// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import JWTKit
import KMSAPI

/// What a token can be signed with: made once, when what is known of the key changes.
final class SigningKey: Sendable {
    enum Method: Sendable {
        case kms(KeyBinding, JWSAlgorithm, KeyOptions, KeyRing.RecordID)
        case jwtKit(any JWTAlgorithm)
    }

    let method: Method
    /// The `alg` of the token.
    let algorithm: String
    let kid: KeyIdentifier?
    /// The `typ` of the token, unless its header gives one; nil to have none.
    let type: String?
    /// The header of tokens that give none of their own, in base64url.
    let header: [UInt8]
    /// What encodes its tokens; nil for what the collection has.
    let serializer: (any JWTSerializer)?
    /// Until when a token of it may live; nil for ever.
    let expirationLimit: ExpirationLimit?
    /// From when on it must be looked at anew: time of the collection's clock; nil for never.
    let until: Duration?

    init(_ key: JWTKitKey) {
        method = .jwtKit(key.algorithm)
        algorithm = key.algorithm.name
        kid = key.kid
        type = "JWT"
        header = Self.header(algorithm, kid, type)
        serializer = key.serializer
        (expirationLimit, until) = (nil, nil)
    }

    init(
        _ binding: KeyBinding, _ algorithm: JWSAlgorithm, _ options: KeyOptions, _ id: KeyRing.RecordID,
        limit: ExpirationLimit? = nil, until: Duration?
    ) {
        method = .kms(binding, algorithm, options, id)
        self.algorithm = algorithm.name
        kid = binding.kid
        type = options.omitsType ? nil : options.type ?? "JWT"
        header = Self.header(algorithm.name, kid, type)
        serializer = nil
        expirationLimit = limit
        self.until = until
    }

    /// How long a signature is in the token at least, before base64url: what is certain before KMS is asked.
    var signatureBytes: Int {
        guard case .kms(let binding, let algorithm, _, _) = method else { return 0 }
        return algorithm.scheme.signatureBytes ?? binding.verifier?.publicKey.signatureBytes ?? 256
    }

    private static func header(_ algorithm: String, _ kid: KeyIdentifier?, _ type: String?) -> [UInt8] {
        let place = JSONPlace()
        place.set("alg", .string(algorithm))
        if let kid { place.set("kid", .string(kid.string)) }
        if let type { place.set("typ", .string(type)) }
        return Base64URL.encode(JSONWriter(place).bytes)
    }
}
