// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

/// A profile with `role_arn`: the role, and whose credentials it is assumed with.
struct RoleLink: Sendable, Equatable {
    var role: Role
    var source: Source

    enum Source: Sendable, Equatable {
        case profile(Found<String>)
        /// Of `credential_source`.
        case named(ProfileChain.Base)
        /// No credentials: a token is in this file.
        case webIdentity(tokenFile: Found<String>)
    }

    /// nil where the profile names no role, which `source_profile` alone does not.
    init?(_ section: ConfigSection) throws(KMSError) {
        guard let arn = section.found("role_arn") else {
            if let tokenFile = section.found("web_identity_token_file") {
                throw section.refusal("has a web_identity_token_file (\(tokenFile.origin)) and no role_arn")
            }
            return nil
        }
        role = Role(
            arn: arn.value, origin: arn.origin, sessionName: section["role_session_name"],
            externalID: section["external_id"], durationSeconds: try Self.duration(section))
        source = try Self.source(section)
        if case .webIdentity = source { return }
        if let device = section.found("mfa_serial") {
            throw section.refusal(
                "wants the code of an MFA device (mfa_serial, \(device.origin)), which a program can't be asked for; "
                    + "take its credentials from credential_process with: aws configure export-credentials --format "
                    + "process")
        }
    }

    private static func source(_ section: ConfigSection) throws(KMSError) -> Source {
        // As in the AWS CLI: the token's file says that no other credentials are wanted.
        if let tokenFile = section.found("web_identity_token_file") { return .webIdentity(tokenFile: tokenFile) }
        switch (section.found("source_profile"), section.found("credential_source")) {
        case (let profile?, nil): return .profile(profile)
        case (nil, let named?): return .named(try base(named, section))
        case (nil, nil):
            throw section.refusal(
                "has a role_arn, and nothing to assume it with; add source_profile, credential_source or "
                    + "web_identity_token_file")
        case (let profile?, let named?):
            throw section.refusal(
                "has both source_profile (\(profile.origin)) and credential_source (\(named.origin)); remove one")
        }
    }

    private static func base(_ named: Found<String>, _ section: ConfigSection) throws(KMSError) -> ProfileChain.Base {
        switch named.value {
        case "Environment": return .environment
        case "Ec2InstanceMetadata": return .instanceMetadata
        case "EcsContainer": return .container
        default:
            throw section.refusal(
                "has the credential_source \"\(Excerpt.of(named.value, maximumBytes: 64))\" (\(named.origin)); "
                    + "expected Environment, Ec2InstanceMetadata or EcsContainer")
        }
    }

    /// In seconds.
    private static func duration(_ section: ConfigSection) throws(KMSError) -> Int? {
        guard let found = section.found("duration_seconds") else { return nil }
        guard let seconds = Int(found.value), (900...43_200).contains(seconds) else {
            throw section.refusal(
                "has the duration_seconds \"\(Excerpt.of(found.value, maximumBytes: 64))\" (\(found.origin)); "
                    + "expected a number from 900 to 43200")
        }
        return seconds
    }
}
