# Part of jwt-kms. Copyright 2026 the jwt-kms authors.
# SPDX-License-Identifier: Apache-2.0
from pyjosers import jwk, jwt
from reader import audience, run


def decode(token, key, algorithm):
    validation = jwt.Validation(allowed_algorithms=[algorithm], audience=audience)
    return jwt.decode(token, key, validation=validation)


run(
    pem=lambda key, token, algorithm: decode(token, jwk.JWK.from_pem(key.encode()), algorithm),
    jwk=lambda key, token, algorithm: decode(token, jwk.JWK.from_json(key), algorithm),
    jwks=lambda key, token, algorithm: decode(token, jwk.JWKSet.from_json(key), algorithm),
)
