// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import JWTKMS
import Testing

@Suite("jwt-kms jwks")
struct JWKSCommandTests {
    @Test("it prints the set in one line, the same for the same keys in any order, and a verifier takes it")
    func set() async throws {
        try await CommandLineTool.withKey { jwtkms in
            _ = try await jwtkms("key", "create", "--local", "--spec", "ECC_NIST_P384", "--alias", "alias/t")
            let set = try await jwtkms("jwks", "--local", "alias/s", "alias/t")
            #expect(set.code == 0 && set.errors.isEmpty)
            #expect(!set.line.contains("\n"))
            #expect(try await jwtkms("jwks", "--local", "alias/t", "alias/s").output == set.output)
            let keys = KMSKeyCollection()
            #expect(try Set(keys.add(jwks: set.line).map(\.algorithm)) == ["ES256", "ES384"])
            let token = try await jwtkms("sign", "--local", "--key", "alias/t", "--expires-in", "1h").line
            _ = try await keys.verify(token, as: Claims.self)

            let pretty = try await jwtkms("jwks", "--local", "--pretty", "alias/s", "alias/t")
            #expect(pretty.output.split(separator: "\n").count > 10)
            let objects = try [pretty, set].map { outcome in
                try #require(JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? NSDictionary)
            }
            #expect(objects[0] == objects[1])
        }
    }

    private struct Claims: JWTPayload {
        func verify(using algorithm: some JWTAlgorithm) async throws {}
    }

    @Test("keys that serve several algorithms need one named, the others are as they are")
    func algorithms() async throws {
        try await CommandLineTool.withKey(spec: "RSA_2048") { jwtkms in
            _ = try await jwtkms("key", "create", "--local", "--spec", "ECC_NIST_P256", "--alias", "alias/t")
            let unnamed = try await jwtkms("jwks", "--local", "alias/s", "alias/t")
            #expect(unnamed.code == 2 && unnamed.output.isEmpty)
            let named = try await jwtkms("jwks", "--local", "alias/s", "alias/t", "--algorithm", "PS384")
            #expect(try Set(KMSKeyCollection().add(jwks: named.line).map(\.algorithm)) == ["PS384", "ES256"])
        }
    }

    @Test("--without leaves out the keys of an algorithm, and a set that would be empty is a wrong call")
    func without() async throws {
        try await CommandLineTool.withKey { jwtkms in
            for (spec, alias) in [("ECC_NIST_P521", "alias/t"), ("ML_DSA_65", "alias/u")] {
                _ = try await jwtkms("key", "create", "--local", "--spec", spec, "--alias", alias)
            }
            let all = ["jwks", "--local", "alias/s", "alias/t", "alias/u"]
            let set = try await jwtkms.run(all + ["--without", "ML-DSA-65", "--without", "ES512"])
            #expect(set.output == (try await jwtkms("jwks", "--local", "alias/s").output))
            let empty = try await jwtkms("jwks", "--local", "alias/s", "--without", "ES256")
            #expect(empty.code == 2 && empty.output.isEmpty)
            #expect(empty.errors.contains("leaves no key"))
            #expect(try await jwtkms("jwks", "--local", "alias/s", "--without", "EC").code == 2)
        }
    }

    @Test("a secret, a key that is not there and a call without keys are said, with the exit code of their kind")
    func refused() async throws {
        try await CommandLineTool.withKey(spec: "HMAC_256") { jwtkms in
            for more in [[], ["--algorithm", "HS256"]] {
                let secret = try await jwtkms.run(["jwks", "--local", "alias/s"] + more)
                #expect(secret.code == 2 && secret.output.isEmpty)
                #expect(secret.errors.contains("has no public key"))
            }
            let missing = try await jwtkms("jwks", "--local", "alias/missing")
            #expect(missing.output.isEmpty)
            #expect(missing.code == (try await jwtkms("public-key", "--local", "--key", "alias/missing").code))
            #expect(try await jwtkms("jwks", "--local").code == 2)
        }
    }
}
