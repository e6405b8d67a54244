# Part of jwt-kms. Copyright 2026 the jwt-kms authors.
# SPDX-License-Identifier: Apache-2.0
import oxyjwt as jwt
from reader import audience, header, run


def decode(token, key, algorithm):
    return jwt.decode(token, key, algorithms=[algorithm], audience=audience)


def pem(key, token, algorithm):
    read = {"ES": jwt.DecodingKey.from_ec_pem, "RS": jwt.DecodingKey.from_rsa_pem, "PS": jwt.DecodingKey.from_rsa_pem}
    return decode(token, read.get(algorithm[:2], jwt.DecodingKey.from_ed_pem)(key), algorithm)


run(
    pem=pem,
    jwk=lambda key, token, algorithm: decode(token, jwt.PyJWK.from_json(key).key, algorithm),
    jwks=lambda key, token, algorithm: decode(
        token, jwt.PyJWKSet.from_json(key)[header(token).get("kid")].key, algorithm),
)
