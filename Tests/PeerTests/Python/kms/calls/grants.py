# Part of jwt-kms. Copyright 2026 the jwt-kms authors.
# SPDX-License-Identifier: Apache-2.0
"""CreateGrant, ListGrants, ListRetirableGrants, RetireGrant, RevokeGrant."""

from kms.calls.describing import NOWHERE

VALUE, TOKEN, GRANT = "ValidationException", "InvalidGrantTokenException", "InvalidGrantIdException"
ROLE, OTHER = "arn:aws:iam::111122223333:role/app", "arn:aws:iam::111122223333:role/other"
UNKNOWN = "0" * 64


def make(kms):
    key = kms.keys["p521"]
    kms.call("none", "ListGrants", KeyId=key)
    # Of another key: moto makes these grants.
    refused(kms, kms.keys["described"])
    grant = kms.call("to sign", "CreateGrant", KeyId=key, GranteePrincipal=ROLE, Operations=["Sign", "Verify"], Name="app",
                     RetiringPrincipal=OTHER)
    again = kms.call("the same again", "CreateGrant", KeyId=key.arn, GranteePrincipal=ROLE, Operations=["Sign", "Verify"],
                     Name="app", RetiringPrincipal=OTHER)
    kms.call("to describe", "CreateGrant", KeyId=key, GranteePrincipal=OTHER, Operations=["DescribeKey"])
    kms.call("two", "ListGrants", KeyId=key)
    kms.call("of one principal", "ListGrants", KeyId=key.arn, GranteePrincipal=ROLE)
    kms.call("of one id", "ListGrants", KeyId=key, GrantId=grant.get("GrantId", UNKNOWN))
    kms.call("of a malformed id", "ListGrants", aws=GRANT, KeyId=key, GrantId="x")
    kms.call("one on a page", "ListGrants", KeyId=key, Limit=1)
    for wrong in (0, 101):
        kms.call(f"Limit {wrong}", "ListGrants", aws=VALUE, KeyId=key, Limit=wrong)
    kms.call("a marker that is none", "ListGrants", aws="InvalidMarkerException", KeyId=key, Marker="none")
    kms.call("of another principal", "ListRetirableGrants", RetiringPrincipal=OTHER)
    kms.call("of none", "ListRetirableGrants", RetiringPrincipal=ROLE)
    kms.call("without a principal", "ListRetirableGrants", aws=VALUE)
    ending(kms, key, grant, again)


def refused(kms, key):
    kms.call("without a principal", "CreateGrant", aws=VALUE, KeyId=key, Operations=["Sign"])
    kms.call("without operations", "CreateGrant", aws=VALUE, KeyId=key, GranteePrincipal=ROLE)
    kms.call("of an unknown operation", "CreateGrant", aws=VALUE, KeyId=key, GranteePrincipal=ROLE, Operations=["Sing"])
    kms.call("of an operation that the key does not have", "CreateGrant", aws=VALUE, KeyId=key, GranteePrincipal=ROLE,
             Operations=["GenerateMac"])
    kms.call("an encryption context for a key pair", "CreateGrant", aws=VALUE, KeyId=key, GranteePrincipal=ROLE,
             Operations=["Sign"], Constraints={"EncryptionContextEquals": {"a": "b"}})
    kms.call("of a name that is none", "CreateGrant", aws=VALUE, KeyId=key, GranteePrincipal=ROLE, Operations=["Sign"],
             Name="a b")
    kms.call("DryRun", "CreateGrant", aws="DryRunOperationException", KeyId=key, GranteePrincipal=ROLE,
             Operations=["Sign"], DryRun=True)


def ending(kms, key, grant, again):
    identity = grant.get("GrantId", UNKNOWN)
    kms.call("nothing", "RetireGrant", aws=VALUE)
    kms.call("a token that is none", "RetireGrant", aws=TOKEN, GrantToken="t")
    kms.call("DryRun", "RetireGrant", aws="DryRunOperationException", KeyId=key.arn, GrantId=identity, DryRun=True)
    kms.call("by the second token of the grant", "RetireGrant", GrantToken=again.get("GrantToken", "t"))
    kms.call("after it was retired", "RevokeGrant", aws="NotFoundException", KeyId=key, GrantId=identity)
    kms.call("a malformed id", "RevokeGrant", aws=GRANT, KeyId=key, GrantId="x")
    kms.call("no id", "RevokeGrant", aws=VALUE, KeyId=key)
    kms.call("after one was retired", "ListGrants", KeyId=key)
    for operation, more in [("CreateGrant", {"GranteePrincipal": ROLE, "Operations": ["Sign"]}), ("ListGrants", {}),
                            ("RevokeGrant", {"GrantId": UNKNOWN}), ("RetireGrant", {"GrantId": UNKNOWN})]:
        kms.call("an unknown key", operation, aws="NotFoundException", KeyId=NOWHERE, **more)
        kms.call("a malformed ARN", operation, aws="InvalidArnException", KeyId="arn:aws:kms:us-east-1", **more)
