// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if Tools
import AWSKMS
import ArgumentParser
import JWTKMS

struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Look at all that lies between this machine and its keys in AWS KMS.",
        discussion: """
            Says what Region, endpoint and credentials are used and where each was found, whether KMS can be reached, \
            whose the credentials are, whether the clock is right, and of each key whether it may be read and which of its \
            algorithms may sign: nothing is signed. Ends with the least IAM policy that these keys need. No secret is shown.

            Without --algorithm a key is ok if one of its algorithms may sign. Name the one that your service uses: a policy \
            with kms:SigningAlgorithm may allow another.

            Without --key, and where STS is not asked, one signed call (ListAliases) shows whether the secret is right.

            A line is ok, FAILED with what to do, or -- where it could not be looked at. The exit code is 0 only where \
            no line FAILED.

            EXAMPLES
              jwt-kms doctor
              jwt-kms doctor --profile production --key alias/sessions
              jwt-kms doctor --key alias/sessions --algorithm PS256
            """)

    @OptionGroup var aws: AWSOptions

    @Option(
        parsing: .unconditionalSingleValue,
        help: ArgumentHelp("A key to look at; may be given more than once.", valueName: "ref"))
    var key: [String] = []

    @Option(
        parsing: .unconditionalSingleValue,
        help: "The algorithm that your service signs with; may be given more than once, for keys of several kinds.")
    var algorithm: [JWSAlgorithm] = []

    @Option(
        parsing: .unconditional,
        help: "What your service sends if KMS takes a digest; RAW is for KeyOptions with sendsDigest: false."
    )
    var messageType = DigestOrMessage.digest

    enum DigestOrMessage: String, ExpressibleByArgument, CaseIterable {
        case digest = "DIGEST"
        case raw = "RAW"
    }

    struct NotWell: Error, CustomStringConvertible {
        let description = "not all is well: see the lines FAILED"
    }

    func run() async throws {
        #if AWS
        let use = KeyUse(
            algorithms: algorithm.compactMap { $0.signingAlgorithm?.rawValue ?? $0.macAlgorithm?.rawValue },
            messageType: MessageType(rawValue: messageType.rawValue))
        let report = try await Doctor(configuration: aws.configuration).report(keys: key, use: use)
        let width = min(24, report.findings.map { Terminal.line($0.subject).count }.max() ?? 0)
        for finding in report.findings {
            let subject = Terminal.line(finding.subject)
            let padding = String(repeating: " ", count: max(0, width - subject.count))
            try Terminal.result("\(Self.mark(finding.state))  \(subject)\(padding)  \(Terminal.line(finding.text))")
        }
        if let policy = report.policy {
            try Terminal.result("\nThe least IAM policy for an issuer with these keys:\n\n\(policy)")
        }
        guard report.isWell else { throw NotWell() }
        #else
        throw UsageError("this jwt-kms was built without the package trait AWS")
        #endif
    }

    private static func mark(_ state: Finding.State) -> String {
        switch state {
        case .ok: "ok    "
        case .notChecked: "--    "
        case .failed: "FAILED"
        }
    }
}
#endif
