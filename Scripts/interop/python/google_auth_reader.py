# Part of jwt-kms. Copyright 2026 the jwt-kms authors.
# SPDX-License-Identifier: Apache-2.0
from google.auth import jwt
from reader import audience, run

run(pem=lambda key, token, algorithm: jwt.decode(token, certs=key, audience=audience))
