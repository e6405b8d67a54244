// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if Tools
import ArgumentParser
import JWTKMS

extension JWTKMSCommand {
    /// Makes and lists keys.
    struct Key: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make and list keys.",
            discussion: """
                EXAMPLES
                  jwt-kms key create --local --spec ECC_NIST_P256 --alias alias/sessions
                  jwt-kms key list --local
                """, subcommands: [Create.self, List.self])
    }
}

extension JWTKMSCommand.Key {
    /// Makes a key.
    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a signing key and print its ARN.",
            discussion: """
                EXAMPLES
                  jwt-kms key create --local --spec ECC_NIST_P256 --alias alias/sessions
                  arn=$(jwt-kms key create --spec RSA_2048)
                """)

        @OptionGroup var connection: ConnectionOptions

        @Option(parsing: .unconditional, help: "The type of the key: \(Create.specs).")
        var spec: KeySpec

        @Option(parsing: .unconditional, help: ArgumentHelp("A name for the key.", valueName: "alias/..."))
        var alias: String?

        @Option(parsing: .unconditional, help: "A description.")
        var description: String?

        private static var specs: String { known.map(\.rawValue).joined(separator: ", ") }
        private static var known: [KeySpec] {
            JWSAlgorithm.all.flatMap(\.keySpecs).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
        }

        func validate() throws {
            guard Self.known.contains(spec) else {
                throw ValidationError(
                    "no token is signed with a key of type \(Excerpt.of(spec.rawValue)); there are \(Self.specs)")
            }
            guard let alias else { return }
            guard alias.utf8.starts(with: "alias/".utf8) else {
                throw ValidationError("an alias begins with alias/, such as alias/sessions")
            }
            let name = alias.utf8.dropFirst("alias/".utf8.count)
            let isName = !name.isEmpty && alias.utf8.count <= 256 && name.allSatisfy { Self.letters.contains($0) }
            guard isName, !name.starts(with: "aws/".utf8) else {
                throw ValidationError(
                    "an alias has letters, digits and /_- after alias/, 256 in all, and alias/aws/ is AWS's own")
            }
        }

        private static let letters = Set(
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/_-".utf8)

        func run() async throws {
            try await connection.withKMS(makingFolder: true) { kms in
                // Looked for first: a key that can't be named is one too many, and AWS charges for it.
                if let alias { try await Self.refuse(alias, kms) }
                let usage = JWSAlgorithm.serving(spec).first?.keyUsage ?? .signVerify
                let request = CreateKeyRequest(keySpec: spec, keyUsage: usage, description: description)
                let key = try await kms.createKey(request).keyMetadata
                if let alias {
                    do {
                        try await kms.createAlias(CreateAliasRequest(aliasName: alias, targetKeyID: key.keyID))
                    } catch {
                        // The key was made: whoever is not told its name can't delete it.
                        Terminal.note("the key \(key.arn) was made, but could not be named:")
                        throw error
                    }
                }
                try Terminal.result(key.arn)
            }
        }

        private static func refuse(_ alias: String, _ kms: any KMSKeyDirectory) async throws {
            do {
                let key = try await kms.describeKey(DescribeKeyRequest(keyID: alias)).keyMetadata
                throw UsageError("\(alias) is the name of \(key.arn) already; no key was made")
            } catch let error as KMSError where error.kind == .notFound {
            } catch let error as KMSError where [.accessDenied, .notAuthorized].contains(error.kind) {
                // Who may make keys need not be allowed to look at them.
            }
        }
    }

    /// Lists keys.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the keys: ARN, type, state and aliases.",
            discussion: """
                EXAMPLE
                  jwt-kms key list --local
                """)

        @OptionGroup var connection: ConnectionOptions

        func run() async throws {
            try await connection.withKMS { kms in
                let aliases = try await Self.aliases(kms)
                var unread = 0
                var marker: String?
                repeat {
                    let page = try await kms.listKeys(ListKeysRequest(marker: marker))
                    for key in page.keys {
                        do {
                            try Terminal.result(await Self.line(key, aliases[key.keyID] ?? [], kms))
                        } catch let error as KMSError where [.configuration, .kmsInternal].contains(error.kind) {
                            // A damaged file of an embedded KMS is no reason to show no other key.
                            Terminal.note(Terminal.line("\(key.keyARN ?? key.keyID) can't be read: \(error.message)"))
                            unread += 1
                        }
                    }
                    marker = NextPage.marker(after: marker, isTruncated: page.truncated, next: page.nextMarker)
                } while marker != nil
                guard unread == 0 else { throw Unread(count: unread) }
            }
        }

        private struct Unread: Error, CustomStringConvertible {
            let count: Int
            var description: String { "\(count == 1 ? "1 key" : "\(count) keys") can't be read" }
        }

        private static func line(
            _ key: KeyListEntry, _ aliases: [String], _ kms: any KMSKeyDirectory
        ) async throws -> String {
            let metadata = try await kms.describeKey(DescribeKeyRequest(keyID: key.keyID)).keyMetadata
            let names = aliases.isEmpty ? [] : [aliases.sorted().joined(separator: " ")]
            let columns = [metadata.arn, metadata.keySpec?.rawValue ?? "?", metadata.keyState?.rawValue ?? "?"]
            return Terminal.line((columns + names).joined(separator: "  "))
        }

        private static func aliases(_ kms: any KMSKeyDirectory) async throws -> [String: [String]] {
            var aliases: [String: [String]] = [:]
            var marker: String?
            repeat {
                let page = try await kms.listAliases(ListAliasesRequest(marker: marker))
                for alias in page.aliases {
                    if let key = alias.targetKeyID { aliases[key, default: []].append(alias.aliasName) }
                }
                marker = NextPage.marker(after: marker, isTruncated: page.truncated, next: page.nextMarker)
            } while marker != nil
            return aliases
        }
    }
}
#endif
