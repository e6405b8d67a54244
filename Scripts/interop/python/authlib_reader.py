# Part of jwt-kms. Copyright 2026 the jwt-kms authors.
# SPDX-License-Identifier: Apache-2.0
import json

from authlib.jose import JsonWebKey, JsonWebToken
from reader import audience, run


def decode(token, key, algorithm):
    expected = {"aud": {"essential": True, "value": audience}} if audience else {}
    claims = JsonWebToken([algorithm]).decode(token, key, claims_options=expected)
    claims.validate()
    return claims


run(
    pem=lambda key, token, algorithm: decode(token, key, algorithm),
    jwk=lambda key, token, algorithm: decode(token, JsonWebKey.import_key(json.loads(key)), algorithm),
    jwks=lambda key, token, algorithm: decode(token, JsonWebKey.import_key_set(json.loads(key)), algorithm),
)
