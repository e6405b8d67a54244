# Part of jwt-kms. Copyright 2026 the jwt-kms authors.
# SPDX-License-Identifier: Apache-2.0
"""Runs Cloud Custodian's filters of KMS keys over keys of four kinds.

Usage: custodian_calls.py URL TOOLS, where TOOLS is the environment with Custodian. Writes one JSON line a policy: its name,
and `departs`: which keys it found, if not the expected ones.
"""

import http.server
import json
import os
import subprocess
import sys
import tempfile
import threading

import boto3

URL, TOOLS = sys.argv[1:3]
KINDS = {"EC": ("ECC_NIST_P256", "SIGN_VERIFY"), "RSA": ("RSA_2048", "SIGN_VERIFY"),
         "HMAC": ("HMAC_256", "GENERATE_VERIFY_MAC"), "symmetric": ("SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT")}
POLICIES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "Tools", "custodian.yml")
OPEN = json.dumps({"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "kms:*", "Resource": "*"}]})
EXPECTED = {"many-grants": ["EC", "symmetric"], "not-rotated": ["EC", "HMAC", "RSA"],
            "never-rotated": ["EC", "HMAC", "RSA", "symmetric"], "unused": ["HMAC", "RSA", "symmetric"],
            "last-signed": ["EC"], "open-to-others": ["RSA"]}
TAGS = b'{"ResourceTagMappingList":[],"PaginationToken":""}'
IDENTITY = (b"<GetCallerIdentityResponse><GetCallerIdentityResult><Account>111122223333</Account>"
            b"</GetCallerIdentityResult></GetCallerIdentityResponse>")


class Others(http.server.BaseHTTPRequestHandler):
    """The services that Custodian asks beside KMS: for tags of resources, of which there are none, and STS for the account."""

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        body = TAGS if "X-Amz-Target" in self.headers else IDENTITY
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def make_keys():
    kms = boto3.client("kms", endpoint_url=URL, region_name="us-east-1", aws_access_key_id="111122223333",
                       aws_secret_access_key="any")
    names = {}
    for name, (spec, usage) in KINDS.items():
        key = kms.create_key(KeySpec=spec, KeyUsage=usage)["KeyMetadata"]["KeyId"]
        names[key] = name
        kms.create_alias(AliasName=f"alias/{name}", TargetKeyId=key)
        for number in range(2 if name in EXPECTED["many-grants"] else 1):
            kms.create_grant(KeyId=key, GranteePrincipal=f"arn:aws:iam::111122223333:role/{number}",
                             Operations=["DescribeKey"])
    kms.enable_key_rotation(KeyId=next(key for key, name in names.items() if name == "symmetric"))
    kms.put_key_policy(KeyId=next(key for key, name in names.items() if name == "RSA"), Policy=OPEN)
    kms.sign(KeyId="alias/EC", Message=b"m", SigningAlgorithm="ECDSA_SHA_256")
    return names


def found(folder, policy, names):
    path = os.path.join(folder, policy, "resources.json")
    if not os.path.exists(path):
        return None
    with open(path, encoding="utf-8") as file:
        return sorted(names[entry.get("TargetKeyId") or entry["KeyId"]] for entry in json.load(file))


def main():
    names = make_keys()
    others = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Others)
    threading.Thread(target=others.serve_forever, daemon=True).start()
    elsewhere = f"http://127.0.0.1:{others.server_port}"
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            "PATH": os.environ["PATH"], "HOME": folder, "AWS_ENDPOINT_URL_KMS": URL, "AWS_ENDPOINT_URL": elsewhere,
            "AWS_ACCESS_KEY_ID": "111122223333", "AWS_SECRET_ACCESS_KEY": "any", "AWS_MAX_ATTEMPTS": "1",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_EC2_METADATA_DISABLED": "true"}
        run = subprocess.run(
            [f"{TOOLS}/bin/custodian", "run", "--cache-period", "0", "--region", "us-east-1", "--output-dir", folder,
             POLICIES], env=environment, capture_output=True, text=True, check=False)
        for policy, expected in EXPECTED.items():
            answer = found(folder, policy, names)
            departs = None if answer == expected else f"found {answer}, expected {expected}: {run.stderr}"
            print(json.dumps({"name": policy, "departs": departs}))


main()
