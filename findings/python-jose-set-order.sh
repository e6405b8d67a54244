#!/bin/bash
# python-jose verifies by a JWK Set only if no key of another type stands before the token's key
#
# Library: python-jose 3.5.0 with its cryptography backend (PyPI), jose.jwt.decode with a JWK Set as the key.
# Input: an RS256 token whose "kid" names the RSA key of a set, which also has an EC key, as in a rotation from RSA to EC.
# Valid by: RFC 7517 section 5 (the order of keys in a set has no meaning) and RFC 7515 section 4.1.4 (the kid says which).
# Seen: with the RSA key first the token verifies. With the EC key first: JWKError: Incorrect key type. Expected: 'RSA',
#   Received: EC. The library tries the keys in their order, whatever the kid, and an error of the first ends the search.
# Our users: the guide "Who can read your tokens", section "Before you rotate from RSA to EC".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --root-user-action ignore --no-warn-conflicts \
    --target "$folder" 'python-jose[cryptography]==3.5.0' cryptography==50.0.2
PYTHONPATH="$folder" python3 -S -W ignore - <<'PYTHON'
from cryptography.hazmat.primitives import serialization as form
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jose import exceptions, jwk, jwt

pem = lambda key: key.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption()).decode()
old = jwk.construct(pem(rsa.generate_private_key(65537, 2048)), "RS256")
new = jwk.construct(pem(ec.generate_private_key(ec.SECP256R1())), "ES256")
token = jwt.encode({"sub": "ada"}, old, algorithm="RS256", headers={"kid": "old"})
keys = {"old": {**old.public_key().to_dict(), "kid": "old"}, "new": {**new.public_key().to_dict(), "kid": "new"}}
read = lambda *names: jwt.decode(token, {"keys": [keys[name] for name in names]}, algorithms=["RS256"])

assert read("old", "new") == {"sub": "ada"}
try:
    raise SystemExit(f"changed: it reads {read('new', 'old')}")
except exceptions.JWKError as error:
    print(error)
    assert "Incorrect key type" in str(error)
PYTHON
