// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

package import KMSAPI

extension LocalKMS {
    /// Stores a grant, which is listed and not enforced. A request of the same name and members makes no second one.
    ///
    /// See [CreateGrant](https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateGrant.html).
    /// - Throws: ``KMSError``: `NotFoundException`, `InvalidArnException`, `DisabledException`,
    ///   `KMSInvalidStateException`; `ValidationException` for an operation that the key does not support;
    ///   `DryRunOperationException` if only that was asked for.
    package func createGrant(_ request: CreateGrantRequest) async throws -> CreateGrantResponse {
        try await change(.createGrant, key: request.keyID) { lookup in
            var key = try lookup.keyButNoAlias(request.keyID)
            try GrantRules.check(request, of: key)
            try lookup.checkUsable(key)
            try DryRun.check(request.dryRun)
            let new = GrantListEntry(
                request, keyID: key.arn, grantID: GrantReference.newID(), creationDate: lookup.now,
                issuingAccount: "arn:\(key.scope.partition):iam::\(lookup.scope.account):root")
            let grants = key.grants ?? []
            let old = request.name == nil ? nil : grants.first { $0.isRepeated(by: new) }
            if old == nil {
                key.grants = grants + [new]
                try lookup.records.save(key)
            }
            let id = (old ?? new).grantID
            return CreateGrantResponse(grantID: id, grantToken: GrantReference(place: key.place, id: id).newToken())
        }
    }

    /// Returns one page of the grants of a key, in the order of their ids: 50 of them, or as many as are asked for.
    ///
    /// See [ListGrants](https://docs.aws.amazon.com/kms/latest/APIReference/API_ListGrants.html).
    /// - Throws: ``KMSError``: `NotFoundException` for the key and for a grant that it does not have,
    ///   `InvalidArnException`, `InvalidGrantIdException`, `InvalidMarkerException`; `ValidationException` for a limit
    ///   that is not 1 to 100.
    package func listGrants(_ request: ListGrantsRequest) async throws -> ListGrantsResponse {
        try await answer(.listGrants, key: request.keyID) { lookup in
            let (principal, service) = (request.granteePrincipal, request.granteeServicePrincipal)
            if principal != nil || service != nil {
                try GrantRules.checkOne(("granteePrincipal", principal), ("granteeServicePrincipal", service))
            }
            let key = try lookup.keyButNoAlias(request.keyID)
            let grants = try request.grantID.map { [try key.grant($0)] } ?? key.grants ?? []
            return try Self.page(
                of: grants.filter { grant in
                    (principal ?? grant.granteePrincipal) == grant.granteePrincipal
                        && (service ?? grant.granteeServicePrincipal) == grant.granteeServicePrincipal
                }, request.limit, request.marker, .listGrants)
        }
    }

    /// Returns one page of the grants of this account and Region that a principal may retire.
    ///
    /// See [ListRetirableGrants](https://docs.aws.amazon.com/kms/latest/APIReference/API_ListRetirableGrants.html).
    /// - Throws: ``KMSError``: `InvalidMarkerException`; `ValidationException` for a limit that is not 1 to 100.
    package func listRetirableGrants(_ request: ListRetirableGrantsRequest) async throws -> ListGrantsResponse {
        try await answer(.listRetirableGrants) { lookup in
            let (principal, service) = (request.retiringPrincipal, request.retiringServicePrincipal)
            try GrantRules.checkOne(("retiringPrincipal", principal), ("retiringServicePrincipal", service))
            let places = try lookup.records.places().filter { $0.scope == lookup.scope }
            // A key that can't be read is left to those who name it.
            let grants = places.flatMap { (try? lookup.living($0))?.grants ?? [] }
            return try Self.page(
                of: grants.filter { $0.retiringPrincipal == principal && $0.retiringServicePrincipal == service },
                request.limit, request.marker, .listRetirableGrants)
        }
    }

    /// Deletes a grant that is no longer needed: by its token, or by its key and its id.
    ///
    /// See [RetireGrant](https://docs.aws.amazon.com/kms/latest/APIReference/API_RetireGrant.html).
    /// - Throws: ``KMSError``: `NotFoundException` for the key and for a grant that it does not have,
    ///   `InvalidArnException`, `InvalidGrantIdException`, `InvalidGrantTokenException`;
    ///   `DryRunOperationException` if only that was asked for.
    package func retireGrant(_ request: RetireGrantRequest) async throws {
        try await change(.retireGrant, key: request.keyID) { lookup in
            switch (request.grantToken, request.keyID, request.grantID) {
            case (let token?, nil, nil):
                let grant = try GrantReference(token: token)
                guard let key = try lookup.living(grant.place) else { throw KMSError.keyNotFound(grant.place.arn) }
                try Self.remove(grant.id, from: key, lookup, isDryRun: request.dryRun)
            case (nil, let key?, let id?):
                try Self.remove(id, from: try lookup.keyButNoAlias(key), lookup, isDryRun: request.dryRun)
            default:
                throw KMSError.validation("Either a grant token, or a grant id with a key id, must be given.")
            }
        }
    }

    /// Deletes a grant.
    ///
    /// See [RevokeGrant](https://docs.aws.amazon.com/kms/latest/APIReference/API_RevokeGrant.html).
    /// - Throws: ``KMSError``: `NotFoundException` for the key and for a grant that it does not have,
    ///   `InvalidArnException`, `InvalidGrantIdException`; `DryRunOperationException` if only that was asked for.
    package func revokeGrant(_ request: RevokeGrantRequest) async throws {
        try await change(.revokeGrant, key: request.keyID) { lookup in
            let key = try lookup.keyButNoAlias(request.keyID)
            try Self.remove(request.grantID, from: key, lookup, isDryRun: request.dryRun)
        }
    }

    private static func remove(_ id: String, from key: KeyRecord, _ lookup: Lookup, isDryRun: Bool?) throws {
        let grant = try key.grant(id)
        try DryRun.check(isDryRun)
        var key = key
        key.grants?.removeAll { $0.grantID == grant.grantID }
        try lookup.records.save(key)
    }

    private static func page(
        of grants: [GrantListEntry], _ limit: Int?, _ marker: String?, _ operation: KMSOperation
    ) throws -> ListGrantsResponse {
        let page = try Page(
            of: grants.sorted { $0.grantID < $1.grantID }, name: \.grantID, limit: limit, range: 1...100,
            defaultLimit: 50, marker: marker, operation: operation)
        return ListGrantsResponse(
            grants: page.items, nextMarker: page.nextMarker, truncated: page.nextMarker != nil)
    }
}

extension KeyRecord {
    fileprivate func grant(_ id: String) throws(KMSError) -> GrantListEntry {
        guard GrantReference.isID(id) else {
            throw KMSError(.invalidGrantID, message: "'\(id.printable)' is not the id of a grant.")
        }
        guard let grant = grants?.first(where: { $0.grantID == id }) else {
            throw KMSError(.notFound, message: "Grant '\(id)' does not exist for \(arn)")
        }
        return grant
    }
}

extension GrantListEntry {
    /// Whether another one says the same, but for its id and its date.
    fileprivate func isRepeated(by other: GrantListEntry) -> Bool {
        var same = other
        (same.grantID, same.creationDate) = (grantID, creationDate)
        return same == self
    }
}
