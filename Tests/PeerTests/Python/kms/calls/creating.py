# Part of jwt-kms. Copyright 2026 the jwt-kms authors.
# SPDX-License-Identifier: Apache-2.0
"""CreateKey: every spec and usage, and what is refused. The keys that other calls use are made here."""

import json

ASYMMETRIC = {"rsa2048": "RSA_2048", "rsa3072": "RSA_3072", "rsa4096": "RSA_4096", "p256": "ECC_NIST_P256",
              "p384": "ECC_NIST_P384", "p521": "ECC_NIST_P521", "ed25519": "ECC_NIST_EDWARDS25519",
              "mldsa65": "ML_DSA_65", "mldsa87": "ML_DSA_87"}
# No library of LocalKMS has them.
MISSING = {"secp256k1": "ECC_SECG_P256K1", "mldsa44": "ML_DSA_44"}
MACS = {"hmac256": "HMAC_256", "hmac384": "HMAC_384", "hmac512": "HMAC_512"}
UNSUPPORTED = "UnsupportedOperationException"
POLICY = json.dumps({"Version": "2012-10-17", "Statement": [
    {"Sid": "all", "Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "kms:*", "Resource": "*"}]})


def make(kms):
    for name, spec in ASYMMETRIC.items():
        kms.create(name, spec, KeySpec=spec, KeyUsage="SIGN_VERIFY")
    for name, spec in MISSING.items():
        kms.create(name, spec, ours=UNSUPPORTED, KeySpec=spec, KeyUsage="SIGN_VERIFY")
    for name, spec in MACS.items():
        kms.create(name, spec, KeySpec=spec, KeyUsage="GENERATE_VERIFY_MAC")
    kms.create("hmac224", "HMAC_224", ours=("ok", UNSUPPORTED), KeySpec="HMAC_224", KeyUsage="GENERATE_VERIFY_MAC")
    kms.create("symmetric", "without any member")
    kms.create("symmetric2", "SYMMETRIC_DEFAULT, ENCRYPT_DECRYPT", KeySpec="SYMMETRIC_DEFAULT", KeyUsage="ENCRYPT_DECRYPT")
    kms.create("described", "with description, policy and tags", KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY",
               Description="signs sessions", Policy=POLICY, Tags=[{"TagKey": "team", "TagValue": "a"}])
    kms.create("old", "the old member CustomerMasterKeySpec", CustomerMasterKeySpec="ECC_NIST_P384", KeyUsage="SIGN_VERIFY")
    kms.create("encrypting", "RSA_2048, ENCRYPT_DECRYPT", KeySpec="RSA_2048", KeyUsage="ENCRYPT_DECRYPT")
    kms.create("agreeing", "ECC_NIST_P256, KEY_AGREEMENT", KeySpec="ECC_NIST_P256", KeyUsage="KEY_AGREEMENT")
    kms.create("bypass", "BypassPolicyLockoutSafetyCheck", KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY",
               BypassPolicyLockoutSafetyCheck=True)
    kms.create("longest", "a policy of one statement and 50 tags", KeySpec="HMAC_256", KeyUsage="GENERATE_VERIFY_MAC",
               Policy=POLICY, Tags=[{"TagKey": f"t{number:02}", "TagValue": ""} for number in range(50)])
    refused(kms)
    less(kms)


def refused(kms):
    """What AWS refuses."""
    ec = {"KeySpec": "ECC_NIST_P256", "KeyUsage": "SIGN_VERIFY"}
    for name, members in {
        "RSA_2048 without KeyUsage": {"KeySpec": "RSA_2048"},
        "ECC_NIST_P256 without KeyUsage": {"KeySpec": "ECC_NIST_P256"},
        "HMAC_256 without KeyUsage": {"KeySpec": "HMAC_256"},
        "HMAC_256 to sign": {"KeySpec": "HMAC_256", "KeyUsage": "SIGN_VERIFY"},
        "ECC_NIST_P256 to encrypt": {"KeySpec": "ECC_NIST_P256", "KeyUsage": "ENCRYPT_DECRYPT"},
        "ECC_NIST_P256 for MACs": {"KeySpec": "ECC_NIST_P256", "KeyUsage": "GENERATE_VERIFY_MAC"},
        "ECC_NIST_EDWARDS25519 to encrypt": {"KeySpec": "ECC_NIST_EDWARDS25519", "KeyUsage": "ENCRYPT_DECRYPT"},
        "SYMMETRIC_DEFAULT to sign": {"KeySpec": "SYMMETRIC_DEFAULT", "KeyUsage": "SIGN_VERIFY"},
        "KeyUsage SIGN_VERIFY alone": {"KeyUsage": "SIGN_VERIFY"},
        "an unknown KeySpec": {"KeySpec": "ECC_NIST_P111", "KeyUsage": "SIGN_VERIFY"},
        "an unknown KeyUsage": {"KeySpec": "ECC_NIST_P256", "KeyUsage": "SIGN"},
        "an unknown Origin": {**ec, "Origin": "ELSEWHERE"},
        "a description of 8193 characters": {**ec, "Description": "x" * 8193},
        "an empty policy": {**ec, "Policy": ""},
        "a tag key of 129 characters": {**ec, "Tags": [{"TagKey": "x" * 129, "TagValue": ""}]},
        "a tag value of 257 characters": {**ec, "Tags": [{"TagKey": "x", "TagValue": "x" * 257}]},
        "an empty tag key": {**ec, "Tags": [{"TagKey": "", "TagValue": ""}]},
        "a tag without a value": {**ec, "Tags": [{"TagKey": "x"}]},
    }.items():
        kms.call(name, "CreateKey", aws="ValidationException", **members)
    kms.call("a policy that is no JSON", "CreateKey", aws="MalformedPolicyDocumentException", Policy="{", **ec)
    kms.call("a policy that is a JSON list", "CreateKey", aws="MalformedPolicyDocumentException", Policy="[]", **ec)
    for name, tags in {
        "a tag twice": [{"TagKey": "x", "TagValue": "1"}, {"TagKey": "x", "TagValue": "2"}],
        "a tag of aws:": [{"TagKey": "aws:x", "TagValue": ""}],
        "a tag with a comma": [{"TagKey": "x", "TagValue": "a,b"}],
    }.items():
        kms.call(name, "CreateKey", aws="TagException", Tags=tags, **ec)
    kms.call("51 tags", "CreateKey", aws="TagException", says="^Too many tags$", **ec,
             Tags=[{"TagKey": f"t{number}", "TagValue": ""} for number in range(51)])


def less(kms):
    """What AWS has and LocalKMS has not."""
    for spec, usage in [("SM2", "SIGN_VERIFY"), ("ML_KEM_768", "ENCAPSULATE_DECAPSULATE")]:
        kms.call(f"{spec}, {usage}", "CreateKey", ours=UNSUPPORTED, KeySpec=spec, KeyUsage=usage)
    kms.create("imported", "Origin EXTERNAL", ours=UNSUPPORTED, Origin="EXTERNAL")
    kms.call("Origin AWS_CLOUDHSM with a key store", "CreateKey", aws="CustomKeyStoreNotFoundException", ours=UNSUPPORTED,
             Origin="AWS_CLOUDHSM", CustomKeyStoreId="cks-1234567890abcdef0")
