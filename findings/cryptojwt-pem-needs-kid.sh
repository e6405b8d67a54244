#!/bin/bash
# cryptojwt does not use a key from a PEM file for a token that has a kid, unless the key was given that kid
#
# Library: cryptojwt 1.11.0 (PyPI), JWS.verify_compact with a list of one key.
# Input: an RS256 token with a "kid", and its public key from a PEM file, which has no place for a name.
# Valid by: RFC 7515 section 4.1.4: the kid is a hint. The caller gave the one key to verify with.
# Seen: NoSuitableSigningKeys: No key with kid: k1. RSAKey(kid="k1") with the same PEM verifies.
# Our users: the guide "Who can read your tokens" says to hand out the kid with the PEM.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --root-user-action ignore --no-warn-conflicts \
    --target "$folder" cryptojwt==1.11.0 cryptography==50.0.2
PYTHONPATH="$folder" python3 -S -W ignore - <<'PYTHON'
import tempfile

from cryptography.hazmat.primitives import serialization as form
from cryptojwt.jwk.rsa import RSAKey, import_public_rsa_key_from_file, new_rsa_key
from cryptojwt.jws.jws import JWS, factory

key = new_rsa_key(kid="k1")
token = JWS({"sub": "ada"}, alg="RS256").sign_compact([key])
with tempfile.NamedTemporaryFile() as file:
    file.write(key.public_key().public_bytes(form.Encoding.PEM, form.PublicFormat.SubjectPublicKeyInfo))
    file.flush()
    public = import_public_rsa_key_from_file(file.name)
read = lambda **name: factory(token, alg="RS256").verify_compact(token, keys=[RSAKey(**name).load_key(public)])

assert read(kid="k1") == {"sub": "ada"}
try:
    raise SystemExit(f"changed: it reads {read()}")
except Exception as error:
    print(f"{type(error).__name__}: {error}")
    assert type(error).__name__ == "NoSuitableSigningKeys"
PYTHON
