// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

public import KMSAPI

extension LocalKMS {
    /// Returns the key that an alias names, and makes key and alias if the alias is missing: the set-up of a service on a
    /// laptop, in one line that can run again.
    ///
    /// ```swift
    /// let kms = try LocalKMS(folder: ".jwt-kms")
    /// try await kms.ensureKey(alias: "alias/sessions", spec: .eccNISTP256)
    /// ```
    ///
    /// Callers that do it at the same time get the same key, in other processes on the same folder too. The key is returned
    /// in whatever state it is. KMS has no such call, so ``faults`` do not count it, and nothing that a test orders happens
    /// to it.
    ///
    /// - Parameters:
    ///   - alias: The alias, such as `alias/sessions`.
    ///   - spec: The key spec of the key.
    ///   - usage: What the key is for; nil for signing, for MACs if it is an HMAC key, and for encryption if it is
    ///     `SYMMETRIC_DEFAULT`.
    /// - Returns: What is known of the key.
    /// - Throws: ``KMSError`` of kind ``KMSError/Kind/configuration`` if the alias names a key of another spec or usage; what
    ///   ``createKey(_:)`` and ``createAlias(_:)`` throw.
    @discardableResult
    public func ensureKey(alias: String, spec: KeySpec, usage: KeyUsage? = nil) async throws -> KeyMetadata {
        try await told(.createKey, alias) {
            let request = CreateKeyRequest(keySpec: spec, keyUsage: usage ?? .usual(for: spec))
            let order = try KeyRules.order(request)
            let name = try Self.aliasName(alias)
            let known = try await look(.describeKey, Interference()) { try $0.metadata(of: name, order) }
            if let known { return known }
            // Before the lock is held: an RSA key takes a second.
            let key = try await Self.generate(order.family)
            let material = try key.material
            parsedKeys.insert(key, material: material, spec: order.family.spec)
            return try await change(.createKey, Interference()) { lookup in
                // Another caller may have been faster: this key is forgotten then.
                if let known = try lookup.metadata(of: name, order) { return known }
                let record = Self.record(of: material, order, request, lookup)
                try lookup.records.save(record)
                try self.point(name, to: record.id, lookup)
                return try lookup.metadata(of: record)
            }
        }
    }
}

extension Lookup {
    /// The key that an alias names; nil if there is none.
    ///
    /// - Throws: ``KMSError`` of kind `configuration` if it is not what is ordered.
    fileprivate func metadata(of alias: AliasName, _ order: KeyOrder) throws -> KeyMetadata? {
        guard let target = try aliases()[alias], let key = try living(place(target)) else { return nil }
        guard key.spec == order.family.spec, key.usage == order.usage else {
            throw KMSError(
                .configuration,
                message: "the alias names a key of type \(key.spec) for \(key.usage), and not of type "
                    + "\(order.family.spec) for \(order.usage). Use another alias, or delete this one")
        }
        return try metadata(of: key)
    }
}
