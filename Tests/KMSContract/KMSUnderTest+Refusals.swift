// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

extension KMSUnderTest {
    /// What a KMS with a leniency does where AWS refuses.
    enum Instead {
        case works
        case refuses(KMSError.Kind)
    }

    /// Demands a refusal, or exactly what a leniency says instead.
    func expect(
        _ kind: KMSError.Kind, from what: String, unless leniency: Leniency? = nil, then instead: Instead = .works,
        _ body: () async throws -> Void
    ) async throws {
        let expected: KMSError.Kind? =
            switch (leniency.map(has) ?? false, instead) {
            case (false, _): kind
            case (true, .works): nil
            case (true, .refuses(let kind)): kind
            }
        let error = try await refusal(body)
        guard error?.kind != expected else { return }
        let found = error.map { "\($0)" } ?? "no error"
        let named = leniency.map { has($0) ? " (it is said to have the leniency \($0))" : "" } ?? ""
        throw violation("\(what)\(named): expected \(expected?.code ?? "no error"), found \(found)")
    }

    private func refusal(_ body: () async throws -> Void) async throws -> KMSError? {
        do {
            try await body()
            return nil
        } catch let error as KMSError {
            return error
        }
    }

    /// Demands that Verify says no.
    func expectBadSignature(_ what: String, _ request: VerifyRequest) async throws {
        guard has(.verifyAnswersFalse) else {
            return try await expect(.kmsInvalidSignature, from: what) { _ = try await client.verify(request) }
        }
        try expectEqual(try await client.verify(request).signatureValid, false, "SignatureValid of \(what)")
    }
}
