// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

/// What a profile says of IAM Identity Center, with the `[sso-session]` section that it names.
///
/// See [IAM Identity Center](https://docs.aws.amazon.com/sdkref/latest/guide/feature-sso-credentials.html).
struct SSOSettings: Sendable, Equatable {
    var profile: String
    /// The name of the `[sso-session]` section; nil for profiles of before these were.
    var session: String?
    var startURL: String
    var region: String
    /// nil where the profile is for bearer tokens only.
    var assignment: Assignment?

    /// The account, and what the user is there.
    struct Assignment: Sendable, Equatable {
        var accountID: String
        var roleName: String
    }

    /// nil where the profile does not ask for SSO.
    init?(_ section: ConfigSection, _ config: SharedConfig) throws(KMSError) {
        let named = section.found("sso_session")
        let assignment = try Self.assignment(section)
        // A start URL alone is a default for `aws configure sso`.
        guard named != nil || assignment != nil else { return nil }
        let session = try named.map { name throws(KMSError) in try Self.session(name, of: section, config) }
        profile = section.name
        self.session = named?.value
        self.assignment = assignment
        startURL = try Self.value("sso_start_url", of: section, session)
        region = try Self.value("sso_region", of: section, session)
    }

    private static func assignment(_ section: ConfigSection) throws(KMSError) -> Assignment? {
        switch (section.found("sso_account_id"), section.found("sso_role_name")) {
        case (nil, nil): return nil
        case (let account?, let name?): return Assignment(accountID: account.value, roleName: name.value)
        case (let account?, nil):
            throw section.refusal(
                "has sso_account_id (\(account.origin)) and no sso_role_name; add sso_role_name = ROLE, the name of the "
                    + "permission set")
        case (nil, let name?):
            throw section.refusal(
                "has sso_role_name (\(name.origin)) and no sso_account_id; add sso_account_id = ACCOUNT, its 12 digits")
        }
    }

    private static func session(
        _ name: Found<String>, of section: ConfigSection, _ config: SharedConfig
    ) throws(KMSError) -> ConfigSection {
        guard let session = config.ssoSessions[name.value] else {
            let shown = Excerpt.of(name.value, maximumBytes: 64)
            throw section.refusal(
                "names the SSO session \"\(shown)\" (\(name.origin)), and there is no section [sso-session \(shown)]; "
                    + "add it with sso_start_url and sso_region, or run: aws configure sso-session")
        }
        return session
    }

    /// What a profile lacks that has settings of SSO by which nobody can log in; nil if it has none, or uses SSO. It is a
    /// hint and no error: `aws configure sso` takes them for defaults.
    static func missingHalf(_ section: ConfigSection) -> String? {
        guard section["sso_session"] == nil, section["sso_account_id"] == nil, section["sso_role_name"] == nil,
            let half = section.found("sso_start_url") ?? section.found("sso_region")
        else { return nil }
        return "it has settings of SSO (\(half.origin)) and gives no credentials without sso_account_id and "
            + "sso_role_name; add both"
    }

    private static func example(_ name: String) -> String {
        name == "sso_region" ? "us-east-1, or the Region of your IAM Identity Center" : "https://NAME.awsapps.com/start"
    }

    /// Of the session where there is one: the profile may repeat it, as older tools want, and not contradict it.
    private static func value(
        _ name: String, of section: ConfigSection, _ session: ConfigSection?
    ) throws(KMSError) -> String {
        let own = section.found(name)
        guard let session else {
            guard let own else {
                throw section.refusal(
                    "uses SSO and has no \(name); add \(name) = \(example(name)), or sso_session = NAME of an "
                        + "[sso-session NAME] section")
            }
            return own.value
        }
        guard let value = session[name] else {
            throw section.refusal(
                "uses the SSO session of \(session.origin), which has no \(name); add \(name) = \(example(name)) to it")
        }
        guard own == nil || own?.value == value else {
            throw section.refusal(
                "has another \(name) than its SSO session (\(session.origin)); remove it from the profile")
        }
        return value
    }
}
