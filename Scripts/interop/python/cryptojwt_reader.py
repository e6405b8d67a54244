# Part of jwt-kms. Copyright 2026 the jwt-kms authors.
# SPDX-License-Identifier: Apache-2.0
import json
import sys

from cryptojwt.jwk.ec import ECKey, import_public_ec_key_from_file
from cryptojwt.jwk.jwk import key_from_jwk_dict
from cryptojwt.jwk.okp import OKPKey, import_public_okp_key_from_file
from cryptojwt.jwk.rsa import RSAKey, import_public_rsa_key_from_file
from cryptojwt.jws.jws import factory
from cryptojwt.key_bundle import KeyBundle
from reader import header, run


def verify(token, keys, algorithm):
    jws = factory(token, alg=algorithm)
    if jws is None:
        raise ValueError("it is not taken for a JWS")
    return jws.verify_compact(token, keys=keys)


def pem(key, token, algorithm):
    file = sys.argv[3]  # it reads PEM from files
    kid = header(token).get("kid")  # it takes no other key for a token with a kid
    if algorithm[:2] == "ES":
        public = ECKey(kid=kid).load_key(import_public_ec_key_from_file(file))
    elif algorithm[1] == "S":
        public = RSAKey(kid=kid).load_key(import_public_rsa_key_from_file(file))
    else:
        public = OKPKey(kid=kid).load_key(import_public_okp_key_from_file(file))
    return verify(token, [public], algorithm)



run(
    pem=pem,
    jwk=lambda key, token, algorithm: verify(token, [key_from_jwk_dict(json.loads(key))], algorithm),
    jwks=lambda key, token, algorithm: verify(token, KeyBundle(json.loads(key)["keys"]).keys(), algorithm),
)
