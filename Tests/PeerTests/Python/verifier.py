# Part of jwt-kms. Copyright 2026 the jwt-kms authors.
# SPDX-License-Identifier: Apache-2.0
"""Verifies tokens as a service does, with PyJWT's PyJWKClient and the URL of a JWK Set, the one argument.

Says `ready` first. A line with a token is answered by a line: `yes`, `no` or `unchecked`, and why.
"""

import sys

import jwt

# Seconds: the max-age with which the set is served.
client = jwt.PyJWKClient(sys.argv[1], cache_jwk_set=True, lifespan=1)


def verdict(token):
    try:
        key = client.get_signing_key_from_jwt(token)
        jwt.decode(token, key, algorithms=[key.algorithm_name], leeway=1)
        return "yes"
    except jwt.exceptions.PyJWKClientConnectionError as error:
        return f"unchecked {error}"
    except jwt.exceptions.PyJWTError as error:
        return f"no {type(error).__name__}"


print("ready", flush=True)
for line in sys.stdin:
    print(verdict(line.strip()), flush=True)
