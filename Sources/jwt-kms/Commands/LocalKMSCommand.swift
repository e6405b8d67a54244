// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if Tools
import AWSKMS
import ArgumentParser
import Foundation
import JWTKMS
import LocalKMS
import LocalKMSServer
import Logging
import ServiceLifecycle
import UnixSignals

/// Serves the embedded KMS to tools and programs of other languages.
struct LocalKMSCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "local-kms",
        abstract: "Serve the embedded KMS over HTTP, for boto3, the AWS CLI and others.",
        discussion: """
            For development: the keys lie unencrypted in a folder, and without --credentials whoever reaches the server may \
            use them. Prints its URL when it listens, shows the keys to people at that URL, and ends at SIGTERM or SIGINT \
            when the requests that have come are answered.

            EXAMPLES
              jwt-kms local-kms
              jwt-kms local-kms --in-memory --port 0
              jwt-kms local-kms --deny kms:Sign
              AWS_ENDPOINT_URL_KMS=http://127.0.0.1:4599 aws kms list-keys
            """)

    @Option(parsing: .unconditional, help: ArgumentHelp("The address to listen on.", valueName: "address"))
    var host = "127.0.0.1"

    @Option(parsing: .unconditional, help: "The port; 0 for a free one.")
    var port = 4599

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "The folder of the keys, which is made where it is missing (default: .jwt-kms).", valueName: "dir"))
    var folder: String?

    @Flag(help: "Keep the keys in memory; they end with the server.")
    var inMemory = false

    @Option(parsing: .unconditional, help: "The Region of requests that are not signed.")
    var region = "us-east-1"

    @Option(parsing: .unconditional, help: "The account, 12 digits.")
    var account = "111122223333"

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Refuse requests that are not signed with keys of this AWS credentials file.", valueName: "file"))
    var credentials: String?

    @Option(
        parsing: .unconditionalSingleValue,
        help: ArgumentHelp(
            "A name that requests may call the server by; may be given more than once.", valueName: "name"))
    var allowHost: [String] = []

    @Option(
        parsing: .unconditionalSingleValue,
        help: ArgumentHelp(
            "An action that nobody is allowed, such as kms:Sign: it is answered by AccessDeniedException; may be given more than once.",
            valueName: "action"),
        transform: Self.operation)
    var deny: [KMSOperation] = []

    @Option(parsing: .unconditional, help: "What to log: every call, changes and refusals, or faults of the server.")
    var logLevel = LogLevel.info

    enum LogLevel: String, ExpressibleByArgument, CaseIterable {
        case debug
        case info
        case error
    }

    func validate() throws {
        guard !(inMemory && folder != nil) else { throw ValidationError("--in-memory and --folder exclude each other") }
        guard (0...65_535).contains(port) else { throw ValidationError("a port is 0 to 65535") }
        guard account.utf8.count == 12, account.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw ValidationError("an account has 12 digits")
        }
        guard LocalKMS.isRegion(region) else {
            throw ValidationError("\(Excerpt.of(region)) is no Region, such as us-east-1")
        }
    }

    func run() async throws {
        let known = try await keys()
        let configuration = LocalKMSServer.Configuration(
            host: host, port: port, allowedHosts: allowHost, credentials: known)
        // Before a folder is made.
        try configuration.checkAllowedHosts()
        let kms = try makeKMS()
        for operation in deny { kms.faults.deny(operation) }
        let lines = LogPipe(to: .standardError)
        let level = Logger.Level(rawValue: logLevel.rawValue) ?? .info
        let logger = Logger(label: "jwt-kms") { LogLines(label: $0, level: level, to: lines) }
        let server = LocalKMSServer(kms, configuration: configuration, logger: logger) { url in
            tell(url, isLoopback: configuration.isLoopback)
        }
        var services = ServiceGroupConfiguration(
            services: [server], gracefulShutdownSignals: [.sigterm, .sigint], logger: LocalKMSServer.quiet(logger))
        // A client that does not read its answer is not waited for any longer; containers are killed after ten seconds.
        services.maximumGracefulShutdownDuration = .seconds(8)
        try await ServiceGroup(configuration: services).run()
    }

    private func keys() async throws -> [Credentials]? {
        guard let credentials else { return nil }
        return try await CredentialsFile.credentials(in: credentials)
    }

    /// The operation of an action of IAM, whose names have no case: `kms:Sign`, or `Sign` alone.
    private static func operation(_ action: String) throws -> KMSOperation {
        let name = action.lowercased().hasPrefix("kms:") ? action.dropFirst(4) : action[...]
        let all = KMSOperation.all + KMSOperation.ofTools
        guard let operation = all.first(where: { $0.rawValue.lowercased() == name.lowercased() }) else {
            throw ValidationError("it is not an action that is answered here, such as kms:Sign")
        }
        return operation
    }

    private func makeKMS() throws -> LocalKMS {
        if inMemory { return LocalKMS(region: region, account: account) }
        return try LocalKMS(folder: folder ?? ".jwt-kms", region: region, account: account)
    }

    /// The URL, alone, on standard output: a script waits for it. What people want to know goes to standard error.
    private func tell(_ url: String, isLoopback: Bool) {
        let place = inMemory ? "in memory; they end with this process" : "in \(Terminal.line(folder ?? ".jwt-kms"))"
        Terminal.note(
            """
            jwt-kms local-kms: a KMS for development only; keys \(place)
            \(isLoopback ? "only this machine can reach it" : Self.warning(isOpen: credentials == nil))\(denied)
            \(use(url))
            """)
        do {
            try Terminal.result(url)
        } catch {
            Terminal.note("the URL can't be written to standard output: \(url)")
        }
    }

    private var denied: String {
        deny.isEmpty ? "" : "\ndenied to all: \(deny.map { "kms:\($0)" }.joined(separator: ", "))"
    }

    private func use(_ url: String) -> String {
        let environment = ClientEnvironment(
            url: url, region: region, account: account, checksSignatures: credentials != nil)
        let keys = credentials == nil ? "" : ", with keys of the credentials file"
        return (["to use it\(keys):"] + environment.lines.map { "  " + $0 }).joined(separator: "\n")
    }

    private static func warning(isOpen: Bool) -> String {
        isOpen
            ? "WARNING: other machines can reach it, and whoever does may use, change and delete every key; see --credentials"
            : "WARNING: other machines can reach it; requests are signed but not encrypted, and anyone may see the page of the keys"
    }
}
#endif
