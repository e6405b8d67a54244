// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI
import Testing

@Suite("KMSError")
struct ErrorTests {
    @Test("it says what was being done, with which key, what KMS said, and what to do")
    func description() {
        let error = KMSError(
            .accessDenied, message: "not you", operation: .sign, keyReference: "alias/x", requestID: "r-1",
            kmsStatus: 400)
        #expect(
            error.description
                == "Sign with key alias/x failed: AccessDeniedException: not you (HTTP 400, request id r-1). "
                + "Allow the action for this principal in the key policy or in IAM")
        #expect(KMSError(.timeout, message: "late").description == "Timeout: late. The same call may work later")
        let silent = KMSError(.kmsInvalidSignature, message: "", operation: .verify, kmsStatus: 400)
        #expect(silent.description == "Verify failed: KMSInvalidSignatureException (HTTP 400)")
    }

    @Test("A key reference that is probably an alias without its prefix is told so, and nothing else is")
    func likelyAlias() {
        func advice(_ key: String?, _ kind: KMSError.Kind = .notFound) -> String {
            KMSError(kind, message: "m", operation: .sign, keyReference: key).description
        }
        for kind in [KMSError.Kind.notFound, .validation] {
            #expect(advice("sessions", kind).hasSuffix(": m. If it is the name of an alias, write alias/sessions"))
            #expect(advice("team/sessions", kind).hasSuffix(" write alias/team/sessions"))
        }
        for key in [
            "1234abcd-12ab-34cd-56ef-1234567890ab", "mrk-1234abcd12ab34cd56ef1234567890ab", "alias/sessions",
            "arn:aws:kms:us-east-1:111122223333:key/k", "a b", "x:y", nil,
        ] {
            #expect(advice(key).hasSuffix(". Check the key reference, the account and the Region"), "\(key ?? "")")
        }
        #expect(!advice("sessions", .accessDenied).contains("alias/"))
    }

    @Test("Credentials that are missing name doctor, and whether to try again")
    func credentials() {
        let error = KMSError(.credentials, message: "none")
        #expect(error.description == "CredentialsUnavailable: none. jwt-kms doctor shows what was looked at")
        let later = KMSError(.credentials, message: "none", isRetryable: true)
        #expect(
            later.description
                == "CredentialsUnavailable: none. The same call may work later. jwt-kms doctor shows what was looked at"
        )
    }

    private static let denied = "User: arn:aws:iam::111122223333:user/ada is not authorized to perform: kms:Sign "

    @Test(
        "After AccessDenied the advice follows the reason that AWS gives",
        arguments: [
            (
                "because no identity-based policy allows the kms:Sign action",
                "Allow the action for this principal in the key policy or in IAM"
            ),
            (
                "because no resource-based policy allows the kms:Sign action",
                "Allow the action for this principal in the key policy. IAM policies count only if the key policy allows "
                    + "the account (its root principal)"
            ),
            (
                "because no session policy allows the kms:Sign action",
                "Allow the action in the session policy (given when the role was assumed) too. The key policy and IAM "
                    + "alone are not enough"
            ),
            (
                "because no permissions boundary allows the kms:Sign action",
                "Allow the action in the permissions boundary of this principal too. The key policy and IAM alone are "
                    + "not enough"
            ),
            (
                "because no service control policy allows the kms:Sign action",
                "Allow the action in the service control policies of the AWS organization too. The key policy and IAM "
                    + "alone are not enough"
            ),
            (
                "because no VPC endpoint policy allows the kms:Sign action",
                "Allow the action in the policy of the VPC endpoint too. The key policy and IAM alone are not enough"
            ),
            (
                "with an explicit deny in an identity-based policy",
                "Change the Deny statement in the IAM policies of this principal. No Allow overrides it"
            ),
            (
                "with an explicit deny in a resource-based policy",
                "Change the Deny statement in the key policy. No Allow overrides it"
            ),
            (
                "with an explicit deny in a service control policy: arn:aws:organizations::1:policy/o-1/p-1",
                "Change the Deny statement in the service control policies of the AWS organization. No Allow overrides it"
            ),
            (
                "with an explicit deny in a resource control policy",
                "Change the Deny statement in the resource control policies of the AWS organization. No Allow overrides it"
            ),
            (
                "with an explicit deny in a permissions boundary",
                "Change the Deny statement in the permissions boundary of this principal. No Allow overrides it"
            ),
            (
                "with an explicit deny in a VPC endpoint policy",
                "Change the Deny statement in the policy of the VPC endpoint. No Allow overrides it"
            ),
            (
                "with an explicit deny",
                "Change the Deny statement in the policy that has it. No Allow overrides it"
            ),
        ])
    func denial(reason: String, advice: String) {
        let error = KMSError(.accessDenied, message: Self.denied + reason)
        #expect(error.description == "AccessDeniedException: \(Self.denied)\(reason). \(advice)")
    }

    @Test("what the caller set up wrong is told as that, and not as an answer of KMS's, whatever its kind")
    func unfitKey() {
        let error = KMSError(
            .invalidKeyUsage, message: "no", operation: .getPublicKey, keyReference: "alias/x",
            underlying: UnfitKey(served: ["ES256"]))
        let advice = "Name an algorithm that the key serves, or a key that was made for it"
        #expect(error.description == "Configuration of key alias/x: no. \(advice)")
        var answered = error
        answered.underlying = nil
        #expect(
            answered.description == "GetPublicKey with key alias/x failed: InvalidKeyUsageException: no. \(advice)")
    }

    @Test(
        "what can pass by itself can be retried, by code or by status",
        arguments: [
            ("ThrottlingException", nil, true), ("KMSInternalException", 400, true),
            ("DependencyTimeoutException", nil, true),
            ("KeyUnavailableException", nil, true), ("TransportFailure", nil, true), ("Timeout", nil, true),
            ("FutureException", 500, true), ("FutureException", 503, true), ("FutureException", 400, false),
            ("LimitExceededException", 400, false), ("AccessDeniedException", 400, false),
            ("NotFoundException", 400, false),
            ("DisabledException", 400, false), ("KMSInvalidStateException", 400, false),
            ("ValidationException", nil, false),
            ("MalformedResponse", 200, false), ("MalformedResponse", 502, true),
        ] as [(String, Int?, Bool)])
    func retryable(code: String, status: Int?, isRetryable: Bool) {
        #expect(KMSError(.init(code: code), message: "", kmsStatus: status).isRetryable == isRetryable)
    }

    @Test("errors of one kind are equal, and a caller's context fills only what is missing")
    func equality() {
        #expect(KMSError(.notFound, message: "a") == KMSError(.init(code: "NotFoundException"), message: "b"))
        #expect(KMSError(.notFound, message: "a") != KMSError(.disabled, message: "a"))
        let error = KMSError(.notFound, message: "", operation: .verify).during(.sign, key: "k")
        #expect(error.operation == .verify && error.keyReference == "k")
    }

    @Test("the suggested status is 503 if the same call may work later, and else 500")
    func suggestedStatus() {
        #expect(KMSError(.throttling, message: "").suggestedStatus == 503)
        #expect(KMSError(.transport, message: "").suggestedStatus == 503)
        #expect(KMSError(.accessDenied, message: "", kmsStatus: 400).suggestedStatus == 500)
        #expect(KMSError(.transport, message: "", isRetryable: false).suggestedStatus == 500)
        #expect(KMSError(.configuration, message: "").suggestedStatus == 500)
    }
}
