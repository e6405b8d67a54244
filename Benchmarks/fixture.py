"""Writes the tokens and keys that every program of the comparison reads."""

import base64
import json
import sys
import time

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

ISSUER = "https://issuer.example"
KID = "bUqWnOV0BUvXlcfAd7dOp8Df1ivmvoVNwMmnMIjdSJU"


def claims():
    now = int(time.time())
    return {
        "iss": ISSUER,
        "sub": "user-0123456789",
        "aud": "https://api.example",
        "exp": now + 30 * 24 * 3600,
        "iat": now,
        "jti": "5f0c1b7e9d2a4c68a1b2c3",
        "scope": "read write",
        "roles": ["admin", "editor", "viewer"],
    }


def many(count):
    """A payload of so many claims, two strings to a number, names and values of lengths that are usual."""
    payload = {"exp": int(time.time()) + 30 * 24 * 3600}
    for number in range(count - 1):
        payload[f"claim_{number:04}"] = 1700000000 + number if number % 3 == 0 else f"value-{number:06}"
    return payload


def case(algorithm, key, payload, kind):
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    token = jwt.encode(payload, private, algorithm=algorithm, headers={"kid": KID})
    body = token.split(".")[1]
    return {
        "algorithm": algorithm,
        "kid": KID,
        "token": token,
        "payload": kind,
        "payloadBytes": len(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))),
        "privateKeyPEM": private.decode(),
        "publicKeyPEM": public.decode(),
    }


def main():
    rsa_key = rsa.generate_private_key(65537, 2048)
    cases = {
        "ES256": case("ES256", ec.generate_private_key(ec.SECP256R1()), claims(), "registered"),
        "RS256": case("RS256", rsa_key, claims(), "registered"),
        "PS256": case("PS256", rsa_key, claims(), "registered"),
        "EdDSA": case("EdDSA", ed25519.Ed25519PrivateKey.generate(), claims(), "registered"),
    }
    for count in (20, 200, 2000):
        cases[f"claims-{count}"] = case("RS256", rsa_key, many(count), "any")
    json.dump({"issuer": ISSUER, "cases": cases}, sys.stdout, indent=1)


if __name__ == "__main__":
    main()
