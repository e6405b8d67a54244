#!/bin/bash
# Two libraries verify ML-DSA-65, and no one form of the public key serves both
#
# Libraries: webtoken 0.5.0 and pyjosers 0.2.0 (PyPI, both with a core in Rust); cryptography 50.0.2 makes key and signature.
# Input: one ML-DSA-65 token, with its public key as PEM (SubjectPublicKeyInfo) and as a JWK of type AKP.
# Valid by: RFC 9964 (alg, kty AKP with pub) and RFC 9881 section 4 (the SubjectPublicKeyInfo).
# Seen: webtoken verifies with the PEM and says of the JWK: Unsupported key type for raw extraction: AKP. pyjosers verifies
#   with the JWK and says of the PEM: unsupported SPKI algorithm OID: 2.16.840.1.101.3.4.3.18.
# Our users: the guide "Who can read your tokens" says to hand out both forms.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --root-user-action ignore --no-warn-conflicts \
    --target "$folder" webtoken==0.5.0 pyjosers==0.2.0 cryptography==50.0.2
PYTHONPATH="$folder" python3 -S -W ignore - <<'PYTHON'
import base64
import json

import webtoken
from cryptography.hazmat.primitives import serialization as form
from cryptography.hazmat.primitives.asymmetric import mldsa
from pyjosers import jwk, jwt

key = mldsa.MLDSA65PrivateKey.generate()
part = lambda value: base64.urlsafe_b64encode(value).rstrip(b"=").decode()
text = part(b'{"alg":"ML-DSA-65","typ":"JWT"}') + "." + part(b'{"sub":"ada","exp":4102444800}')
token = f"{text}.{part(key.sign(text.encode()))}"
public = key.public_key()
pem = public.public_bytes(form.Encoding.PEM, form.PublicFormat.SubjectPublicKeyInfo).decode()
akp = {"kty": "AKP", "alg": "ML-DSA-65",
       "pub": part(public.public_bytes(form.Encoding.Raw, form.PublicFormat.Raw))}


def webtoken_reads(form):
    return webtoken.decode(token, form, algorithms=["ML-DSA-65"])["sub"]


def pyjosers_reads(form):
    return jwt.decode(token, form, validation=jwt.Validation(allowed_algorithms=["ML-DSA-65"]))["sub"]


def refused(read, words):
    try:
        read()
    except Exception as error:
        print(f"{type(error).__name__}: {error}")
        assert words in str(error)
    else:
        raise SystemExit("changed: it is read now")


assert webtoken_reads(pem) == "ada"
refused(lambda: webtoken_reads(webtoken.PyJWK(akp)), "AKP")
assert pyjosers_reads(jwk.JWK.from_json(json.dumps(akp))) == "ada"
refused(lambda: pyjosers_reads(jwk.JWK.from_pem(pem.encode())), "2.16.840.1.101.3.4.3.18")
PYTHON
