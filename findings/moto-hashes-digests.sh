#!/bin/bash
# moto hashes what it is told is a digest, so its signatures of digests verify nowhere else
#
# Library: moto 5.2.5 under boto3 1.44.5 (PyPI); cryptography 50.0.2 verifies.
# Input: kms.sign of the SHA-256 digest of a message with MessageType=DIGEST and an ECC_NIST_P256 key.
# Valid by: AWS KMS API Reference, Sign, MessageType: with DIGEST the message is used as the digest and is not hashed.
# Seen: the signature does not verify for the message. It verifies for the digest, as if that were the message. With
#   MessageType=RAW and the message itself the signature is right.
# Our users: the guide "Develop locally" tells to set sendsDigest to false with moto.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --root-user-action ignore --no-warn-conflicts \
    --target "$folder" 'moto[kms]==5.2.5' boto3==1.44.5 botocore==1.44.8 cryptography==50.0.2
PYTHONPATH="$folder" python3 -S -W ignore - <<'PYTHON'
import hashlib
import os

import boto3
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_der_public_key
from moto import mock_aws

os.environ.update(AWS_ACCESS_KEY_ID="testing", AWS_SECRET_ACCESS_KEY="testing", AWS_DEFAULT_REGION="us-east-1")
message = b"header.claims"
digest = hashlib.sha256(message).digest()


def verifies(public, signature, data):
    try:
        public.verify(signature, data, ec.ECDSA(hashes.SHA256()))
        return True
    except InvalidSignature:
        return False


with mock_aws():
    kms = boto3.client("kms")
    key = kms.create_key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["KeyId"]
    public = load_der_public_key(kms.get_public_key(KeyId=key)["PublicKey"])
    sign = lambda data, kind: kms.sign(
        KeyId=key, Message=data, MessageType=kind, SigningAlgorithm="ECDSA_SHA_256")["Signature"]
    assert verifies(public, sign(message, "RAW"), message)
    signature = sign(digest, "DIGEST")
    seen = verifies(public, signature, message), verifies(public, signature, digest)
    print("of the message: {}; of the digest as if it were a message: {}".format(*seen))
    if seen != (False, True):
        raise SystemExit("changed")
PYTHON
