# Part of jwt-kms. Copyright 2026 the jwt-kms authors.
# SPDX-License-Identifier: Apache-2.0
"""Reads "LIBRARY OPERATION CASE COUNT", a line a time, and answers the nanoseconds that one operation took."""

import json
import sys
import time

import jwt
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key
from joserfc import jwt as jose
from joserfc.jwk import ECKey, OKPKey, RSAKey


def program(library, operation, case, issuer):
    algorithm, token = case["algorithm"], case["token"]
    public = load_pem_public_key(case["publicKeyPEM"].encode())
    private = load_pem_private_key(case["privateKeyPEM"].encode(), None)
    if library == "PyJWT":
        if operation == "sign":
            claims = jwt.decode(token, options={"verify_signature": False})
            return lambda: jwt.encode(claims, private, algorithm=algorithm, headers={"kid": case["kid"]})
        options = {"verify_aud": False}
        demanded = {} if case["payload"] == "any" else {"issuer": issuer}
        return lambda: jwt.decode(token, public, algorithms=[algorithm], options=options, **demanded)
    kind = {"E": ECKey, "R": RSAKey, "P": RSAKey}[algorithm[0]] if algorithm != "EdDSA" else OKPKey
    if operation == "sign":
        key = kind.import_key(case["privateKeyPEM"])
        claims = jose.decode(token, key, algorithms=[algorithm]).claims
        return lambda: jose.encode({"alg": algorithm, "kid": case["kid"]}, claims, key, algorithms=[algorithm])
    key = kind.import_key(case["publicKeyPEM"])
    demanded = {} if case["payload"] == "any" else {"iss": {"essential": True, "value": issuer}}
    registry = jose.JWTClaimsRegistry(**demanded)

    def verify():
        registry.validate(jose.decode(token, key, algorithms=[algorithm]).claims)

    return verify


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        fixture = json.load(file)
    programs = {}
    for line in sys.stdin:
        library, operation, name, count = line.split()
        key = (library, operation, name)
        if key not in programs:
            programs[key] = program(library, operation, fixture["cases"][name], fixture["issuer"])
        run = programs[key]
        begin = time.perf_counter_ns()
        for _ in range(int(count)):
            run()
        print((time.perf_counter_ns() - begin) / int(count), flush=True)


if __name__ == "__main__":
    main()
