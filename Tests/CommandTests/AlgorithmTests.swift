// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@Suite("Algorithms and types of keys on the command line")
struct AlgorithmTests {
    @Test(
        "where a key serves several algorithms the error lists them and names the option",
        arguments: [
            ["sign", "--local", "--key", "alias/s"], ["verify", "--local", "--key", "alias/s", "e30.e30.AA"],
            ["public-key", "--local", "--key", "alias/s", "--format", "jwk"],
            ["verify", "--public-key", "key.pem", "e30.e30.AA"],
        ])
    func several(call: [String]) async throws {
        try await CommandLineTool.withKey(spec: "ECC_NIST_EDWARDS25519") { jwtkms in
            let key = try await jwtkms("public-key", "--local", "--key", "alias/s")
            try key.output.write(to: jwtkms.folder.appending(path: "key.pem"), atomically: true, encoding: .utf8)
            let outcome = try await jwtkms.run(call)
            #expect(outcome.code == 2 && outcome.output.isEmpty)
            #expect(
                outcome.errors.hasPrefix("error: Configuration")
                    && outcome.errors.hasSuffix("name one of EdDSA, Ed25519 (--algorithm)\n"), "\(outcome)")
        }
    }

    @Test("an algorithm that the key does not serve is the caller's mistake, and no word of KMS's")
    func wrong() async throws {
        try await CommandLineTool.withKey { jwtkms in
            let outcome = try await jwtkms("sign", "--local", "--key", "alias/s", "--algorithm", "ES256K")
            #expect(outcome.code == 2 && outcome.output.isEmpty)
            #expect(
                outcome.errors == """
                    error: Configuration of key alias/s: the key (ECC_NIST_P256) does not serve ES256K; it serves ES256. \
                    Name an algorithm that the key serves, or a key that was made for it (--algorithm)

                    """)
        }
    }

    @Test("the type of a key may be written in any case", arguments: ["hmac_256", "Hmac_256", "HMAC_256"])
    func spec(written: String) async throws {
        try await CommandLineTool.withKey(spec: written) { jwtkms in
            let list = try await jwtkms("key", "list", "--local")
            #expect(list.output.contains("  HMAC_256  Enabled  alias/s\n"), "\(list)")
        }
    }
}
