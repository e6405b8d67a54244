# Part of jwt-kms. Copyright 2026 the jwt-kms authors.
# SPDX-License-Identifier: Apache-2.0
"""GetKeyLastUsage and ListKeyRotations. moto has neither."""

from kms.calls.describing import NOWHERE


def make(kms):
    pair, symmetric = kms.keys["p384"], kms.keys["symmetric"]
    kms.call("of a key that signed", "GetKeyLastUsage", KeyId=kms.keys["rsa2048"])
    kms.call("of a key that was never used", "GetKeyLastUsage", KeyId=kms.keys["described"].arn)
    kms.call("of an alias", "GetKeyLastUsage", aws=("NotFoundException", "ValidationException"), KeyId="alias/described")
    kms.call("of a key pair", "ListKeyRotations", KeyId=pair)
    kms.call("of a symmetric key", "ListKeyRotations", KeyId=symmetric.arn)
    kms.call("all material", "ListKeyRotations", KeyId=symmetric, IncludeKeyMaterial="ALL_KEY_MATERIAL")
    kms.call("all material of a key pair", "ListKeyRotations", aws="UnsupportedOperationException", KeyId=pair,
             IncludeKeyMaterial="ALL_KEY_MATERIAL")
    kms.call("an unknown value", "ListKeyRotations", aws="ValidationException", KeyId=symmetric, IncludeKeyMaterial="SOME")
    for wrong in (0, 1001):
        kms.call(f"Limit {wrong}", "ListKeyRotations", aws="ValidationException", KeyId=symmetric, Limit=wrong)
    for operation in ["GetKeyLastUsage", "ListKeyRotations"]:
        kms.call("an unknown key", operation, aws="NotFoundException", KeyId=NOWHERE)
        kms.call("a malformed ARN", operation, aws="InvalidArnException", KeyId="arn:aws:kms:us-east-1")
