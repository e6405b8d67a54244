#!/bin/bash
# Two libraries of one author: a key of an unknown type costs Authlib the whole set and joserfc that key
#
# Libraries: Authlib 1.9.10 (authlib.jose) and its successor joserfc 1.8.0 (PyPI).
# Input: a JWK Set with an RSA key and an ML-DSA-65 key of type AKP, and an RS256 token of the RSA key.
# Valid by: RFC 7517 section 5: readers should ignore keys of a "kty" that they do not understand. AKP is of RFC 9964.
# Seen: Authlib: KeyError: 'AKP' from JsonWebKey.import_key_set, whatever the order of the keys: no token of the issuer is
#   read any more. joserfc leaves the key out and verifies the token.
# Our users: the guides "Who can read your tokens" and "Publish your keys" (sets without some algorithms).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --root-user-action ignore --no-warn-conflicts \
    --target "$folder" Authlib==1.9.10 joserfc==1.8.0 cryptography==50.0.2
PYTHONPATH="$folder" python3 -S -W ignore - <<'PYTHON'
import base64
import os

from authlib.jose import JsonWebKey
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

key = RSAKey.generate_key(2048, {"kid": "rsa"})
# 1952 octets are a public key of ML-DSA-65 (FIPS 204 table 2); neither library looks at them.
pub = base64.urlsafe_b64encode(os.urandom(1952)).rstrip(b"=").decode()
keys = {"keys": [key.as_dict(private=False), {"kty": "AKP", "alg": "ML-DSA-65", "kid": "new", "pub": pub}]}
token = jwt.encode({"alg": "RS256", "kid": "rsa"}, {"sub": "ada"}, key)

assert jwt.decode(token, KeySet.import_key_set(keys), algorithms=["RS256"]).claims == {"sub": "ada"}
assert JsonWebKey.import_key_set({"keys": keys["keys"][:1]})
try:
    JsonWebKey.import_key_set(keys)
except Exception as error:
    print(f"{type(error).__name__}: {error}")
else:
    raise SystemExit("changed: Authlib reads the set")
PYTHON
