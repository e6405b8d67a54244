# Part of jwt-kms. Copyright 2026 the jwt-kms authors.
# SPDX-License-Identifier: Apache-2.0
"""Makes the keys and tokens that the readers get: by jwt-kms with keys of local-kms, nothing else.

Usage: cases.py JWT-KMS FOLDER. Writes FOLDER/cases.json and the files that it names.
"""

import base64
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys
import time
import urllib.request

tool, folder = sys.argv[1], pathlib.Path(sys.argv[2])
SPECS = {
    "ES256": "ECC_NIST_P256", "ES384": "ECC_NIST_P384", "ES512": "ECC_NIST_P521",
    "RS256": "RSA_2048", "RS384": "RSA_2048", "RS512": "RSA_2048",
    "PS256": "RSA_2048", "PS384": "RSA_2048", "PS512": "RSA_2048",
    "EdDSA": "ECC_NIST_EDWARDS25519", "Ed25519": "ECC_NIST_EDWARDS25519",
    "ML-DSA-65": "ML_DSA_65", "ML-DSA-87": "ML_DSA_87",
}
BIG = 2**63 + 1
cases = []


class KMS:
    """local-kms with its keys in memory."""

    def __enter__(self):
        self.server = subprocess.Popen(
            [tool, "local-kms", "--in-memory", "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            text=True)
        self.url = re.search(r"http://\S+", self.server.stdout.readline()).group()
        return self

    def __exit__(self, *_):
        self.server.terminate()
        self.server.wait()

    def __call__(self, *arguments):
        result = subprocess.run(
            [tool, *arguments], capture_output=True, text=True,
            env={**os.environ, "AWS_ENDPOINT_URL_KMS": self.url, "AWS_REGION": "us-east-1",
                 "AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local"})
        if result.returncode:
            sys.exit(f"jwt-kms {' '.join(arguments)}: {result.stderr}")
        return result.stdout.removesuffix("\n")

    def sign_as_it_stands(self, key, kid, claims):
        """An RS256 token of claims that our own writer would change. KMS signs what it gets."""
        part = lambda value: base64.urlsafe_b64encode(value).rstrip(b"=").decode()
        text = ".".join(
            part(json.dumps(value).encode()) for value in ({"alg": "RS256", "kid": kid, "typ": "JWT"}, claims))
        body = {
            "KeyId": key, "MessageType": "DIGEST", "SigningAlgorithm": "RSASSA_PKCS1_V1_5_SHA_256",
            "Message": base64.b64encode(hashlib.sha256(text.encode()).digest()).decode(),
        }
        request = urllib.request.Request(
            self.url, json.dumps(body).encode(),
            {"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": "TrentService.Sign"})
        signature = base64.b64decode(json.load(urllib.request.urlopen(request))["Signature"])
        return f"{text}.{part(signature)}"


def keep(name, text):
    (folder / name).write_text(text)
    return name


def case(name, form, algorithm, key, token, **more):
    cases.append({"name": name, "form": form, "algorithm": algorithm, "key": key, "token": token, **more})


def jwk_set(*jwks):
    return '{"keys":[' + ",".join(jwks) + "]}"


def main(kms):
    def sign(key, *more, algorithm="RS256"):
        return kms("sign", "--key", f"alias/{key}", "--algorithm", algorithm, "--subject", "ada", "--issuer",
                   "https://issuer.example", "--expires-in", "7d", *more)

    jwks, kids = {}, {}
    for algorithm, spec in SPECS.items():
        for owner in ("", "-forger"):
            kms("key", "create", "--spec", spec, "--alias", f"alias/{algorithm}{owner}")
        key = ("--key", f"alias/{algorithm}", "--algorithm", algorithm)
        jwks[algorithm] = kms("public-key", *key, "--format", "jwk")
        kids[algorithm] = json.loads(jwks[algorithm])["kid"]
        forms = {
            "pem": keep(f"{algorithm}.pem", kms("public-key", *key) + "\n"),
            "jwk": keep(f"{algorithm}.jwk", jwks[algorithm]),
            "jwks": keep(f"{algorithm}.jwks", kms("jwks", f"alias/{algorithm}", "--algorithm", algorithm)),
        }
        good = keep(f"{algorithm}.jwt", sign(algorithm, algorithm=algorithm))
        forged = keep(
            f"{algorithm}-forged.jwt", sign(f"{algorithm}-forger", f"--kid={kids[algorithm]}", algorithm=algorithm))
        for form, file in forms.items():
            case("verifies", form, algorithm, file, good)
            case("forged", form, algorithm, file, forged)

    kid, token = kids["RS256"], "RS256.jwt"
    # Sets with a stranger. Which stands first matters to readers that stop at the first key they do not know.
    for name, stranger in (("OKP", "EdDSA"), ("AKP", "ML-DSA-65"), ("ES512", "ES512"), ("EC", "ES256")):
        for place, members in (("first", (stranger, "RS256")), ("last", ("RS256", stranger))):
            file = keep(f"{name}-{place}.jwks", jwk_set(*(jwks[member] for member in members)))
            case(f"set with {name} {place}", "jwks", "RS256", file, token)
    # After a rotation from RSA to EC both kinds of token are about.
    case("new token after RSA to EC", "jwks", "ES256", "EC-first.jwks", "ES256.jwt")

    nameless = keep("nameless.jwt", sign("RS256", "--kid", "none"))
    kms("key", "create", "--spec", "RSA_2048", "--alias", "alias/second")
    second = kms("public-key", "--key", "alias/second", "--algorithm", "RS256", "--format", "jwk")
    case("no kid, one key", "jwks", "RS256", "RS256.jwks", nameless)
    case("no kid, its key first", "jwks", "RS256", keep("first.jwks", jwk_set(jwks["RS256"], second)), nameless)
    case("no kid, its key last", "jwks", "RS256", keep("last.jwks", jwk_set(second, jwks["RS256"])), nameless)

    soon = int(time.time()) + 86_400
    claims = {"sub": "ada", "iss": "https://issuer.example", "iat": int(time.time()) - 60, "exp": soon}
    tokens = {
        "typ at+jwt": sign("RS256", "--typ", "at+jwt"),
        "aud array": sign("RS256", "--audience", "api", "--audience", "web"),
        "aud string": sign("RS256", "--audience", "api"),
        "final newline": (folder / token).read_text() + "\n",
        "date with a fraction": kms.sign_as_it_stands("alias/RS256", kid, {**claims, "exp": soon + 0.5}),
        "integer past 2^63": sign("RS256", "--claim", f"n:={BIG}"),
    }
    for name, text in tokens.items():
        more = {"audience": "api"} if name.startswith("aud") else {}
        if name.startswith("integer"):
            more["claims"] = {"n": BIG}
        file = keep(f"{name.replace(' ', '-').replace('^', '')}.jwt", text)
        for form in ("pem", "jwk", "jwks"):
            case(name, form, "RS256", f"RS256.{form}", file, **more)
    bare = keep("no-newline.pem", (folder / "RS256.pem").read_text().removesuffix("\n"))
    case("PEM without a final newline", "pem", "RS256", bare, token)

    (folder / "cases.json").write_text(json.dumps(cases, indent=1))


folder.mkdir(parents=True, exist_ok=True)
with KMS() as kms:
    main(kms)
