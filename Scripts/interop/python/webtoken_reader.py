# Part of jwt-kms. Copyright 2026 the jwt-kms authors.
# SPDX-License-Identifier: Apache-2.0
import json

import webtoken as jwt
from reader import audience, run


def decode(token, key, algorithm):
    return jwt.decode(token, key, algorithms=[algorithm], audience=audience)


run(
    pem=lambda key, token, algorithm: decode(token, key, algorithm),
    jwk=lambda key, token, algorithm: decode(token, jwt.PyJWK(json.loads(key)), algorithm),
)
