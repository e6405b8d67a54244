# Part of jwt-kms. Copyright 2026 the jwt-kms authors.
# SPDX-License-Identifier: Apache-2.0
"""Signs and verifies tokens with PyJWT and with joserfc: what to do is JSON on standard input, and so is the answer
on standard output."""

import json
import sys

import joserfc.jwk
import joserfc.jwt
import jwt


def key_of(pem, algorithm):
    kind = joserfc.jwk.ECKey if algorithm.startswith("ES") else joserfc.jwk.RSAKey
    return kind.import_key(pem)


def verify(library, token, pem, algorithm):
    """The claims, or nothing where the token is refused."""
    try:
        if library == "PyJWT":
            return jwt.decode(token, pem, algorithms=[algorithm])
        return joserfc.jwt.decode(token, key_of(pem, algorithm), algorithms=[algorithm]).claims
    except (jwt.exceptions.InvalidTokenError, joserfc.errors.JoseError):
        return None


def sign(library, claims, pem, algorithm, kid):
    if library == "PyJWT":
        return jwt.encode(claims, pem, algorithm=algorithm, headers={"kid": kid})
    header = {"alg": algorithm, "kid": kid}
    return joserfc.jwt.encode(header, claims, key_of(pem, algorithm), algorithms=[algorithm])


def thumbprint(pem, algorithm):
    return key_of(pem, algorithm).thumbprint()


CALLS = {"verify": verify, "sign": sign, "thumbprint": thumbprint}

tasks = json.load(sys.stdin)
json.dump([CALLS[task.pop("do")](**task) for task in tasks], sys.stdout)
