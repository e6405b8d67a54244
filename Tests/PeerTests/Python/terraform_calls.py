# Part of jwt-kms. Copyright 2026 the jwt-kms authors.
# SPDX-License-Identifier: Apache-2.0
"""Makes, reads, changes and deletes keys by the calls of Terraform's AWS provider, in its order.

Terraform is not on every machine, so the calls are made by boto3: those of the resources aws_kms_key, aws_kms_alias and
aws_kms_grant and of the data source aws_kms_public_key. After each change the provider reads the whole resource, and one
call of that which fails ends `terraform apply`.

Usage: terraform_calls.py URL. Writes one JSON line a step: its name, and `departs`: what went wrong, or null.
"""

import json
import sys

import boto3
import botocore.exceptions

KINDS = {"EC": ("ECC_NIST_P256", "SIGN_VERIFY", "Sign"), "RSA": ("RSA_2048", "SIGN_VERIFY", "Sign"),
         "HMAC": ("HMAC_256", "GENERATE_VERIFY_MAC", "GenerateMac"),
         "symmetric": ("SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT", "Encrypt")}
ROLE = "arn:aws:iam::111122223333:role/app"
POLICY = json.dumps({"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "kms:*", "Resource": "*"}]})
OTHER_POLICY = POLICY.replace("kms:*", "kms:Sign")


def read(kms, key):
    """The reading of an aws_kms_key: what `terraform plan` compares."""
    metadata = kms.describe_key(KeyId=key)["KeyMetadata"]
    policy = kms.get_key_policy(KeyId=key, PolicyName="default")["Policy"]
    assert metadata["Origin"] == "AWS_KMS"
    rotation = kms.get_key_rotation_status(KeyId=key)
    pages = kms.get_paginator("list_resource_tags").paginate(KeyId=key)
    tags = {tag["TagKey"]: tag["TagValue"] for page in pages for tag in page["Tags"]}
    return {"description": metadata["Description"], "enabled": metadata["Enabled"], "policy": policy, "tags": tags,
            "spec": metadata["CustomerMasterKeySpec"], "rotation": rotation["KeyRotationEnabled"],
            "period": rotation.get("RotationPeriodInDays"), "state": metadata["KeyState"]}


def alias(kms, name):
    """The reading of an aws_kms_alias, which lists all aliases."""
    pages = kms.get_paginator("list_aliases").paginate()
    return next((entry for page in pages for entry in page["Aliases"] if entry["AliasName"] == name), None)


def grants(kms, key):
    pages = kms.get_paginator("list_grants").paginate(KeyId=key)
    return [grant for page in pages for grant in page["Grants"]]


def steps(kms, kind):
    spec, usage, operation = KINDS[kind]
    name = f"alias/{kind}"
    state = {}

    def create():
        metadata = kms.create_key(
            BypassPolicyLockoutSafetyCheck=False, CustomerMasterKeySpec=spec, KeyUsage=usage, Description="first",
            MultiRegion=False, Policy=POLICY, Tags=[{"TagKey": "team", "TagValue": "a"}])["KeyMetadata"]
        state["key"], state["arn"] = metadata["KeyId"], metadata["Arn"]
        assert read(kms, state["key"]) == {
            "description": "first", "enabled": True, "policy": POLICY, "tags": {"team": "a"}, "spec": spec,
            "rotation": False, "period": None, "state": "Enabled"}

    def create_alias():
        kms.create_alias(AliasName=name, TargetKeyId=state["key"])
        assert alias(kms, name)["TargetKeyId"] == state["key"]

    def public_key():
        if usage == "SIGN_VERIFY":
            assert kms.get_public_key(KeyId=name)["KeyId"] == state["arn"]
        else:
            expect("UnsupportedOperationException", lambda: kms.get_public_key(KeyId=name))

    def create_grant():
        grant = kms.create_grant(KeyId=state["key"], GranteePrincipal=ROLE, Operations=[operation, "DescribeKey"],
                                 Name="app")
        found = grants(kms, state["key"])
        assert [entry["GrantId"] for entry in found] == [grant["GrantId"]] and found[0]["KeyId"] == state["arn"]

    def update():
        key = state["key"]
        if usage == "ENCRYPT_DECRYPT":
            kms.enable_key_rotation(KeyId=key, RotationPeriodInDays=200)
        else:
            expect("UnsupportedOperationException", lambda: kms.enable_key_rotation(KeyId=key))
        kms.update_key_description(KeyId=key, Description="second")
        kms.put_key_policy(KeyId=key, PolicyName="default", Policy=OTHER_POLICY, BypassPolicyLockoutSafetyCheck=False)
        kms.untag_resource(KeyId=key, TagKeys=["team"])
        kms.tag_resource(KeyId=key, Tags=[{"TagKey": "stage", "TagValue": "test"}])
        kms.disable_key(KeyId=key)
        rotates = usage == "ENCRYPT_DECRYPT"
        assert read(kms, key) == {
            "description": "second", "enabled": False, "policy": OTHER_POLICY, "tags": {"stage": "test"}, "spec": spec,
            "rotation": rotates, "period": 200 if rotates else None, "state": "Disabled"}

    def delete():
        key = state["key"]
        grant = grants(kms, key)[0]["GrantId"]
        kms.revoke_grant(KeyId=key, GrantId=grant)
        assert grants(kms, key) == []
        kms.delete_alias(AliasName=name)
        assert alias(kms, name) is None
        kms.schedule_key_deletion(KeyId=key, PendingWindowInDays=7)
        assert read(kms, key)["state"] == "PendingDeletion"
        expect("KMSInvalidStateException", lambda: kms.schedule_key_deletion(KeyId=key, PendingWindowInDays=7))

    return [create, create_alias, public_key, create_grant, update, delete]


def expect(code, call):
    try:
        call()
    except botocore.exceptions.ClientError as error:
        assert error.response["Error"]["Code"] == code, error
        assert error.response["Error"]["Message"]
        return
    raise AssertionError(f"{code} did not come")


def main():
    kms = boto3.client("kms", endpoint_url=sys.argv[1], region_name="us-east-1", aws_access_key_id="111122223333",
                       aws_secret_access_key="any")
    for kind in KINDS:
        for step in steps(kms, kind):
            try:
                step()
                departs = None
            except (botocore.exceptions.ClientError, AssertionError, LookupError, TypeError) as error:
                departs = f"{type(error).__name__}: {error}"
            print(json.dumps({"name": f"{kind}: {step.__name__}", "departs": departs}))


main()
