// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

public import JWTKit

extension KMSKeyCollection {
    /// Keeps the public keys of this collection's keys of KMS in a collection of JWTKit's, for code that verifies with
    /// that one, such as Vapor's `request.jwt.verify`.
    ///
    /// Nothing is done until ``KeyMirror/update()`` is called or ``KeyMirror/run(every:)`` runs.
    ///
    /// - Parameter collection: the one to keep them in, beside what else is there.
    public func mirror(into collection: JWTKeyCollection) -> KeyMirror { KeyMirror(self, collection) }
}
