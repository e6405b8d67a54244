// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if AWS
import KMSAPI

// What is asked of KMS itself, in signed calls.
extension Doctor {
    func look(at keys: [String], for use: KeyUse, _ credentials: Credentials?) async throws -> [KeyLook] {
        let subjects = keys.map { (key: $0, subject: "key \(Excerpt.of($0, maximumBytes: 256))") }
        guard let credentials else {
            return subjects.map { KeyLook(reference: $0.key, finding: .notChecked($0.subject, "needs credentials")) }
        }
        return try await asking(with: credentials) { client in
            var looks: [KeyLook] = []
            for (key, subject) in subjects { looks.append(try await KeyLook.look(at: key, subject, for: use, client)) }
            return looks
        }
    }

    /// Runs `body` with a client of these credentials.
    func asking<Value>(
        with credentials: Credentials, _ body: (AWSKMSClient) async throws -> Value
    ) async throws -> Value {
        var configuration = configuration
        configuration.credentials = credentials
        let client = try await AWSKMSClient(
            configuration: configuration, environment: environment, files: files, timing: timing)
        do {
            let value = try await body(client)
            try? await client.shutdown()
            return value
        } catch {
            try? await client.shutdown()
            throw error
        }
    }

    /// Whether KMS accepts the signature of a request, if neither STS nor a key has shown it: a wrong secret shows
    /// nowhere else.
    ///
    /// - Throws: `CancellationError`.
    func signature(_ credentials: Credentials) async throws -> Finding {
        do {
            return try await asking(with: credentials) { client in
                _ = try await client.listAliases(ListAliasesRequest(limit: 1))
                return .ok("signature", "KMS accepts a signed request (ListAliases)")
            }
        } catch let error as KMSError where DryRuns.isAccess(error) {
            // Whom KMS forbids something it knows.
            return .ok("signature", "KMS accepts a signed request (ListAliases, which is not allowed, nor needed)")
        } catch let error as KMSError where Self.unknown.contains(error.kind.code) {
            return .notChecked("signature", "this KMS does not answer ListAliases. Name a key (--key)")
        } catch let error as KMSError {
            return .failed("signature", error.description)
        }
    }

    private static let unknown = ["UnknownOperationException", KMSError.Kind.unsupportedOperation.code]
}
#endif
