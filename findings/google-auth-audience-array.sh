#!/bin/bash
# google-auth rejects a token for several audiences
#
# Library: google-auth 2.63.0 (PyPI), google.auth.jwt.decode.
# Input: an RS256 token, signed by google-auth itself, whose "aud" is the array ["api", "web"]; the reader expects "api".
# Valid by: RFC 7519 section 4.1.3. "aud" may be an array, and a reader accepts the token if it finds itself in it.
# Seen: InvalidValue: Token has wrong audience ['api', 'web'], expected one of ['api']. The library compares the array as a
#   whole with the names that it expects. The same token with the string "api" is accepted. The reader can take the claims
#   without audience=... and look into the array itself.
# Our users: the guide "Who can read your tokens", column "aud array".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --root-user-action ignore --no-warn-conflicts \
    --target "$folder" google-auth==2.63.0 cryptography==50.0.2
PYTHONPATH="$folder" python3 -S -W ignore - <<'PYTHON'
import time

from cryptography.hazmat.primitives import serialization as form
from cryptography.hazmat.primitives.asymmetric import rsa
from google.auth import crypt, exceptions, jwt

key = rsa.generate_private_key(65537, 2048)
signer = crypt.RSASigner.from_string(
    key.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption()))
public = key.public_key().public_bytes(form.Encoding.PEM, form.PublicFormat.SubjectPublicKeyInfo)
now = int(time.time())


def read(audience):
    token = jwt.encode(signer, {"iat": now, "exp": now + 600, "aud": audience})
    return jwt.decode(token, certs=public, audience="api")


assert read("api")["aud"] == "api"
try:
    raise SystemExit(f"changed: it reads {read(['api', 'web'])}")
except exceptions.InvalidValue as error:
    print(error)
    assert "wrong audience" in str(error)
PYTHON
