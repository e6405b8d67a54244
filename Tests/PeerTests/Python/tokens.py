# Part of jwt-kms. Copyright 2026 the jwt-kms authors.
# SPDX-License-Identifier: Apache-2.0
"""Signs and verifies with PyJWT, joserfc and cryptography. A list of tasks is JSON on standard input, and the list of
answers is JSON on standard output. A task is an object: `do`, and what that takes.

    algorithms   library                                        the algorithms that the library has, sorted
    sign         library, claims, KEY, algorithm, kid           a token
    verify       library, token, KEY, algorithm                 its claims; null where the library refuses it
    thumbprint   KEY, algorithm                                 the RFC 7638 thumbprint, also of AKP keys (RFC 9964)
    public_key   algorithm, raw                                 an ML-DSA public key as PEM, of a seed
    sign_bytes   KEY, algorithm, message                        an ML-DSA signature of the message
    verify_bytes KEY, algorithm, message, signature             whether it is one: true or false

`library` is `PyJWT`, `joserfc` or, for ML-DSA, `cryptography`, which has no tokens: for it the token is put together
and taken apart here. KEY is one of `pem` (a private key in PKCS #8 to sign, a public key to verify), `secret` (HMAC, in
base64) and `raw` (ML-DSA: the seed to sign, the public key to verify, in base64). `message` and `signature` are base64.
"""

import base64
import hashlib
import json
import sys
import warnings

import joserfc.jwk
import joserfc.jws
import joserfc.jwt
import jwt
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import mldsa
from cryptography.hazmat.primitives.serialization import (
    Encoding, PublicFormat, load_pem_private_key, load_pem_public_key)

# joserfc warns of `EdDSA`, which RFC 9864 replaces.
warnings.simplefilter("ignore", joserfc.errors.SecurityWarning)
ML_DSA = {
    "ML-DSA-44": (mldsa.MLDSA44PrivateKey, mldsa.MLDSA44PublicKey),
    "ML-DSA-65": (mldsa.MLDSA65PrivateKey, mldsa.MLDSA65PublicKey),
    "ML-DSA-87": (mldsa.MLDSA87PrivateKey, mldsa.MLDSA87PublicKey),
}
KEY_TYPES = {"RS": joserfc.jwk.RSAKey, "PS": joserfc.jwk.RSAKey, "ES": joserfc.jwk.ECKey, "Ed": joserfc.jwk.OKPKey,
             "HS": joserfc.jwk.OctKey}


def base64url(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def from_base64url(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def key_of(algorithm, pem=None, secret=None):
    """joserfc's key."""
    return KEY_TYPES[algorithm[:2]].import_key(pem or base64.b64decode(secret))


def ml_dsa_key(is_private, algorithm, pem=None, raw=None):
    """cryptography's key, which must be one of the algorithm that was named."""
    kind = ML_DSA[algorithm][0 if is_private else 1]
    if pem:
        key = load_pem_private_key(pem.encode(), None) if is_private else load_pem_public_key(pem.encode())
    else:
        key = (kind.from_seed_bytes if is_private else kind.from_public_bytes)(base64.b64decode(raw))
    if not isinstance(key, kind):
        raise ValueError(f"the key is not one of {algorithm}")
    return key


def sign_bytes(algorithm, message, **key):
    return base64.b64encode(ml_dsa_key(True, algorithm, **key).sign(base64.b64decode(message))).decode()


def verify_bytes(algorithm, message, signature, **key):
    try:
        ml_dsa_key(False, algorithm, **key).verify(base64.b64decode(signature), base64.b64decode(message))
        return True
    except InvalidSignature:
        return False


def public_key(algorithm, raw):
    key = ml_dsa_key(True, algorithm, raw=raw).public_key()
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def sign(library, claims, algorithm, kid, **key):
    header = {"alg": algorithm, "kid": kid}
    if library == "PyJWT":
        secret = key.get("pem") or base64.b64decode(key["secret"])
        return jwt.encode(claims, secret, algorithm=algorithm, headers={"kid": kid})
    if library == "joserfc":
        return joserfc.jwt.encode(header, claims, key_of(algorithm, **key), algorithms=[algorithm])
    signing_input = ".".join(base64url(json.dumps(part).encode()) for part in (header, claims)).encode()
    return f"{signing_input.decode()}.{base64url(ml_dsa_key(True, algorithm, **key).sign(signing_input))}"


def verify(library, token, algorithm, **key):
    try:
        if library == "PyJWT":
            return jwt.decode(token, key.get("pem") or base64.b64decode(key["secret"]), algorithms=[algorithm])
        if library == "joserfc":
            return joserfc.jwt.decode(token, key_of(algorithm, **key), algorithms=[algorithm]).claims
    except (jwt.exceptions.InvalidTokenError, joserfc.errors.JoseError):
        return None
    header, payload, signature = token.split(".")
    if json.loads(from_base64url(header))["alg"] != algorithm:
        return None
    try:
        ml_dsa_key(False, algorithm, **key).verify(from_base64url(signature), f"{header}.{payload}".encode())
    except InvalidSignature:
        return None
    return json.loads(from_base64url(payload))


def thumbprint(algorithm, **key):
    if algorithm not in ML_DSA:
        return key_of(algorithm, **key).thumbprint()
    public = base64url(ml_dsa_key(False, algorithm, **key).public_bytes_raw())
    members = json.dumps({"alg": algorithm, "kty": "AKP", "pub": public}, separators=(",", ":"))
    return base64url(hashlib.sha256(members.encode()).digest())


def algorithms(library):
    names = {"PyJWT": jwt.algorithms.get_default_algorithms(), "joserfc": joserfc.jws.JWSRegistry.algorithms,
             "cryptography": ML_DSA}
    return sorted(names[library])


CALLS = {call.__name__: call
         for call in (algorithms, sign, verify, thumbprint, public_key, sign_bytes, verify_bytes)}

tasks = json.load(sys.stdin)
json.dump([CALLS[task.pop("do")](**task) for task in tasks], sys.stdout)
