# Part of jwt-kms. Copyright 2026 the jwt-kms authors.
# SPDX-License-Identifier: Apache-2.0
import json

from jwskate import Jwk, JwkSet, SignedJwt
from reader import audience, run


def verify(token, key, algorithm):
    jwt = SignedJwt(token)
    jwt.validate(key=key, alg=algorithm, audience=audience)
    return dict(jwt.claims)


def jwks(key, token, algorithm):
    jwt = SignedJwt(token)
    keys = JwkSet(json.loads(key))
    if not keys.verify(jwt.signed_part, jwt.signature, algs=[algorithm], kid=jwt.headers.get("kid")):
        raise ValueError("the signature is wrong")
    # It checks the times and the audience with a key only.
    return dict(jwt.claims)


run(
    pem=lambda key, token, algorithm: verify(token, Jwk.from_pem(key), algorithm),
    jwk=lambda key, token, algorithm: verify(token, Jwk.from_json(key), algorithm),
    jwks=jwks,
)
