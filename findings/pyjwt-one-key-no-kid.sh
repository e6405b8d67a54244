#!/bin/bash
# PyJWT's PyJWKClient finds no key for a token without a kid, not even in a set of one key
#
# Library: PyJWT 2.15.1 (PyPI), PyJWKClient.get_signing_key_from_jwt. The set comes from a server on loopback.
# Input: an ES256 token without "kid", and a JWK Set with one key, which has a kid and made the token's signature.
# Valid by: RFC 7515 section 4.1.4: the kid is optional. OpenID Connect Core 1.0 section 10.1 asks for one only if the
#   set has several keys.
# Seen: PyJWKClientError: Unable to find a signing key that matches: "None". With the kid in the header the key is found.
# Our users: the guide "Who can read your tokens", column "no kid". Our tokens have a kid unless it is left out on purpose.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --root-user-action ignore --no-warn-conflicts \
    --target "$folder" PyJWT==2.15.1 cryptography==50.0.2
PYTHONPATH="$folder" python3 -S -W ignore - <<'PYTHON'
import http.server
import json
import threading

import jwt
from cryptography.hazmat.primitives.asymmetric import ec

key = ec.generate_private_key(ec.SECP256R1())
public = jwt.algorithms.ECAlgorithm(jwt.algorithms.ECAlgorithm.SHA256).to_jwk(key.public_key(), as_dict=True)
keys = json.dumps({"keys": [{**public, "alg": "ES256", "use": "sig", "kid": "only"}]}).encode()


class Issuer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(keys)

    def log_message(self, *_):
        pass


server = http.server.HTTPServer(("127.0.0.1", 0), Issuer)
threading.Thread(target=server.serve_forever, daemon=True).start()
client = jwt.PyJWKClient(f"http://127.0.0.1:{server.server_port}/jwks.json")


def read(**header):
    token = jwt.encode({"sub": "ada"}, key, algorithm="ES256", headers=header)
    return jwt.decode(token, client.get_signing_key_from_jwt(token), algorithms=["ES256"])


assert read(kid="only") == {"sub": "ada"}
try:
    raise SystemExit(f"changed: it reads {read()}")
except jwt.PyJWKClientError as error:
    print(error)
    assert "Unable to find a signing key" in str(error)
PYTHON
