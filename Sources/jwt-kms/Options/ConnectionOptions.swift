// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if Tools
import ArgumentParser
import AWSKMS
import Foundation
import JWTKMS
import LocalKMS

/// A KMS that can do all that the command line asks.
typealias AnyKMS = KMSClient & KMSMACClient & KMSKeyDirectory & KMSAdministration

/// Which KMS is asked.
struct ConnectionOptions: ParsableArguments {
    @Flag(help: "Use the embedded KMS in ./.jwt-kms (for development).")
    var local = false

    @Option(parsing: .unconditional, help: ArgumentHelp("Use the embedded KMS in this folder.", valueName: "dir"))
    var localFolder: String?

    @OptionGroup var aws: AWSOptions

    func validate() throws {
        guard !(local && localFolder != nil) else {
            throw ValidationError("--local and --local-folder exclude each other")
        }
        guard !isLocal || aws.endpointURL == nil && aws.profile == nil else {
            throw ValidationError("--endpoint-url and --profile are not for the embedded KMS")
        }
    }

    var isLocal: Bool { local || localFolder != nil }

    /// Whether the user said anything of a KMS.
    var isGiven: Bool { isLocal || aws.isGiven }

    /// Runs `body` with the KMS, and closes it.
    ///
    /// - Parameter makingFolder: whether the folder of the embedded KMS is made where there is none. Who only looks
    ///   there for a key is told so instead: most often it is the wrong folder.
    func withKMS(makingFolder: Bool = false, _ body: (any AnyKMS) async throws -> Void) async throws {
        if isLocal {
            let folder = localFolder ?? ".jwt-kms"
            guard makingFolder || FileManager.default.fileExists(atPath: folder) else {
                let here = FileManager.default.currentDirectoryPath
                throw UsageError(
                    "there is no embedded KMS in \(Excerpt.of(folder, limit: 256)) (here is \(Excerpt.of(here, limit: 256))); "
                        + "jwt-kms key create --local makes one with its first key")
            }
            return try await body(LocalKMS(folder: folder, region: aws.region ?? "us-east-1"))
        }
        #if AWS
        do {
            try await AWSKMSClient.withClient(configuration: aws.configuration) { try await body($0) }
        } catch let error as KMSError
            where error.underlying is CredentialChain.NoneFound
        {
            throw UsageError("\(Terminal.line(error.description)). Use --local for the embedded KMS")
        } catch let error as KMSError
            where error.operation == nil && error.keyReference == nil && error.kind == .configuration
        {
            throw UsageError(
                "\(Terminal.line(error.description)); see --region, --profile and --endpoint-url, or --local for the "
                    + "embedded KMS")
        }
        #else
        throw UsageError("this jwt-kms was built without the package trait AWS; use --local")
        #endif
    }
}
#endif
