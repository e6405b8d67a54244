#!/bin/bash
# moto answers SignatureValid: false where AWS KMS answers with an error
#
# Library: moto 5.2.5 under boto3 1.44.5 (PyPI).
# Input: kms.verify of a right signature and another message.
# Valid by: AWS KMS API Reference, Verify, SignatureValid: a signature that is not verified is answered with
#   KMSInvalidSignatureException. A false does not occur there.
# Seen: no error, and {"SignatureValid": false}. Code that was written against moto looks at the boolean alone, and meets an
#   exception in AWS; code that catches the exception alone finds in moto that all tokens are good.
# Our users: the guide "Develop locally". A client of ours takes both answers for a bad token.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --root-user-action ignore --no-warn-conflicts \
    --target "$folder" 'moto[kms]==5.2.5' boto3==1.44.5 botocore==1.44.8 cryptography==50.0.2
PYTHONPATH="$folder" python3 -S -W ignore - <<'PYTHON'
import os

import boto3
from moto import mock_aws

os.environ.update(AWS_ACCESS_KEY_ID="testing", AWS_SECRET_ACCESS_KEY="testing", AWS_DEFAULT_REGION="us-east-1")
with mock_aws():
    kms = boto3.client("kms")
    key = kms.create_key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["KeyId"]
    common = {"KeyId": key, "MessageType": "RAW", "SigningAlgorithm": "ECDSA_SHA_256"}
    signature = kms.sign(Message=b"one", **common)["Signature"]
    assert kms.verify(Message=b"one", Signature=signature, **common)["SignatureValid"] is True
    try:
        valid = kms.verify(Message=b"two", Signature=signature, **common)["SignatureValid"]
    except kms.exceptions.KMSInvalidSignatureException:
        raise SystemExit("changed: moto answers with the error")
    print(f"SignatureValid: {valid}")
    if valid is not False:
        raise SystemExit("changed")
PYTHON
