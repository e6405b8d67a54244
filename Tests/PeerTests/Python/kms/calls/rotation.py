# Part of jwt-kms. Copyright 2026 the jwt-kms authors.
# SPDX-License-Identifier: Apache-2.0
"""GetKeyRotationStatus, EnableKeyRotation, DisableKeyRotation: of symmetric keys, and refused of others."""

from kms.calls.describing import NOWHERE

ALL = ["GetKeyRotationStatus", "EnableKeyRotation", "DisableKeyRotation"]


def make(kms):
    key = kms.keys["symmetric"]
    kms.call("of a new key", "GetKeyRotationStatus", KeyId=key)
    kms.call("without a period", "EnableKeyRotation", KeyId=key)
    kms.call("of a key that rotates", "GetKeyRotationStatus", KeyId=key)
    kms.call("every 90 days", "EnableKeyRotation", KeyId=key.arn, RotationPeriodInDays=90)
    kms.call("of a key that rotates every 90 days", "GetKeyRotationStatus", KeyId=key.arn)
    for days in (89, 2561):
        kms.call(f"every {days} days", "EnableKeyRotation", aws="ValidationException", KeyId=key, RotationPeriodInDays=days)
    kms.call("of a key that rotates", "DisableKeyRotation", KeyId=key)
    kms.call("of a key that does not", "DisableKeyRotation", KeyId=key.arn)
    kms.call("of a key that no longer rotates", "GetKeyRotationStatus", KeyId=key)
    for name in ["p256", "rsa2048", "hmac256"]:
        kms.call(name, "GetKeyRotationStatus", KeyId=kms.keys[name])
        for operation in ALL[1:]:
            kms.call(name, operation, aws="UnsupportedOperationException", KeyId=kms.keys[name])
    for operation in ALL:
        kms.call("an unknown key", operation, aws="NotFoundException", KeyId=NOWHERE)
        kms.call("a malformed ARN", operation, aws="InvalidArnException", KeyId="arn:aws:kms:us-east-1")
