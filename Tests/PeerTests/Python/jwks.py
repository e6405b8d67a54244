# Part of jwt-kms. Copyright 2026 the jwt-kms authors.
# SPDX-License-Identifier: Apache-2.0
"""Verifies tokens by a JWK Set as services do. Standard input is a JSON object: `jwks`, the set as it is published, and
`tokens`. Writes one JSON line a library and token: `library`, `index` of the token, and its `sub`, null where the library
refuses it.

PyJWT's PyJWKClient fetches the set over HTTP, from a server that is started here.
"""

import http.server
import json
import sys
import threading
import warnings

import joserfc.errors
import joserfc.jwk
import joserfc.jwt
import jwt

# joserfc warns of `EdDSA`, which RFC 9864 replaces.
warnings.simplefilter("ignore", joserfc.errors.SecurityWarning)
given = json.load(sys.stdin)


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = given["jwks"].encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/jwk-set+json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def pyjwt(client, token):
    key = client.get_signing_key_from_jwt(token)
    # The algorithm is the key's, never the token's.
    return jwt.decode(token, key, algorithms=[key.algorithm_name])["sub"]


def of_joserfc(keys, token):
    algorithms = [key.alg for key in keys.keys]
    return joserfc.jwt.decode(token, keys, algorithms=algorithms).claims["sub"]


def attempt(verify, keys, token):
    try:
        return verify(keys, token)
    except (jwt.exceptions.PyJWTError, joserfc.errors.JoseError, ValueError):
        return None


def main():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    client = jwt.PyJWKClient(f"http://127.0.0.1:{server.server_address[1]}/.well-known/jwks.json")
    keys = joserfc.jwk.KeySet.import_key_set(json.loads(given["jwks"]))
    for library, verify, source in (("PyJWT", pyjwt, client), ("joserfc", of_joserfc, keys)):
        for index, token in enumerate(given["tokens"]):
            print(json.dumps({"library": library, "index": index, "sub": attempt(verify, source, token)}))
    server.shutdown()


main()
