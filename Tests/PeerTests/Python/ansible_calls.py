# Part of jwt-kms. Copyright 2026 the jwt-kms authors.
# SPDX-License-Identifier: Apache-2.0
"""Makes and deletes keys of three kinds by Ansible's modules kms_key and kms_key_info.

Usage: ansible_calls.py URL TOOLS, where TOOLS is the environment with Ansible. Writes one JSON line a kind of key: its
name, and `departs`: what Ansible said, if it failed, or the keys that it left behind.
"""

import json
import os
import subprocess
import sys
import tempfile

import boto3

URL, TOOLS = sys.argv[1:3]
# It makes no HMAC keys.
KINDS = {"EC": ("ECC_NIST_P256", "SIGN_VERIFY", "Sign"), "RSA": ("RSA_2048", "SIGN_VERIFY", "Sign"),
         "symmetric": ("SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT", "Encrypt")}
PLAYBOOK = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "Tools", "keys.yml")


def play(kind, home):
    spec, usage, operation = KINDS[kind]
    variables = {"alias": kind, "key_spec": spec, "key_usage": usage, "operation": operation}
    environment = {
        "PATH": f"{TOOLS}/bin:{os.environ['PATH']}", "HOME": home, "LANG": "C.UTF-8", "AWS_ENDPOINT_URL_KMS": URL,
        "AWS_ACCESS_KEY_ID": "111122223333", "AWS_SECRET_ACCESS_KEY": "any", "AWS_EC2_METADATA_DISABLED": "true",
        "ANSIBLE_COLLECTIONS_PATH": f"{TOOLS}/collections", "ANSIBLE_LOCALHOST_WARNING": "false"}
    run = subprocess.run(
        [f"{TOOLS}/bin/ansible-playbook", "--inventory", "localhost,", "--extra-vars", json.dumps(variables), PLAYBOOK],
        env=environment, capture_output=True, text=True, check=False)
    return None if run.returncode == 0 else run.stdout + run.stderr


def left_behind():
    kms = boto3.client("kms", endpoint_url=URL, region_name="us-east-1", aws_access_key_id="111122223333",
                       aws_secret_access_key="any")
    states = [kms.describe_key(KeyId=key["KeyId"])["KeyMetadata"]["KeyState"] for key in kms.list_keys()["Keys"]]
    return [state for state in states if state != "PendingDeletion"]


with tempfile.TemporaryDirectory() as folder:
    for name in KINDS:
        print(json.dumps({"name": name, "departs": play(name, folder)}))
print(json.dumps({"name": "keys that were left behind", "departs": ", ".join(left_behind()) or None}))
