# Part of jwt-kms. Copyright 2026 the jwt-kms authors.
# SPDX-License-Identifier: Apache-2.0
import json

from joserfc import jwt
from joserfc.jwk import KeySet, import_key
from reader import audience, run


def decode(token, key, algorithm):
    result = jwt.decode(token, key, algorithms=[algorithm])
    expected = {"aud": {"essential": True, "value": audience}} if audience else {}
    jwt.JWTClaimsRegistry(**expected).validate(result.claims)
    return result.claims


def pem(key, token, algorithm):
    kind = {"E": "EC", "R": "RSA", "P": "RSA"}[algorithm[0]] if algorithm[1] == "S" else "OKP"
    return decode(token, import_key(key, "AKP" if algorithm[0] == "M" else kind), algorithm)


run(
    pem=pem,
    jwk=lambda key, token, algorithm: decode(token, import_key(json.loads(key)), algorithm),
    jwks=lambda key, token, algorithm: decode(token, KeySet.import_key_set(json.loads(key)), algorithm),
)
