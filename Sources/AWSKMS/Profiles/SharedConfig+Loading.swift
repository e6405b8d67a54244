// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

package import KMSAPI

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension SharedConfig {
    /// What is longer is refused: the files of most people have some hundred bytes.
    private static let maximumBytes = 1 << 20

    /// Reads both files. One that is not there is as an empty one.
    ///
    /// - Parameter profile: the name of the profile to use; nil for `AWS_PROFILE`, then `default`. Whether there is one is
    ///   not asked yet: see ``selectedProfile()``.
    /// - Throws: `KMSError` of kind `configuration` where a file can't be read or understood.
    package static func load(
        _ environment: Environment, _ files: Files, profile: String?
    ) async throws(KMSError) -> SharedConfig {
        var config = SharedConfig()
        if let name = profile {
            config.selected = Found(name, from: .code)
        } else if let name = environment["AWS_PROFILE"] {
            config.selected = Found(name, from: .variable("AWS_PROFILE"))
        }
        // The credentials file comes last: its properties win.
        for file in [ConfigFile.config(environment), .credentials(environment)] {
            try await config.read(file, files)
        }
        return config
    }

    private mutating func read(_ file: ConfigFile, _ files: Files) async throws(KMSError) {
        guard let path = file.path else {
            places.append("\(file.name) (not looked for: HOME is not set)")
            return
        }
        let contents: Data?
        do throws(Files.Failure) {
            // How people say "none": it is no file that can be read whole.
            contents = path == "/dev/null" ? nil : try await files.contents(of: path, maximumBytes: Self.maximumBytes)
        } catch {
            throw KMSError(.configuration, message: "the AWS \(file.kind) file \(error.description)", underlying: error)
        }
        places.append(contents == nil ? "\(file.name) (not there)" : file.name)
        add(try ConfigParser.sections(of: contents ?? Data(), file: file.name), of: file.kind)
    }

    /// Adds the sections of a file to what is there: where both name a property, the later wins.
    mutating func add(_ sections: [ConfigSection], of kind: ConfigFile.Kind) {
        let headings = sections.map { SectionHeading($0.name, in: kind) }
        let hidesDefault = headings.contains { $0?.kind == .profile && $0?.name == "default" && $0?.isPrefixed == true }
        for (section, heading) in zip(sections, headings) {
            guard let heading, heading.isPrefixed || !hidesDefault else {
                ignored.append(IgnoredHeading(text: section.name, origin: section.origin, file: kind))
                continue
            }
            switch heading.kind {
            case .profile: Self.merge(section, into: &profiles, heading.name)
            case .ssoSession: Self.merge(section, into: &ssoSessions, heading.name)
            case .services: Self.merge(section, into: &services, heading.name)
            }
        }
    }

    private static func merge(_ section: ConfigSection, into all: inout [String: ConfigSection], _ name: String) {
        all[name, default: ConfigSection(name: name, origin: section.origin)].merge(section)
    }
}
