# Part of jwt-kms. Copyright 2026 the jwt-kms authors.
# SPDX-License-Identifier: Apache-2.0
"""Multi-Region keys: CreateKey with MultiRegion, ReplicateKey, and how primary and replica go together."""

from kms.calls.creating import POLICY
from kms.calls.describing import NOWHERE

UNSUPPORTED, WEST = "UnsupportedOperationException", "us-west-2"
SIGNED = {"Message": b"signed in one Region", "SigningAlgorithm": "ECDSA_SHA_256"}


def make(kms):
    primary = kms.create("primary", "MultiRegion", KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY", MultiRegion=True)
    kms.create("primary-mac", "MultiRegion, HMAC_256", KeySpec="HMAC_256", KeyUsage="GENERATE_VERIFY_MAC", MultiRegion=True)
    kms.call("before it is there", "DescribeKey", aws="NotFoundException", region=WEST, KeyId=primary)
    kms.call("to us-west-2", "ReplicateKey", KeyId=primary, ReplicaRegion=WEST, Description="in the west", Policy=POLICY,
             Tags=[{"TagKey": "where", "TagValue": "west"}])
    kms.call("the replica", "DescribeKey", region=WEST, KeyId=primary)
    kms.call("by the replica, being created", "Sign", aws="KMSInvalidStateException", says="is creating", region=WEST,
             KeyId=primary, **SIGNED)
    kms.wait_until_created(WEST, primary)
    kms.call("the replica, once it is created", "DescribeKey", region=WEST, KeyId=primary)
    kms.call("the primary", "DescribeKey", KeyId=primary)
    kms.call("of the replica", "ListResourceTags", region=WEST, KeyId=primary)
    signature = kms.call("by the replica", "Sign", region=WEST, KeyId=primary, **SIGNED).get("Signature", b"none")
    kms.call("by the primary, what the replica signed", "Verify", KeyId=primary, Signature=signature, **SIGNED)
    kms.call("the replica's public key", "GetPublicKey", region=WEST, KeyId=primary)
    refused(kms, primary)
    ending(kms, primary)


def refused(kms, primary):
    kms.call("to us-west-2 again", "ReplicateKey", aws="AlreadyExistsException", KeyId=primary, ReplicaRegion=WEST)
    kms.call("to its own Region", "ReplicateKey", aws=("AlreadyExistsException", "ValidationException", UNSUPPORTED),
             KeyId=primary, ReplicaRegion="us-east-1")
    kms.call("of a replica", "ReplicateKey", aws=UNSUPPORTED, says="is not a multi-Region primary key", region=WEST,
             KeyId=primary, ReplicaRegion="eu-west-1")
    kms.call("of a single-Region key", "ReplicateKey", aws=(UNSUPPORTED, "ValidationException"), KeyId=kms.keys["p256"],
             ReplicaRegion=WEST)
    kms.call("of an unknown key", "ReplicateKey", aws="NotFoundException", KeyId=NOWHERE, ReplicaRegion=WEST)
    kms.call("no Region", "ReplicateKey", aws="ValidationException", KeyId=primary)
    kms.call("to no Region's name", "ReplicateKey", aws="ValidationException", KeyId=primary, ReplicaRegion="The West")
    kms.call("with a policy that is no JSON", "ReplicateKey", aws="MalformedPolicyDocumentException", KeyId=primary,
             ReplicaRegion="eu-west-1", Policy="{")


def ending(kms, primary):
    kms.call("the replica", "DisableKey", region=WEST, KeyId=primary)
    kms.call("by the replica, disabled", "Sign", aws="DisabledException", region=WEST, KeyId=primary, **SIGNED)
    kms.call("by the primary, its replica disabled", "Sign", KeyId=primary, **SIGNED)
    kms.call("the primary, with a replica", "ScheduleKeyDeletion", KeyId=primary, PendingWindowInDays=7)
    kms.call("the primary, waiting for its replica", "DescribeKey", KeyId=primary)
    kms.call("the primary, waiting for its replica", "CancelKeyDeletion", KeyId=primary)
    kms.call("the replica", "ScheduleKeyDeletion", region=WEST, KeyId=primary, PendingWindowInDays=8)
    kms.call("the replica, pending deletion", "DescribeKey", region=WEST, KeyId=primary)
    kms.call("a disabled key", "ReplicateKey", aws=("DisabledException", "KMSInvalidStateException"), KeyId=primary,
             ReplicaRegion="eu-west-1")
