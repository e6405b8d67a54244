// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import AWSKMS
import Foundation
import KMSAPI
import Testing

@Suite("The file of credentials")
struct CredentialsFileTests {
    private static func credentials(_ text: String) async throws -> [Credentials] {
        let path = FileManager.default.temporaryDirectory.path + "/credentials-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data(text.utf8).write(to: URL(filePath: path))
        return try await CredentialsFile.credentials(in: path)
    }

    @Test("all profiles that have keys are read, with tokens and accounts")
    func profiles() async throws {
        let found = try await Self.credentials(
            """
            [default]
            aws_access_key_id = AKIDA
            aws_secret_access_key = secret-a

            [b]
            aws_access_key_id = AKIDB
            aws_secret_access_key = secret-b
            aws_session_token = token-b
            aws_account_id = 444455556666

            [only-a-region]
            region = eu-west-1
            """
        ).sorted { $0.accessKeyID < $1.accessKeyID }
        #expect(found.map(\.accessKeyID) == ["AKIDA", "AKIDB"])
        #expect(found.map(\.secretAccessKey) == ["secret-a", "secret-b"])
        #expect(found.map(\.sessionToken) == [nil, "token-b"] && found.map(\.accountID) == [nil, "444455556666"])
    }

    @Test(
        "a file without keys, with an access key twice, or that is no such file, is refused without its contents",
        arguments: [
            ("", "holds no keys"), ("[a]\naws_access_key_id = AKIDA\n", "holds no keys"), ("s3cr3t", "line 1"),
            (
                "[a]\naws_access_key_id = A\naws_secret_access_key = s3cr3t\n[b]\naws_access_key_id = A\n"
                    + "aws_secret_access_key = s3cr3t\n", "holds an access key twice"
            ),
        ])
    func refused(text: String, reason: String) async throws {
        let error = await #expect(throws: KMSError.self) { try await Self.credentials(text) }
        #expect(error?.kind == .configuration && error?.message.contains(reason) == true)
        #expect(error?.message.contains("s3cr3t") == false)
    }

    @Test("one that is not there is told")
    func missing() async throws {
        let error = await #expect(throws: KMSError.self) { try await CredentialsFile.credentials(in: "/none/here") }
        #expect(error?.message == "the credentials file /none/here is not there")
    }
}
