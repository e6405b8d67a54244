#!/usr/bin/env python3
# Part of jwt-kms. Copyright 2026 the jwt-kms authors.
# SPDX-License-Identifier: Apache-2.0
"""Writes token.json: a token in the form of x-amzn-oidc-data, made with Python's own base64 and `cryptography`."""

import base64
import json
import pathlib

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature


def part(data: bytes) -> str:
    # With padding, as the load balancer writes it.
    return base64.urlsafe_b64encode(data).decode()


key = ec.generate_private_key(ec.SECP256R1())
signer = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/web/50dc6c495c0c9188"
header = {
    "typ": "JWT", "kid": "6f9c1e0e-6b6e-4c43-9a0c-3f3b0a8a7c11", "alg": "ES256",
    "iss": "https://issuer.example", "client": "web-client", "signer": signer, "exp": 4000000000,
}
payload = {"sub": "ada", "email": "ada@example.com", "exp": 4000000000, "iss": "https://issuer.example"}
signed = part(json.dumps(header).encode()) + "." + part(json.dumps(payload).encode())
r, s = decode_dss_signature(key.sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
token = signed + "." + part(r.to_bytes(32, "big") + s.to_bytes(32, "big"))
pem = key.public_key().public_bytes(
    serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()
file = pathlib.Path(__file__).with_name("token.json")
file.write_text(json.dumps({"token": token, "pem": pem, "signer": signer, "kid": header["kid"]}, indent=2) + "\n")
