# Part of jwt-kms. Copyright 2026 the jwt-kms authors.
# SPDX-License-Identifier: Apache-2.0
"""A server that believes botocore: it signs each request anew with botocore's own signer and refuses a difference.

Usage: sigv4_server.py ACCESS_KEY_ID SECRET [SESSION_TOKEN]. Writes its port as the first line, then serves until it is
ended. A good request is answered with what it was: operation, region, service and the headers that were signed.
"""

import http.server
import json
import re
import sys

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

CREDENTIALS = Credentials(*sys.argv[1:4])
MUST_BE_SIGNED = ["host", "x-amz-date", "x-amz-target", "x-amz-security-token", "content-type"]
AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 Credential=([^/]+)/(\d{8})/([^/]+)/([^/]+)/aws4_request, SignedHeaders=(\S+), Signature=(\w+)")


def check(method, path, headers, body):
    """What a good request was; raises ValueError for another."""
    match = AUTHORIZATION.fullmatch(headers.get("authorization", ""))
    if not match:
        raise ValueError("the Authorization header has another form")
    key, day, region, service, names, signature = match.groups()
    signed = names.split(";")
    missing = [name for name in MUST_BE_SIGNED if name in headers and name not in signed]
    if missing or key != CREDENTIALS.access_key or headers.get("x-amz-security-token") != CREDENTIALS.token:
        raise ValueError(f"unsigned: {missing}, or other credentials")
    if not headers.get("x-amz-date", "").startswith(day):
        raise ValueError("another day is signed than is said")
    request = AWSRequest(
        method=method, url=f"http://{headers['host']}{path}", headers={name: headers[name] for name in signed},
        data=body)
    request.context["timestamp"] = headers["x-amz-date"]
    signer = SigV4Auth(CREDENTIALS, service, region)
    expected = signer.signature(signer.string_to_sign(request, signer.canonical_request(request)), request)
    if expected != signature:
        raise ValueError(f"botocore signs otherwise:\n{signer.canonical_request(request)}")
    return {"service": service, "region": region, "signed": signed, "path": path}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        headers = {}
        for name, value in self.headers.items():
            headers[name.lower()] = f"{headers[name.lower()]},{value}" if name.lower() in headers else value
        body = self.rfile.read(int(headers.get("content-length", 0)))
        try:
            answer = json.dumps({"Keys": [{"KeyId": json.dumps(check("POST", self.path, headers, body))}]})
            self.answer(200, answer)
        except (ValueError, KeyError) as error:
            self.answer(400, json.dumps({"__type": "InvalidSignatureException", "message": str(error)}))

    def answer(self, status, text):
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *arguments):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_port, flush=True)
server.serve_forever()
