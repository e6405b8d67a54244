# Part of jwt-kms. Copyright 2026 the jwt-kms authors.
# SPDX-License-Identifier: Apache-2.0
"""Every operation on a key that is disabled, and on one that is pending deletion."""

from kms.calls.creating import POLICY
from kms.calls.replicas import UNSUPPORTED

STATE, DISABLED = "KMSInvalidStateException", "DisabledException"
SIGNED = {"Message": b"m", "SigningAlgorithm": "ECDSA_SHA_256"}
AUTHENTICATED = {"Message": b"m", "MacAlgorithm": "HMAC_SHA_256"}
TAG = {"TagKey": "a", "TagValue": "b"}


def make(kms):
    key = kms.create("states", "for its states", KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")
    mac = kms.create("states-mac", "for its states, HMAC", KeySpec="HMAC_256", KeyUsage="GENERATE_VERIFY_MAC")
    symmetric = kms.create("states-symmetric", "for its states, symmetric")
    signature = kms.call("enabled", "Sign", KeyId=key, **SIGNED).get("Signature", b"none")
    code = kms.call("enabled", "GenerateMac", KeyId=mac, **AUTHENTICATED).get("Mac", b"none")
    kms.call("an enabled key", "EnableKey", KeyId=key)
    kms.call("an enabled key", "CancelKeyDeletion", aws=STATE, says="^{arn} is not pending deletion", KeyId=key)
    for each in (key, mac, symmetric):
        kms.call(each.name, "DisableKey", KeyId=each)
    use(kms, key, mac, signature, code, "disabled", DISABLED, "^{arn} is disabled")
    disabled(kms, key, symmetric)
    for each in (key, mac, symmetric):
        kms.call(each.name, "EnableKey", KeyId=each)
    kms.call("enabled again", "Sign", KeyId=key, **SIGNED)
    windows(kms, key)
    for each in (mac, symmetric):
        kms.call(each.name, "ScheduleKeyDeletion", KeyId=each, PendingWindowInDays=30)
    use(kms, key, mac, signature, code, "pending deletion", STATE, "^{arn} is pending deletion")
    pending(kms, key, symmetric)
    back(kms, key)


def use(kms, key, mac, signature, code, state, refusal, says):
    """What uses the key itself is refused."""
    kms.call(state, "Sign", aws=refusal, says=says, KeyId=key, **SIGNED)
    kms.call(state, "Verify", aws=refusal, says=says, KeyId=key, Signature=signature, **SIGNED)
    kms.call(state, "GetPublicKey", aws=refusal, says=says, KeyId=key)
    kms.call(state, "GenerateMac", aws=refusal, says=says, KeyId=mac, **AUTHENTICATED)
    kms.call(state, "VerifyMac", aws=refusal, says=says, KeyId=mac, Mac=code, **AUTHENTICATED)
    kms.call(f"{state}, DryRun", "Sign", aws=refusal, says=says, DryRun=True, KeyId=key, **SIGNED)
    # What is always allowed.
    kms.call(state, "DescribeKey", KeyId=key)
    kms.call(state, "ListAliases", KeyId=key)
    kms.call(state, "ListResourceTags", KeyId=key)
    kms.call(state, "GetKeyPolicy", KeyId=key, PolicyName="default")
    kms.call(state, "ListKeyPolicies", KeyId=key)
    kms.call(state, "PutKeyPolicy", KeyId=key, PolicyName="default", Policy=POLICY)


def disabled(kms, key, symmetric):
    kms.call("a disabled key", "DisableKey", KeyId=key)
    kms.call("a disabled key", "CancelKeyDeletion", aws=STATE, says="^{arn} is not pending deletion", KeyId=key)
    kms.call("a disabled key", "CreateAlias", AliasName="alias/states", TargetKeyId=key)
    kms.call("a disabled key", "TagResource", KeyId=key, Tags=[TAG])
    kms.call("a disabled key", "UntagResource", KeyId=key, TagKeys=["a"])
    kms.call("a disabled key", "UpdateKeyDescription", KeyId=key, Description="disabled")
    for operation in ["EnableKeyRotation", "DisableKeyRotation"]:
        kms.call("a disabled key", operation, aws=DISABLED, KeyId=symmetric)
    kms.call("a disabled key", "GetKeyRotationStatus", KeyId=symmetric)


def windows(kms, key):
    for days in (6, 31, 0):
        kms.call(f"{days} days", "ScheduleKeyDeletion", aws="ValidationException", KeyId=key, PendingWindowInDays=days)
    kms.call("7 days", "ScheduleKeyDeletion", KeyId=key, PendingWindowInDays=7)
    kms.call("twice", "ScheduleKeyDeletion", aws=STATE, says="^{arn} is pending deletion", KeyId=key, PendingWindowInDays=7)


def pending(kms, key, symmetric):
    refusal = {"aws": STATE, "says": "^{arn} is pending deletion"}
    kms.call("pending deletion", "EnableKey", KeyId=key, **refusal)
    kms.call("pending deletion", "DisableKey", KeyId=key, **refusal)
    kms.call("pending deletion", "TagResource", KeyId=key, Tags=[TAG], **refusal)
    kms.call("pending deletion", "UntagResource", KeyId=key, TagKeys=["a"], **refusal)
    kms.call("pending deletion", "UpdateKeyDescription", KeyId=key, Description="", **refusal)
    kms.call("pending deletion", "CreateAlias", AliasName="alias/pending", TargetKeyId=key, **refusal)
    kms.call("to a key pending deletion", "UpdateAlias", AliasName="alias/described", TargetKeyId=key, **refusal)
    kms.call("away from a key pending deletion", "UpdateAlias", AliasName="alias/states", TargetKeyId=kms.keys["p256"])
    for operation in ["EnableKeyRotation", "DisableKeyRotation"]:
        kms.call("pending deletion", operation, KeyId=symmetric, **refusal)
    kms.call("pending deletion", "GetKeyRotationStatus", aws=("ok", STATE), KeyId=symmetric)
    kms.call("a single-Region key pending deletion", "ReplicateKey", aws=(STATE, UNSUPPORTED), KeyId=key,
             ReplicaRegion="us-west-2")


def back(kms, key):
    kms.call("pending deletion", "CancelKeyDeletion", KeyId=key)
    kms.call("its deletion cancelled", "DescribeKey", KeyId=key)
    kms.call("its deletion cancelled", "Sign", aws=DISABLED, says="^{arn} is disabled", KeyId=key, **SIGNED)
    kms.call("its deletion cancelled", "EnableKey", KeyId=key)
    kms.call("its deletion cancelled, enabled", "Sign", KeyId=key, **SIGNED)
    for operation in ["DisableKey", "EnableKey", "ScheduleKeyDeletion", "CancelKeyDeletion"]:
        kms.call("by ARN", operation, KeyId=kms.keys["old"].arn)
    kms.call("the default window", "ScheduleKeyDeletion", KeyId=kms.keys["old"])
    for operation in ["EnableKey", "DisableKey", "ScheduleKeyDeletion", "CancelKeyDeletion"]:
        kms.call("an unknown key", operation, aws="NotFoundException", KeyId="00000000-0000-0000-0000-000000000000")
        kms.call("an alias", operation, aws=("NotFoundException", "InvalidArnException", "ValidationException"),
                 KeyId="alias/described")
        kms.call("a malformed ARN", operation, aws="InvalidArnException", KeyId="arn:aws:kms:us-east-1")
        kms.call("no KeyId", operation, aws="ValidationException")
