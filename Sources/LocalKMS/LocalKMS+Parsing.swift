// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

extension LocalKMS {
    /// The key material of a record. What the parser says is left out of the error: it may quote the key.
    func parsed(_ record: KeyRecord) throws(KMSError) -> ParsedKey {
        do {
            return try parsedKeys.key(record.material, spec: record.spec)
        } catch {
            throw KMSError(
                .configuration,
                message: "\(record.path ?? record.arn) is damaged: its key material is not that of a \(record.spec) key"
            )
        }
    }
}
