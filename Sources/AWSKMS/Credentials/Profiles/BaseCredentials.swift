// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

/// What a profile says of credentials that need no role.
enum BaseCredentials {
    /// In this order: SSO, keys, a command. The AWS CLI asks SSO before the keys that other tools write beside it.
    ///
    /// - Returns: nil where it says nothing.
    static func of(_ section: ConfigSection, _ config: SharedConfig) throws(KMSError) -> ProfileChain.Base? {
        let sso = try SSOSettings(section, config)
        if let sso, sso.assignment != nil { return .sso(sso) }
        if let keys = try keys(section) { return .keys(keys) }
        if section["credential_process"] != nil { return .process(section) }
        // For bearer tokens only, which is an error once credentials are asked for.
        if let sso { return .sso(sso) }
        if let login = section.found("login_session") { throw refusal(login, section) }
        return nil
    }

    /// `aws_access_key_id` and `aws_secret_access_key`; nil where the profile has neither.
    static func keys(_ section: ConfigSection) throws(KMSError) -> Credentials? {
        let (id, secret) = (section.found("aws_access_key_id"), section.found("aws_secret_access_key"))
        switch (id, secret) {
        case (let id?, let secret?):
            return Credentials(
                accessKeyID: id.value, secretAccessKey: secret.value, sessionToken: section["aws_session_token"],
                expiration: nil, accountID: section["aws_account_id"], origin: id.origin)
        case (let id?, nil): throw section.refusal("has aws_access_key_id (\(id.origin)) and no aws_secret_access_key")
        case (nil, let secret?):
            throw section.refusal("has aws_secret_access_key (\(secret.origin)) and no aws_access_key_id")
        case (nil, nil): return nil
        }
    }

    private static func refusal(_ login: Found<String>, _ section: ConfigSection) -> KMSError {
        let name = Excerpt.of(section.name, maximumBytes: 64)
        return section.refusal(
            "has the session of `aws login` (login_session, \(login.origin)), which only the AWS CLI can use; add a "
                + "profile with: credential_process = aws configure export-credentials --profile \(name) --format "
                + "process")
    }
}
