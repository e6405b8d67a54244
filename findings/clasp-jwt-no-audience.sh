#!/bin/bash
# clasp-jwt has no way to expect an audience, so it reads no token that has one
#
# Library: clasp-jwt 0.1.0 (PyPI); PyJWT 2.15.1 makes and also reads the tokens.
# Input: two RS256 tokens of one key, one with "aud": "api" and one without.
# Valid by: RFC 7519 section 4.1.3. A reader must reject a token whose audience it is not, so that it needs a way to be
#   told its own name. AsymmetricKey.verify takes the token alone.
# Seen: RuntimeError: verification failed: InvalidAudience. The token without an audience is read.
# Our users: the guide "Who can read your tokens", column "aud array", and its advice.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --root-user-action ignore --no-warn-conflicts \
    --target "$folder" clasp-jwt==0.1.0 PyJWT==2.15.1 cryptography==50.0.2
PYTHONPATH="$folder" python3 -S -W ignore - <<'PYTHON'
import inspect
import json
import time

import jwt
from clasp import AsymmetricKey
from cryptography.hazmat.primitives import serialization as form
from cryptography.hazmat.primitives.asymmetric import rsa

key = rsa.generate_private_key(65537, 2048)
pem = key.public_key().public_bytes(form.Encoding.PEM, form.PublicFormat.SubjectPublicKeyInfo)
reader = AsymmetricKey.from_rsa_pem(pem, "RS256")
assert list(inspect.signature(reader.verify).parameters) == ["token"]


def read(**claims):
    return json.loads(reader.verify(jwt.encode({"exp": int(time.time()) + 600, **claims}, key, algorithm="RS256")))


assert read(sub="ada")["sub"] == "ada"
try:
    raise SystemExit(f"changed: it reads {read(aud='api')}")
except RuntimeError as error:
    print(error)
    assert "InvalidAudience" in str(error)
PYTHON
