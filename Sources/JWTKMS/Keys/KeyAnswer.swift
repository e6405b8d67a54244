// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

/// Whether KMS answered for the key that it was asked about.
///
/// AWS answers the key ARN. Some emulators answer the bare id: it is the same key where the resource part `key/ID`
/// is. An answer for another key is an error, never a token.
enum KeyAnswer {
    /// Whether two names, each a key ARN or a bare key id, are of one key.
    static func isSameKey(_ left: String, _ right: String) -> Bool {
        if KeyIdentifier(left) == KeyIdentifier(right) { return !left.isEmpty }
        return switch (KeyARN(left), KeyARN(right)) {
        case (let left?, let right?): left == right
        case (let arn?, nil): arn.keyID == right
        case (nil, let arn?): arn.keyID == left
        case (nil, nil): left.utf8.elementsEqual(right.utf8)
        }
    }

    /// The name to sign by from now on, of what was asked for and what was answered.
    ///
    /// - Throws: `KMSError` of kind `malformedResponse` where the answer is for another key.
    static func name(askedFor reference: KeyReference, answered keyID: String) throws(KMSError) -> String {
        // A bare id too, as emulators answer it, but nothing else: it becomes the name of the key.
        let isKey = (try? KeyReference(keyID)).map { !$0.isAlias } ?? false
        let isRight =
            switch reference {
            case .keyARN(let arn): isSameKey(arn.description, keyID)
            case .keyID(let id): isSameKey(id, keyID)
            // An alias may name any key, but one of its own account and Region.
            case .aliasARN(let alias):
                KeyARN(keyID).map { $0.region == alias.region && $0.account == alias.account } ?? true
            case .aliasName: true
            }
        guard isKey, isRight else {
            throw KMSError(
                .malformedResponse, message: "KMS answered for another key: \(Excerpt.of(keyID, limit: 128))",
                keyReference: reference.description)
        }
        guard case .keyARN(let arn) = reference else { return keyID }
        return arn.description
    }
}
