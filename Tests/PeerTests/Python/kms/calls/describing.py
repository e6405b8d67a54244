# Part of jwt-kms. Copyright 2026 the jwt-kms authors.
# SPDX-License-Identifier: Apache-2.0
"""DescribeKey and GetPublicKey: by every kind of reference."""

from kms.calls.creating import ASYMMETRIC, MACS, MISSING

NOWHERE = "00000000-0000-0000-0000-000000000000"
ABSENT = r"(?i)does not exist|is not found|invalid"


def references(key):
    """References to a key that are refused, with the codes of AWS."""
    def other(region, account):
        parts = key.arn.split(":")
        return ":".join([*parts[:3], region or parts[3], account or parts[4], parts[5]])

    yield "an unknown id", NOWHERE, "NotFoundException"
    yield "the ARN of an unknown key", key.arn.replace(key.id, NOWHERE), "NotFoundException"
    yield "an unknown alias", "alias/nowhere", "NotFoundException"
    yield "the ARN of an unknown alias", key.alias_arn("alias/nowhere"), "NotFoundException"
    yield "another Region's ARN", other("eu-west-1", None), "NotFoundException"
    yield "another account's ARN", other(None, "999999999999"), ("NotFoundException", "AccessDeniedException")
    yield "an id that is no UUID", "not-a-key", "NotFoundException"
    yield "an empty id", "", "ValidationException"
    yield "an id of 2049 characters", "x" * 2049, "ValidationException"


def make(kms):
    p256 = kms.keys["p256"]
    kms.call("alias/described", "CreateAlias", AliasName="alias/described", TargetKeyId=p256)
    for operation in ["DescribeKey", "GetPublicKey"]:
        kms.call("an ARN", operation, KeyId=p256.arn)
        kms.call("an alias", operation, KeyId="alias/described")
        kms.call("an alias ARN", operation, KeyId=p256.alias_arn("alias/described"))
        for name, reference, code in references(p256):
            kms.call(name, operation, aws=code, KeyId=reference)
        kms.call("a malformed ARN", operation, aws="InvalidArnException", KeyId="arn:aws:kms:us-east-1")
        kms.call("the ARN of another service", operation, aws="InvalidArnException",
                 KeyId=p256.arn.replace(":kms:", ":s3:"))
        kms.call("no KeyId", operation, aws="ValidationException")
        kms.call("10 grant tokens", operation, aws=("InvalidGrantTokenException", "ok"), KeyId=p256, GrantTokens=["t"] * 10)
        kms.call("11 grant tokens", operation, aws="ValidationException", KeyId=p256, GrantTokens=["t"] * 11)
        kms.call("an empty grant token", operation, aws="ValidationException", KeyId=p256, GrantTokens=[""])
    for name in [*ASYMMETRIC, *MISSING, "encrypting", "agreeing"]:
        kms.call(name, "DescribeKey", KeyId=kms.keys[name])
        kms.call(name, "GetPublicKey", KeyId=kms.keys[name])
    for name in ["symmetric", "described", *MACS]:
        kms.call(name, "DescribeKey", KeyId=kms.keys[name])
    for name in ["symmetric", *MACS]:
        kms.call(name, "GetPublicKey", aws="UnsupportedOperationException", KeyId=kms.keys[name])
