# Part of jwt-kms. Copyright 2026 the jwt-kms authors.
# SPDX-License-Identifier: Apache-2.0
import json

import jwt
from reader import audience, run


def decode(token, key, algorithm):
    return jwt.decode(token, key, algorithms=[algorithm], audience=audience)


class Client(jwt.PyJWKClient):
    """Its own choice of a key, without the network."""

    def __init__(self, text):
        super().__init__("https://issuer.example/jwks.json")
        self.text = text

    def fetch_data(self):
        return json.loads(self.text)


run(
    pem=lambda key, token, algorithm: decode(token, key, algorithm),
    jwk=lambda key, token, algorithm: decode(token, jwt.PyJWK.from_json(key), algorithm),
    jwks=lambda key, token, algorithm: decode(token, Client(key).get_signing_key_from_jwt(token), algorithm),
)
