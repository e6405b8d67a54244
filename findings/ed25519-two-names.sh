#!/bin/bash
# The same Ed25519 signature has two names, and two libraries know one each, not the same one
#
# Libraries: superjwt 0.8.0 and PyJWT 2.15.1 (PyPI); cryptography 50.0.2 makes the key.
# Input: two tokens of one Ed25519 key: alg "EdDSA" (RFC 8037 section 3.1) and alg "Ed25519" (RFC 9864 section 2.2).
# Valid by: both RFCs. RFC 9864 deprecates the first name; the signatures are made in the same way.
# Seen: superjwt reads Ed25519 and says: JWS Algorithm 'EdDSA' is not yet implemented. PyJWT reads EdDSA and says of
#   Ed25519: Algorithm not supported. No token serves readers with the one and with the other.
# Our users: the guide "Who can read your tokens", columns EdDSA and Ed25519.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --root-user-action ignore --no-warn-conflicts \
    --target "$folder" superjwt==0.8.0 PyJWT==2.15.1 cryptography==50.0.2
PYTHONPATH="$folder" python3 -S -W ignore - <<'PYTHON'
import base64
import time

import jwt
import superjwt
from cryptography.hazmat.primitives import serialization as form
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

key = Ed25519PrivateKey.generate()
pem = key.public_key().public_bytes(form.Encoding.PEM, form.PublicFormat.SubjectPublicKeyInfo).decode()
part = lambda value: base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def token(name):
    now = int(time.time())
    text = part(b'{"alg":"%s","typ":"JWT"}' % name.encode())
    text += "." + part(b'{"sub":"ada","iat":%d,"exp":%d}' % (now - 60, now + 600))
    return f"{text}.{part(key.sign(text.encode()))}"


readers = {
    "superjwt": lambda name: superjwt.decode(token(name), pem, name).sub,
    "PyJWT": lambda name: jwt.decode(token(name), pem, algorithms=[name])["sub"],
}
for library, known, unknown in (("superjwt", "Ed25519", "EdDSA"), ("PyJWT", "EdDSA", "Ed25519")):
    assert readers[library](known) == "ada"
    try:
        readers[library](unknown)
    except Exception as error:
        print(f"{library}, {unknown}: {type(error).__name__}: {error}")
        assert "not yet implemented" in str(error) or "not supported" in str(error)
    else:
        raise SystemExit(f"changed: {library} reads {unknown}")
PYTHON
