// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import JWTKMS
import Testing

/// What `jwt-kms verify` takes in the place of a key of KMS.
@Suite("What verify is given") struct VerifierTests {
    /// Makes files of the key `alias/s` in every form that openssl writes, `$token` of it, and what fails the test.
    private static func prelude(algorithm: String) -> String {
        """
        set -e
        fail() { echo "$1" >&2; exit 9; }
        token=$($jwtkms sign --local --key alias/s --algorithm \(algorithm) --issuer me --expires-in 1h)
        $jwtkms public-key --local --key alias/s > spki.pem
        $jwtkms public-key --local --key alias/s --format jwk --algorithm \(algorithm) > key.jwk
        openssl pkey -pubin -in spki.pem -outform DER -out spki.der
        openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem -subj /CN=ca 2> log
        openssl x509 -new -force_pubkey spki.pem -CA ca.pem -CAkey ca.key -subj /CN=leaf -out leaf.pem
        openssl x509 -in leaf.pem -outform DER -out leaf.der
        cat leaf.pem ca.pem > chain.pem
        { openssl x509 -in leaf.pem -noout -text; cat ca.key leaf.pem; } > described.pem
        sed 's/$/\\r/' spki.pem > windows.pem

        """
    }

    @Test("a public key may be PEM of every usual form, DER or a JWK", arguments: ["RSA_2048", "ECC_NIST_P256"])
    func forms(spec: String) async throws {
        try await CommandLineTool.withKey(spec: spec) { jwtkms in
            let algorithm = spec == "RSA_2048" ? "PS256" : "ES256"
            let isRSA = spec == "RSA_2048"
            let outcome = try await jwtkms.shell(
                Self.prelude(algorithm: algorithm)
                    + """
                    if \(isRSA); then
                        openssl rsa -pubin -in spki.pem -RSAPublicKey_out -out pkcs1.pem 2> log
                        openssl rsa -pubin -in spki.pem -RSAPublicKey_out -outform DER -out pkcs1.der 2> log
                    fi
                    for file in *.pem *.der; do
                        [ $file = ca.pem ] && continue
                        $jwtkms verify --public-key $file --algorithm \(algorithm) "$token" > claims 2> notes || fail $file
                        grep -q '"iss" : "me"' claims || fail $file
                        case $file in
                            leaf.*|chain.*|described.*) grep -q 'only the key is used' notes || fail $file ;;
                            *) if grep -q certificate notes; then fail $file; fi ;;
                        esac
                        echo $file
                    done
                    $jwtkms verify --public-key key.jwk "$token" > claims 2> notes || fail jwk
                    """)
            #expect(outcome.errors.isEmpty)
            #expect(outcome.code == 0)
            #expect(outcome.output.split(separator: "\n").count == (isRSA ? 9 : 7))
        }
    }

    @Test(
        "what is no public key says what it is",
        arguments: [
            ("ca.key", "its PEM holds a PRIVATE KEY, not a PUBLIC KEY, an RSA PUBLIC KEY or a CERTIFICATE"),
            ("set.json", "it is a JWK Set, not one key"),
            ("noise", "it is none of PEM (-----BEGIN PUBLIC KEY-----), DER"),
            ("broken.json", "it is not strict JSON: "), ("private.json", "it has the private member d"),
            ("cut.pem", "its PEM can't be read"), ("long.der", "it is none of PEM"),
        ])
    func noKeys(file: String, reason: String) async throws {
        try await CommandLineTool.withKey { jwtkms in
            let outcome = try await jwtkms.shell(
                Self.prelude(algorithm: "ES256")
                    + """
                    $jwtkms jwks --local alias/s > set.json
                    echo noise > noise; echo '{"kty":' > broken.json
                    sed 's/^{/{"d":"c2VjcmV0",/' key.jwk > private.json
                    head -n 2 spki.pem > cut.pem; { cat spki.der; echo; } > long.der
                    $jwtkms verify --public-key \(file) "$token"
                    """)
            #expect(outcome.code == 2)
            #expect(outcome.errors.hasPrefix("error: PublicKeyRefused: the public key is refused: \(reason)"))
            #expect(!outcome.errors.contains("c2VjcmV0"))
        }
    }

    @Test("a JWK says its algorithm, and another that is given is a call that is wrong")
    func algorithmOfJWK() async throws {
        try await CommandLineTool.withKey(spec: "RSA_2048") { jwtkms in
            let outcome = try await jwtkms.shell(
                Self.prelude(algorithm: "PS256") + "$jwtkms verify --public-key key.jwk --algorithm RS256 \"$token\"")
            #expect(outcome.code == 2)
            #expect(outcome.errors == "error: the JWK is one of PS256 (alg), and --algorithm is RS256\n")
        }
    }

    @Test("a JWK Set in a file verifies the tokens of its keys, by the name that they have")
    func setInAFile() async throws {
        try await CommandLineTool.withKey { jwtkms in
            let token = try await jwtkms(
                "sign", "--local", "--key", "alias/s", "--issuer", "me", "--expires-in", "1h"
            ).line
            let set = try await jwtkms("jwks", "--local", "alias/s")
            try Data(set.output.utf8).write(to: jwtkms.folder.appending(path: "set.json"))
            let good = try await jwtkms("verify", "--jwks", "set.json", "--issuer", "me", token)
            #expect(good.code == 0 && good.output.contains(#""iss" : "me""#))
            let piped = try await jwtkms("verify", "--jwks", "-", token, input: set.output)
            #expect(piped.code == 0)
            for (arguments, error) in [
                (["--issuer", "you"], "the token's iss is me, and must be you"),
                (["--typ", "at+jwt"], "the token's typ is JWT"), (["--audience", "a"], "the token has no aud"),
                (["--kid", "another"], "it names another key (kid "),
            ] {
                let bad = try await jwtkms.run(["verify", "--jwks", "set.json"] + arguments + [token])
                #expect(bad.code == 1)
                #expect(bad.errors.contains(error))
            }
            _ = try await jwtkms("key", "create", "--local", "--spec", "ECC_NIST_P256", "--alias", "alias/other")
            let other = try await jwtkms("sign", "--local", "--key", "alias/other", "--expires-in", "1h").line
            let unknown = try await jwtkms("verify", "--jwks", "set.json", other)
            #expect(unknown.code == 1 && unknown.errors.contains("it names another key"))
            let useless = try await jwtkms("verify", "--jwks", "-", token, input: #"{"keys":[{"kty":"X","kid":"k"}]}"#)
            #expect(useless.code == 2)
            #expect(useless.errors.contains("key k: its kty is none that is known"))
        }
    }

    @Test("a JWK Set by URL and an issuer by discovery are fetched from a server, with the token's demands as ever")
    func fetched() async throws {
        try await CommandLineTool.withKey { jwtkms in
            let outcome = try await jwtkms.shell(
                """
                mkfifo started
                python3 -u -m http.server 0 --bind 127.0.0.1 > started 2> log &
                server=$!
                trap 'kill $server' EXIT
                read -r _ _ _ _ _ port _ < started
                issuer=http://127.0.0.1:$port
                $jwtkms jwks --local alias/s > keys
                mkdir .well-known
                echo "{\\"issuer\\":\\"$issuer\\",\\"jwks_uri\\":\\"$issuer/keys\\"}" > .well-known/openid-configuration
                token=$($jwtkms sign --local --key alias/s --issuer $issuer --expires-in 1h)
                other=$($jwtkms sign --local --key alias/s --issuer other --expires-in 1h)
                try() { $jwtkms verify "$@" > claims 2> errors; echo "$? $(grep error: errors | cut -c 1-60)"; }
                try --jwks $issuer/keys "$token"
                try --jwks $issuer/keys --issuer other "$token"
                try --issuer-url $issuer "$token"
                try --issuer-url $issuer "$other"
                try --issuer-url $issuer/ "$token"
                try --jwks $issuer/missing "$token"
                try --jwks http://127.0.0.1:1/keys "$token"
                try --issuer-url http://issuer.example "$token"
                """)
            let lines = outcome.output.split(separator: "\n")
            #expect(
                lines.map { $0.prefix(1) } == ["0", "1", "0", "1", "2", "3", "3", "2"],
                "\(outcome.output)\(outcome.errors)")
            #expect(lines.dropFirst().first?.contains("the token is refused: the token's iss is http://127") == true)
        }
    }
}
