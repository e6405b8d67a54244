// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import JWTKMS
import Testing

@Suite("jwt-kms doctor")
struct DoctorCommandTests {
    @Test("--algorithm and --message-type say what is tried, in the names that tokens have")
    func options() async throws {
        try await CommandLineTool.run { jwtkms in
            let server = try await KillableServer.start(folder: jwtkms.folder.appending(path: "keys"))
            var jwtkms = jwtkms
            jwtkms.environment = [
                "AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "hunter2", "AWS_REGION": "us-east-1",
            ]
            for (spec, alias) in [(KeySpec.rsa2048, "alias/rsa"), (.hmac256, "alias/mac")] {
                let usage: KeyUsage = spec == .hmac256 ? .generateVerifyMAC : .signVerify
                let key = try await server(CreateKeyRequest(keySpec: spec, keyUsage: usage)).keyMetadata.keyID
                _ = try await server(CreateAliasRequest(aliasName: alias, targetKeyID: key))
            }
            let doctor = ["doctor", "--endpoint-url", server.address, "--key", "alias/rsa"]
            let all = try await jwtkms.run(doctor)
            #expect(all.code == 0 && all.output.contains("RSASSA_PKCS1_V1_5_SHA_256, "))
            let one = try await jwtkms.run(doctor + ["--algorithm", "PS384", "--message-type", "RAW"])
            #expect(one.code == 0 && one.output.contains("may sign with RSASSA_PSS_SHA_384\n"))
            let none = try await jwtkms.run(doctor + ["--algorithm", "ES256"])
            #expect(none.code == 3 && none.output.contains("and not ECDSA_SHA_256\n"))
            let both = doctor + ["--key", "alias/mac", "--algorithm", "RS256", "--algorithm", "HS256"]
            let two = try await jwtkms.run(both)
            #expect(two.code == 0 && two.output.contains("may make MACs with HMAC_SHA_256\n"))
            let bad = try await jwtkms.run(doctor + ["--message-type", "MU"])
            #expect(bad.code == 2)
            server.kill()
            await server.end()
        }
    }
}
