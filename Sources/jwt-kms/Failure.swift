// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if Tools
import ArgumentParser
import Foundation
import JWTKMS

/// A call that is wrong: exit code 2.
struct UsageError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// How a command ends that did not do what it was to.
enum Failure {
    /// The exit codes of the command line.
    enum Code: Int32 {
        case badToken = 1
        case usage = 2
        case unavailable = 3
    }

    /// Says why, in one line on standard error, and ends the process.
    static func exit(with error: any Error) -> Never {
        switch error {
        case let error as JWTError: end("the token is refused: \(reason(error))", .badToken)
        case let error as KMSError: end(Terminal.line(error.description) + option(error), code(error))
        case let error as UsageError: end(error.description, .usage)
        case let error as RotationRefusal: end(error.description, .usage)
        case is CancellationError: end("cancelled", .unavailable)
        default:
            let code = JWTKMSCommand.exitCode(for: error)
            // --help and --version, which argument-parser prints by itself.
            if code == .success { JWTKMSCommand.exit(withError: error) }
            guard code == .validationFailure else { end(Terminal.line("\(error)"), .unavailable) }
            // A list of what there is comes in lines.
            let message = JWTKMSCommand.message(for: error).replacing("\n  - ", with: " ")
            end(
                Terminal.line(withoutLongArguments(message).replacing("\n", with: " ")) + " (see \(help(for: error)))",
                .usage)
        }
    }

    /// What a `JWTError` means, for people.
    static func reason(_ error: JWTError) -> String {
        switch error.errorType {
        case .signatureVerificationFailed: "the signature is not this key's"
        case .missingKIDHeader: "it names no key (kid)"
        case .unknownKID: "it names another key (kid \(Terminal.line(error.kid?.string ?? "")))"
        default: Terminal.line(error.reason ?? "\(error.errorType)")
        }
    }

    /// The command whose help tells more. Only the end of the full message names it: `See 'jwt-kms sign --help' for more`.
    private static func help(for error: any Error) -> String {
        let lines = JWTKMSCommand.fullMessage(for: error).split(separator: "\n")
        let quoted = lines.last { $0.contains("See 'jwt-kms ") }?.split(separator: "'") ?? []
        return quoted.count > 1 ? String(quoted[1]) : "jwt-kms --help"
    }

    /// What names the algorithm, where naming one would help.
    private static func option(_ error: KMSError) -> String {
        (error.underlying as? UnfitKey)?.served.isEmpty == false ? " (--algorithm)" : ""
    }

    /// argument-parser quotes arguments whole; one of them may be a token.
    private static func withoutLongArguments(_ message: String) -> String {
        CommandLine.arguments.dropFirst().filter { $0.utf8.count > 64 }.reduce(message) {
            $0.replacing($1, with: Excerpt.of($1))
        }
    }

    private static func code(_ error: KMSError) -> Code {
        // It may work later with nothing changed.
        if error.isRetryable { return .unavailable }
        return switch error.kind {
        // A file of the user's, where KMS was not asked.
        case .publicKeyRefused where error.operation == nil: .usage
        // A service refused: the call was not at fault.
        case .credentials where error.kmsStatus != nil, .configuration where error.kmsStatus != nil: .unavailable
        case .configuration, .credentials, .invalidKeyUsage, .messageTooLong, .unsupportedOperation: .usage
        default: .unavailable
        }
    }

    private static func end(_ text: String, _ code: Code) -> Never {
        Terminal.note("error: \(text)")
        Foundation.exit(code.rawValue)
    }
}
#endif
