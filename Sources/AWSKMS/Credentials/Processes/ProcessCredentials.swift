// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

/// The credentials that a command prints, which a profile names: `credential_process`.
///
/// The command is split into words and run without a shell. Nothing of what it prints, and none of its arguments, stands in
/// an error.
/// See [Process credential provider](https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html).
struct ProcessCredentials: CredentialSource {
    let name = "credential_process"
    private let profile: ConfigSection
    private let timing: Timing
    private let timeLimit: @Sendable () async throws -> Void

    /// - Parameters:
    ///   - profile: the one that names the command.
    ///   - timeLimit: returns when the command has taken too long. A minute is long for a program, and short for a
    ///     person who is asked to touch a security key.
    init(
        _ profile: ConfigSection, timing: Timing,
        timeLimit: @escaping @Sendable () async throws -> Void = { try await Task.sleep(for: .seconds(60)) }
    ) {
        self.profile = profile
        self.timing = timing
        self.timeLimit = timeLimit
    }

    /// - Returns: nil where the profile names no command.
    func credentials() async throws -> Credentials? {
        guard let command = profile.found("credential_process") else { return nil }
        let words: [String]
        do {
            words = try CommandWords.split(command.value)
        } catch {
            throw refusal(command, error.why)
        }
        switch try await CommandRun(words: words, timeLimit: timeLimit).outcome() {
        case .failed(let failure):
            throw refusal(command, "\(failure); run it in a terminal to see what it says", underlying: failure)
        case .printed(let output):
            do {
                return try credentials(CredentialDocument(output), command.origin)
            } catch {
                throw refusal(command, "printed what can't be used: \(error)")
            }
        }
    }

    private func credentials(
        _ document: CredentialDocument, _ origin: Origin
    ) throws(CredentialDocument.Failure) -> Credentials {
        guard document.has("Version", 1) else {
            throw CredentialDocument.Failure(description: "its member Version is not the number 1")
        }
        var credentials = try document.credentials(tokenName: "SessionToken", origin: origin)
        if let expiration = credentials.expiration, expiration <= timing.now() {
            throw CredentialDocument.Failure(description: "the credentials expired at \(ISO8601.text(expiration))")
        }
        credentials.accountID = credentials.accountID ?? profile["aws_account_id"]
        return credentials
    }

    private func refusal(_ command: Found<String>, _ why: String, underlying: CommandFailure? = nil) -> KMSError {
        KMSError(
            .credentials,
            message: "the credential_process of the profile \"\(Excerpt.of(profile.name, maximumBytes: 64))\" "
                + "(\(command.origin)) \(why)",
            underlying: underlying)
    }
}
