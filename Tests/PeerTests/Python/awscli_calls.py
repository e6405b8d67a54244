# Part of jwt-kms. Copyright 2026 the jwt-kms authors.
# SPDX-License-Identifier: Apache-2.0
"""Drives every operation of a KMS by the AWS CLI, which finds it by `AWS_ENDPOINT_URL_KMS` and nothing else.

Usage: awscli_calls.py URL AWS, where AWS is the program. Writes one JSON line a command: its words, the exit code, and
`departs`: what was expected, where something else came.
"""

import base64
import json
import os
import re
import subprocess
import sys
import tempfile

URL, AWS = sys.argv[1:3]
FOLDER = tempfile.TemporaryDirectory()
ENVIRONMENT = {"PATH": os.environ["PATH"], "HOME": FOLDER.name, "AWS_ENDPOINT_URL_KMS": URL, "AWS_REGION": "us-east-1",
               "AWS_DEFAULT_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test",
               "AWS_EC2_METADATA_DISABLED": "true", "AWS_MAX_ATTEMPTS": "1"}
# What the AWS CLI ends with where the service refused.
REFUSED = 255
POLICY = '{"Version":"2012-10-17","Statement":[]}'
records = []


def file(name, data):
    path = os.path.join(FOLDER.name, name)
    with open(path, "wb") as opened:
        opened.write(data)
    return f"fileb://{path}"


def aws(*words, expecting=None, region=None, refusal=None):
    """Runs `aws kms` once and records it.

    expecting: what the output must hold: members and their values, those of inner objects as `KeyMetadata.KeyState`;
        None where there must be no output.
    refusal: the code of the error that must come instead.
    """
    run = subprocess.run([AWS, "kms", *words, *(["--region", region] if region else [])], env=ENVIRONMENT,
                         capture_output=True, text=True, cwd=FOLDER.name, check=False)
    output = json.loads(run.stdout) if run.stdout.strip() else None
    if refusal:
        said = re.search(r"An error occurred \((\w+)\) when calling the (\w+) operation", run.stderr)
        fits = run.returncode == REFUSED and said and said.group(1) == refusal and output is None
    elif expecting is None:
        fits = run.returncode == 0 and output is None
    else:
        fits = run.returncode == 0 and all(
            member(output, path) == value for path, value in expecting.items())
    shown = [word if len(word) < 60 else f"{word[:57]}..." for word in words]
    records.append({
        "name": " ".join(shown), "operation": words[0], "code": run.returncode,
        "departs": None if fits else f"expected {refusal or expecting}, got {output}, {run.stderr.strip()}"})
    return output


def member(output, path):
    for name in path.split("."):
        output = (output or {}).get(name)
    return output


def main():
    metadata = aws("create-key", "--key-spec", "ECC_NIST_P256", "--key-usage", "SIGN_VERIFY", "--tags",
                   "TagKey=team,TagValue=a", "--description", "signs sessions",
                   expecting={"KeyMetadata.KeySpec": "ECC_NIST_P256", "KeyMetadata.KeyState": "Enabled"})["KeyMetadata"]
    key, arn = metadata["KeyId"], metadata["Arn"]
    aliases(key, arn)
    signing(arn)
    macs()
    managing(key, arn)
    grants(key, arn)
    symmetric()
    replicas()
    states(key, arn)


def aliases(key, arn):
    aws("create-alias", "--alias-name", "alias/cli", "--target-key-id", key)
    aws("create-alias", "--alias-name", "alias/cli", "--target-key-id", key, refusal="AlreadyExistsException")
    aws("describe-key", "--key-id", "alias/cli", expecting={"KeyMetadata.Arn": arn, "KeyMetadata.Enabled": True})
    other = aws("create-key", "--key-spec", "RSA_2048", "--key-usage", "SIGN_VERIFY",
                expecting={"KeyMetadata.KeyUsage": "SIGN_VERIFY"})["KeyMetadata"]
    aws("update-alias", "--alias-name", "alias/cli", "--target-key-id", other["Arn"])
    aws("describe-key", "--key-id", "alias/cli", expecting={"KeyMetadata.KeyId": other["KeyId"]})
    aws("update-alias", "--alias-name", "alias/cli", "--target-key-id", key)
    listed = aws("list-aliases", "--key-id", key, expecting={})["Aliases"][0]
    records[-1]["departs"] = None if listed["AliasName"] == "alias/cli" and listed["TargetKeyId"] == key else f"{listed}"
    for number in range(3):
        aws("create-alias", "--alias-name", f"alias/page/{number}", "--target-key-id", key)
    # The AWS CLI follows the markers by itself.
    pages = aws("list-aliases", "--page-size", "2", expecting={})["Aliases"]
    records[-1]["departs"] = None if len(pages) == 4 else f"{len(pages)} of 4 aliases"
    aws("delete-alias", "--alias-name", "alias/page/0")
    aws("describe-key", "--key-id", "alias/page/0", refusal="NotFoundException")


def signing(arn):
    message = file("message", b"a message")
    aws("get-public-key", "--key-id", "alias/cli",
        expecting={"KeyId": arn, "KeySpec": "ECC_NIST_P256", "KeyUsage": "SIGN_VERIFY",
                   "SigningAlgorithms": ["ECDSA_SHA_256"]})
    request = ["--key-id", "alias/cli", "--message", message, "--message-type", "RAW", "--signing-algorithm",
               "ECDSA_SHA_256"]
    answer = aws("sign", *request, expecting={"KeyId": arn, "SigningAlgorithm": "ECDSA_SHA_256"})
    signature = file("signature", base64.b64decode(answer["Signature"]))
    aws("verify", *request, "--signature", signature, expecting={"KeyId": arn, "SignatureValid": True})
    request[3] = file("other", b"another message")
    aws("verify", *request, "--signature", signature, refusal="KMSInvalidSignatureException")
    aws("sign", *request, "--dry-run", refusal="DryRunOperationException")
    aws("sign", *request[:-1], "ECDSA_SHA_384", refusal="InvalidKeyUsageException")


def macs():
    metadata = aws("create-key", "--key-spec", "HMAC_256", "--key-usage", "GENERATE_VERIFY_MAC",
                   expecting={"KeyMetadata.MacAlgorithms": ["HMAC_SHA_256"]})["KeyMetadata"]
    request = ["--key-id", metadata["KeyId"], "--message", file("message", b"a message"), "--mac-algorithm",
               "HMAC_SHA_256"]
    answer = aws("generate-mac", *request, expecting={"KeyId": metadata["Arn"], "MacAlgorithm": "HMAC_SHA_256"})
    mac = file("mac", base64.b64decode(answer["Mac"]))
    aws("verify-mac", *request, "--mac", mac, expecting={"KeyId": metadata["Arn"], "MacValid": True})
    request[3] = file("other", b"another message")
    aws("verify-mac", *request, "--mac", mac, refusal="KMSInvalidMacException")


def managing(key, arn):
    aws("tag-resource", "--key-id", key, "--tags", "TagKey=stage,TagValue=test")
    aws("untag-resource", "--key-id", arn, "--tag-keys", "team")
    aws("list-resource-tags", "--key-id", key,
        expecting={"Tags": [{"TagKey": "stage", "TagValue": "test"}]})
    aws("update-key-description", "--key-id", key, "--description", "another")
    aws("describe-key", "--key-id", key, expecting={"KeyMetadata.Description": "another"})
    aws("put-key-policy", "--key-id", key, "--policy-name", "default", "--policy", POLICY)
    aws("get-key-policy", "--key-id", key, "--policy-name", "default", expecting={"Policy": POLICY})
    aws("put-key-policy", "--key-id", key, "--policy", "{", refusal="MalformedPolicyDocumentException")
    aws("list-key-policies", "--key-id", key, expecting={"PolicyNames": ["default"]})
    keys = aws("list-keys", "--page-size", "2", expecting={})["Keys"]
    whole = len(keys) == 3 and {"KeyId": key, "KeyArn": arn} in keys
    records[-1]["departs"] = None if whole else f"{len(keys)} keys of 3"
    aws("list-keys", "--max-items", "1", expecting={"Keys": keys[:1]})
    aws("get-key-last-usage", "--key-id", key, expecting={"KeyId": arn, "KeyLastUsage.Operation": "Verify"})
    aws("get-key-rotation-status", "--key-id", key, expecting={"KeyId": arn, "KeyRotationEnabled": False})
    aws("encrypt", "--key-id", key, "--plaintext", file("plain", b"x"), refusal="UnsupportedOperationException")


def grants(key, arn):
    role = "arn:aws:iam::111122223333:role/app"
    request = ["--key-id", key, "--grantee-principal", role, "--retiring-principal", role, "--operations", "Sign", "Verify"]
    first = aws("create-grant", *request, expecting={})["GrantId"]
    second = aws("create-grant", *request, expecting={})["GrantToken"]
    listed = aws("list-grants", "--key-id", key, "--page-size", "1", expecting={})["Grants"]
    whole = len(listed) == 2 and all(grant["KeyId"] == arn and grant["Operations"] == ["Sign", "Verify"] for grant in listed)
    records[-1]["departs"] = None if whole else f"{listed}"
    aws("revoke-grant", "--key-id", key, "--grant-id", first)
    aws("retire-grant", "--grant-token", second)
    aws("list-retirable-grants", "--retiring-principal", role, expecting={"Grants": []})


def symmetric():
    key = aws("create-key", expecting={"KeyMetadata.KeySpec": "SYMMETRIC_DEFAULT"})["KeyMetadata"]["KeyId"]
    aws("enable-key-rotation", "--key-id", key, "--rotation-period-in-days", "120")
    aws("get-key-rotation-status", "--key-id", key, expecting={"KeyRotationEnabled": True, "RotationPeriodInDays": 120})
    aws("list-key-rotations", "--key-id", key, expecting={"Rotations": []})
    aws("disable-key-rotation", "--key-id", key)
    aws("get-key-rotation-status", "--key-id", key, expecting={"KeyRotationEnabled": False})


def replicas():
    kind = "KeyMetadata.MultiRegionConfiguration.MultiRegionKeyType"
    metadata = aws("create-key", "--multi-region", "--key-spec", "ECC_NIST_P256", "--key-usage", "SIGN_VERIFY",
                   expecting={"KeyMetadata.MultiRegion": True, kind: "PRIMARY"})["KeyMetadata"]
    key, arn = metadata["KeyId"], metadata["Arn"].replace("us-east-1", "eu-west-1")
    aws("replicate-key", "--key-id", key, "--replica-region", "eu-west-1", expecting={"ReplicaKeyMetadata.Arn": arn})
    aws("describe-key", "--key-id", key, region="eu-west-1", expecting={"KeyMetadata.Arn": arn, kind: "REPLICA"})


def states(key, arn):
    aws("disable-key", "--key-id", key)
    aws("get-public-key", "--key-id", key, refusal="DisabledException")
    aws("enable-key", "--key-id", key)
    aws("schedule-key-deletion", "--key-id", key, "--pending-window-in-days", "7",
        expecting={"KeyId": arn, "KeyState": "PendingDeletion", "PendingWindowInDays": 7})
    aws("get-public-key", "--key-id", key, refusal="KMSInvalidStateException")
    aws("cancel-key-deletion", "--key-id", key, expecting={"KeyId": arn})
    aws("describe-key", "--key-id", key, expecting={"KeyMetadata.KeyState": "Disabled"})


try:
    main()
finally:
    for record in records:
        print(json.dumps(record))
