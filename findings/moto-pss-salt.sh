#!/bin/bash
# moto salts RSA-PSS with as many octets as fit, so that no JOSE library takes its PS256 for a token
#
# Library: moto 5.2.5 under boto3 1.44.5 (PyPI); PyJWT 2.15.1 reads the token.
# Input: kms.sign of a signing input (RAW) with RSASSA_PSS_SHA_256 and an RSA_2048 key.
# Valid by: RFC 7518 section 3.5: the salt of PS256 is as long as the hash, 32 octets. AWS's Developer Guide ("Asymmetric
#   key specs") says the same of RSASSA_PSS_SHA_256: the salt is as long as the digest.
# Seen: PyJWT: Signature verification failed. The salt has 222 octets (256 - 32 - 2), the most for this key.
# Our users: the guide "Develop locally" says that moto's PS256 verifies by moto alone.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --root-user-action ignore --no-warn-conflicts \
    --target "$folder" 'moto[kms]==5.2.5' boto3==1.44.5 botocore==1.44.8 PyJWT==2.15.1 cryptography==50.0.2
PYTHONPATH="$folder" python3 -S -W ignore - <<'PYTHON'
import base64
import os

import boto3
import jwt
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.serialization import load_der_public_key
from moto import mock_aws

os.environ.update(AWS_ACCESS_KEY_ID="testing", AWS_SECRET_ACCESS_KEY="testing", AWS_DEFAULT_REGION="us-east-1")
part = lambda value: base64.urlsafe_b64encode(value).rstrip(b"=").decode()
text = part(b'{"alg":"PS256","typ":"JWT"}') + "." + part(b'{"sub":"ada"}')
with mock_aws():
    kms = boto3.client("kms")
    key = kms.create_key(KeySpec="RSA_2048", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["KeyId"]
    public = load_der_public_key(kms.get_public_key(KeyId=key)["PublicKey"])
    signature = kms.sign(
        KeyId=key, Message=text.encode(), MessageType="RAW", SigningAlgorithm="RSASSA_PSS_SHA_256")["Signature"]
try:
    raise SystemExit(f"changed: {jwt.decode(f'{text}.{part(signature)}', public, algorithms=['PS256'])}")
except jwt.InvalidSignatureError as error:
    print(error)
public.verify(
    signature, text.encode(), padding.PSS(padding.MGF1(hashes.SHA256()), 256 - 32 - 2), hashes.SHA256())
print("the salt has 222 octets")
PYTHON
