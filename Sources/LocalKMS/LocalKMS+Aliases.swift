// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

public import KMSAPI

extension LocalKMS {
    /// Gives a key a name of the form `alias/...`: letters, digits, `/`, `_` and `-`, at most 256 bytes in all.
    ///
    /// See [CreateAlias](https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html).
    /// - Throws: ``KMSError``: `ValidationException` for another name, `NotAuthorizedException` for `alias/aws/...`,
    ///   `AlreadyExistsException`, `NotFoundException`, `KMSInvalidStateException` for a key that is to be deleted.
    public func createAlias(_ request: CreateAliasRequest) async throws {
        try await change(.createAlias, key: request.targetKeyID) { lookup in
            let name = try Self.aliasName(request.aliasName)
            let key = try lookup.keyButNoAlias(request.targetKeyID, at: "targetKeyId")
            try lookup.checkNotPendingDeletion(key)
            // One that names no key any more is nobody's.
            if let target = try lookup.aliases()[name], lookup.isThere(lookup.place(target)) {
                let arn = lookup.scope.arn(of: name)
                throw KMSError(.alreadyExists, message: "An alias with the name \(arn) already exists")
            }
            try self.point(name, to: key.id, lookup)
        }
    }

    /// Points an alias to another key. As on AWS, it is nobody's concern whether both keys serve one algorithm.
    ///
    /// See [UpdateAlias](https://docs.aws.amazon.com/kms/latest/APIReference/API_UpdateAlias.html).
    /// - Throws: ``KMSError``: `NotFoundException` for the alias or the key, `ValidationException` where old and new
    ///   key differ in their usage, or in being symmetric, `KMSInvalidStateException` for a key that is to be deleted,
    ///   `NotAuthorizedException` for `alias/aws/...`.
    public func updateAlias(_ request: UpdateAliasRequest) async throws {
        try await change(.updateAlias, key: request.targetKeyID) { try self.move(request, $0) }
    }

    /// What a test ordered: no call, so it is not counted, and nothing happens to it.
    func moveAlias(_ alias: String, to key: String) async throws {
        let request = UpdateAliasRequest(aliasName: alias, targetKeyID: key)
        try await change(.updateAlias, Interference()) { try self.move(request, $0) }
    }

    private func move(_ request: UpdateAliasRequest, _ lookup: Lookup) throws {
        let name = try Self.aliasName(request.aliasName)
        guard let old = try lookup.aliases()[name] else { throw KMSError.aliasNotFound(lookup.scope.arn(of: name)) }
        let key = try lookup.keyButNoAlias(request.targetKeyID, at: "targetKeyId")
        try lookup.checkNotPendingDeletion(key)
        if let old = try? lookup.living(lookup.place(old)), old.kind != key.kind {
            throw KMSError.validation(
                "Alias \(lookup.scope.arn(of: name)) cannot be changed from a key with key usage \(old.usage) "
                    + "and key spec \(old.spec) to one with key usage \(key.usage) and key spec \(key.spec)")
        }
        try point(name, to: key.id, lookup)
    }

    /// Removes an alias; the key stays.
    ///
    /// See [DeleteAlias](https://docs.aws.amazon.com/kms/latest/APIReference/API_DeleteAlias.html).
    /// - Throws: ``KMSError``: `NotFoundException`, `ValidationException` for what is no name of an alias,
    ///   `NotAuthorizedException` for `alias/aws/...`.
    public func deleteAlias(_ request: DeleteAliasRequest) async throws {
        try await change(.deleteAlias, key: request.aliasName) { lookup in
            let name = try Self.aliasName(request.aliasName)
            guard try lookup.aliases()[name] != nil else {
                throw KMSError.aliasNotFound(lookup.scope.arn(of: name))
            }
            try self.point(name, to: nil, lookup)
        }
    }

    /// Points an alias to a key, or to none.
    func point(_ name: AliasName, to target: KeyID?, _ lookup: Lookup) throws {
        var aliases = try lookup.aliases()
        let change = AliasHistory.Change(scope: lookup.scope, name: name, old: aliases[name], date: lookup.now)
        aliases[name] = target
        try lookup.records.save(aliases, in: lookup.scope)
        faults.note(change)
    }

    static func aliasName(_ string: String) throws(KMSError) -> AliasName {
        guard string.utf8.starts(with: AliasName.prefix.utf8) else {
            throw .validation(
                "Alias must start with the prefix \"alias/\". Please see "
                    + "https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html")
        }
        guard let name = AliasName(string) else {
            throw .constraint(
                string, at: "aliasName",
                "satisfy regular expression pattern: ^alias/[a-zA-Z0-9/_-]+$ and have length less than or equal to 256")
        }
        guard !name.isReserved else {
            throw KMSError(.notAuthorized, message: "\(name): names that begin with alias/aws/ are reserved for AWS.")
        }
        return name
    }
}

extension KeyRecord {
    /// What the keys of one alias have in common.
    fileprivate struct Kind: Equatable {
        let usage: KeyUsage
        let isSymmetric: Bool
    }

    fileprivate var kind: Kind { Kind(usage: usage, isSymmetric: KeyFamily.of(spec)?.isSymmetric ?? false) }
}
