# Part of jwt-kms. Copyright 2026 the jwt-kms authors.
# SPDX-License-Identifier: Apache-2.0
import json

from josepy.jwk import JWK
from josepy.jws import JWS
from reader import run


# It was written for ACME: signatures, no claims.
def verify(token, key, algorithm):
    jws = JWS.from_compact(token.encode())
    if not jws.verify(key):
        raise ValueError("the signature is wrong")
    return jws.payload.decode()


run(
    pem=lambda key, token, algorithm: verify(token, JWK.load(key.encode()), algorithm),
    jwk=lambda key, token, algorithm: verify(token, JWK.from_json(json.loads(key)), algorithm),
)
