# Part of jwt-kms. Copyright 2026 the jwt-kms authors.
# SPDX-License-Identifier: Apache-2.0
import json

from jwt import JWT, JWKSet, jwk_from_dict, jwk_from_pem
from reader import header, run


def decode(token, key, algorithm):
    return JWT().decode(token, key, algorithms={algorithm})


def jwks(key, token, algorithm):
    return decode(token, JWKSet.from_dict(json.loads(key)).filter_keys(kid=header(token).get("kid"))[0], algorithm)


run(
    pem=lambda key, token, algorithm: decode(token, jwk_from_pem(key.encode()), algorithm),
    jwk=lambda key, token, algorithm: decode(token, jwk_from_dict(json.loads(key)), algorithm),
    jwks=jwks,
)
