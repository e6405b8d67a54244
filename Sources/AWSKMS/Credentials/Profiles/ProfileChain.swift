// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

/// How a profile comes to its credentials: from where the first are taken, and which roles are assumed with them, one
/// after another.
///
/// See [Assume role credential provider](https://docs.aws.amazon.com/sdkref/latest/guide/feature-assume-role-credentials.html).
struct ProfileChain: Sendable, Equatable {
    var base: Base
    /// In the order in which they are assumed: the last gives the profile's credentials.
    var roles: [Role] = []

    /// Where the first credentials are taken from.
    enum Base: Sendable, Equatable {
        case keys(Credentials)
        case environment
        case instanceMetadata
        case container
        case webIdentity(Role, tokenFile: Found<String>)
        case sso(SSOSettings)
        /// The command that this profile names.
        case process(ConfigSection)
    }

    /// The way of the profile that is used.
    ///
    /// - Returns: nil where there is no such profile, or nothing in it is about credentials.
    /// - Throws: `KMSError` of kind `credentials`, or `configuration` where a profile was named that is not there.
    static func of(_ config: SharedConfig) throws(KMSError) -> ProfileChain? {
        guard let section = try config.selectedProfile() else { return nil }
        return try of(section, after: [], config)
    }

    /// A chain is followed by a function that calls itself.
    private static let maximumProfiles = 32

    /// - Parameter path: the names of the profiles that led here.
    private static func of(
        _ section: ConfigSection, after path: [String], _ config: SharedConfig
    ) throws(KMSError) -> ProfileChain? {
        guard let link = try RoleLink(section) else {
            return try BaseCredentials.of(section, config).map { ProfileChain(base: $0) }
        }
        switch link.source {
        case .webIdentity(let tokenFile): return ProfileChain(base: .webIdentity(link.role, tokenFile: tokenFile))
        case .named(let base): return ProfileChain(base: base, roles: [link.role])
        case .profile(let name):
            var chain = try source(name, of: section, path + [section.name], config)
            chain.roles.append(link.role)
            return chain
        }
    }

    /// - Parameter path: the names of the profiles that led here, the one that names this included.
    private static func source(
        _ name: Found<String>, of section: ConfigSection, _ path: [String], _ config: SharedConfig
    ) throws(KMSError) -> ProfileChain {
        guard let source = config.profiles[name.value] else { throw missing(name, section) }
        let isItself = name.value == section.name
        guard isItself || !path.contains(name.value) else { throw loop(path, name) }
        guard path.count < maximumProfiles else {
            throw section.refusal("is the end of a chain of more than \(maximumProfiles) profiles")
        }
        // Keys end the chain, whatever role is named beside them.
        if let keys = try BaseCredentials.keys(source) { return ProfileChain(base: .keys(keys)) }
        guard !isItself else { throw loop([section.name], name) }
        guard let chain = try of(source, after: path, config) else {
            throw source.refusal(
                "is where \"\(Excerpt.of(section.name, maximumBytes: 64))\" takes its credentials from "
                    + "(\(name.origin)), and says nothing of credentials")
        }
        return chain
    }

    private static func missing(_ name: Found<String>, _ section: ConfigSection) -> KMSError {
        section.refusal(
            "takes its credentials from \"\(Excerpt.of(name.value, maximumBytes: 64))\" (\(name.origin)), and there "
                + "is no such profile")
    }

    private static func loop(_ names: [String], _ again: Found<String>) -> KMSError {
        let way = (names + [again.value]).map { Excerpt.of($0, maximumBytes: 64) }.joined(separator: " -> ")
        return KMSError(
            .credentials,
            message: "profiles take their credentials from each other (\(way)), so from nowhere; change source_profile "
                + "(\(again.origin))")
    }
}

extension ConfigSection {
    /// An error of this profile.
    func refusal(_ why: String) -> KMSError {
        KMSError(.credentials, message: "the profile \"\(Excerpt.of(name, maximumBytes: 64))\" (\(origin)) \(why)")
    }
}
