# Part of jwt-kms. Copyright 2026 the jwt-kms authors.
# SPDX-License-Identifier: Apache-2.0
"""GetKeyPolicy, PutKeyPolicy, ListKeyPolicies, UpdateKeyDescription."""

from kms.calls.creating import POLICY
from kms.calls.describing import NOWHERE

VALUE, MALFORMED = "ValidationException", "MalformedPolicyDocumentException"


def make(kms):
    key = kms.keys["p384"]
    kms.call("of AWS's own making", "GetKeyPolicy", KeyId=key)
    kms.call("made with the key, by name", "GetKeyPolicy", KeyId=kms.keys["described"], PolicyName="default")
    kms.call("by ARN", "GetKeyPolicy", KeyId=key.arn)
    kms.call("AWS_RAM", "GetKeyPolicy", aws="NotFoundException", KeyId=key, PolicyName="AWS_RAM")
    kms.call("an unknown name", "GetKeyPolicy", aws=("NotFoundException", VALUE), KeyId=key, PolicyName="mine")
    kms.call("a new one", "PutKeyPolicy", KeyId=key, PolicyName="default", Policy=POLICY)
    kms.call("after it was put", "GetKeyPolicy", KeyId=key)
    kms.call("without a name", "PutKeyPolicy", KeyId=key.arn, Policy=POLICY, BypassPolicyLockoutSafetyCheck=True)
    kms.call("no JSON", "PutKeyPolicy", aws=MALFORMED, KeyId=key, Policy="policy")
    kms.call("a JSON list", "PutKeyPolicy", aws=MALFORMED, KeyId=key, Policy="[]")
    kms.call("an object without statements", "PutKeyPolicy", aws=MALFORMED, ours=("ok", MALFORMED), KeyId=key, Policy="{}")
    kms.call("empty", "PutKeyPolicy", aws=VALUE, KeyId=key, Policy="")
    kms.call("characters past U+00FF", "PutKeyPolicy", aws=VALUE, KeyId=key, Policy='{"Id": "\u20ac"}')
    kms.call("no policy", "PutKeyPolicy", aws=VALUE, KeyId=key)
    kms.call("AWS_RAM", "PutKeyPolicy", aws=VALUE, KeyId=key, PolicyName="AWS_RAM", Policy=POLICY)
    kms.call("of one key", "ListKeyPolicies", KeyId=key)
    kms.call("Limit 1", "ListKeyPolicies", KeyId=key, Limit=1)
    kms.call("Limit 0", "ListKeyPolicies", aws=VALUE, KeyId=key, Limit=0)
    kms.call("another", "UpdateKeyDescription", KeyId=key, Description="another")
    kms.call("its description", "DescribeKey", KeyId=key)
    kms.call("empty", "UpdateKeyDescription", KeyId=key.arn, Description="")
    kms.call("of 8192 characters", "UpdateKeyDescription", KeyId=key, Description="x" * 8192)
    kms.call("of 8193 characters", "UpdateKeyDescription", aws=VALUE, KeyId=key, Description="x" * 8193)
    kms.call("none", "UpdateKeyDescription", aws=VALUE, KeyId=key)
    kms.call("short again", "UpdateKeyDescription", KeyId=key, Description="short")
    for operation, more in [("GetKeyPolicy", {}), ("PutKeyPolicy", {"Policy": POLICY}), ("ListKeyPolicies", {}),
                            ("UpdateKeyDescription", {"Description": ""})]:
        kms.call("an unknown key", operation, aws="NotFoundException", KeyId=NOWHERE, **more)
        kms.call("an alias", operation, aws=("NotFoundException", "InvalidArnException", VALUE), KeyId="alias/described",
                 **more)
        kms.call("a malformed ARN", operation, aws="InvalidArnException", KeyId="arn:aws:kms:us-east-1", **more)
