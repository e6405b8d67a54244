# Part of jwt-kms. Copyright 2026 the jwt-kms authors.
# SPDX-License-Identifier: Apache-2.0
"""GenerateMac and VerifyMac."""

from kms.calls.describing import references

MESSAGE = b"a message that is authenticated"
INVALID, USAGE, VALUE = "KMSInvalidMacException", "InvalidKeyUsageException", "ValidationException"
BOTH = [("GenerateMac", {}), ("VerifyMac", {"Mac": b"m" * 32})]


def make(kms):
    for name in ["hmac256", "hmac384", "hmac512"]:
        algorithm = f"HMAC_SHA_{name[-3:]}"
        request = {"KeyId": kms.keys[name], "Message": MESSAGE, "MacAlgorithm": algorithm}
        mac = kms.call(f"{name}, {algorithm}", "GenerateMac", **request).get("Mac", b"none")
        kms.call(f"{name}, {algorithm}", "VerifyMac", Mac=mac, **request)
        kms.call(f"{name}, of another message", "VerifyMac", aws=INVALID, Mac=mac, **{**request, "Message": b"another"})
        kms.call(f"{name}, one bit off", "VerifyMac", aws=INVALID, Mac=bytes([mac[0] ^ 1]) + mac[1:], **request)
        kms.call(f"{name}, a byte less", "VerifyMac", aws=INVALID, Mac=mac[:-1], **request)
    by_reference(kms)
    refused(kms)
    trials(kms)


def by_reference(kms):
    key = kms.keys["hmac256"]
    kms.call("alias/mac", "CreateAlias", AliasName="alias/mac", TargetKeyId=key)
    for name, reference in [("an ARN", key.arn), ("an alias", "alias/mac"), ("an alias ARN", key.alias_arn("alias/mac"))]:
        request = {"KeyId": reference, "Message": MESSAGE, "MacAlgorithm": "HMAC_SHA_256"}
        mac = kms.call(name, "GenerateMac", **request).get("Mac", b"none")
        kms.call(name, "VerifyMac", Mac=mac, **request)
    for name, reference, code in references(key):
        for operation, more in BOTH:
            kms.call(name, operation, aws=code, KeyId=reference, Message=MESSAGE, MacAlgorithm="HMAC_SHA_256", **more)


def refused(kms):
    for name, algorithm in [("hmac256", "HMAC_SHA_512"), ("hmac512", "HMAC_SHA_256"), ("p256", "HMAC_SHA_256"),
                            ("symmetric", "HMAC_SHA_256"), ("rsa2048", "HMAC_SHA_256")]:
        for operation, more in BOTH:
            kms.call(f"{name}, {algorithm}", operation, aws=USAGE, KeyId=kms.keys[name], Message=MESSAGE,
                     MacAlgorithm=algorithm, **more)
    request = {"KeyId": kms.keys["hmac256"], "Message": MESSAGE, "MacAlgorithm": "HMAC_SHA_256"}
    for name, members in {
        "a message of 4097 bytes": {"Message": b"m" * 4097}, "an empty message": {"Message": b""},
        "an unknown algorithm": {"MacAlgorithm": "HS256"}, "11 grant tokens": {"GrantTokens": ["t"] * 11},
    }.items():
        for operation, more in BOTH:
            kms.call(name, operation, aws=VALUE, **{**request, **members, **more})
    for member in ["Message", "MacAlgorithm"]:
        for operation, more in BOTH:
            left = {name: value for name, value in {**request, **more}.items() if name != member}
            kms.call(f"no {member}", operation, aws=VALUE, **left)
    kms.call("an empty MAC", "VerifyMac", aws=VALUE, Mac=b"", **request)
    kms.call("a MAC of 6145 bytes", "VerifyMac", aws=VALUE, Mac=bytes(6145), **request)
    kms.call("no MAC", "VerifyMac", aws=VALUE, **request)
    kms.call("a message of 4096 bytes", "GenerateMac", **{**request, "Message": b"m" * 4096})


def trials(kms):
    """DryRun and GrantTokens."""
    request = {"KeyId": kms.keys["hmac256"], "Message": MESSAGE, "MacAlgorithm": "HMAC_SHA_256"}
    for operation, more in BOTH:
        kms.call("DryRun", operation, aws="DryRunOperationException", DryRun=True, **request, **more)
    mac = kms.call("DryRun false", "GenerateMac", DryRun=False, **request).get("Mac", b"none")
    # LocalKMS takes grant tokens, and has no grants.
    for operation, more in [("GenerateMac", {}), ("VerifyMac", {"Mac": mac})]:
        kms.call("a grant token that is none", operation, aws="InvalidGrantTokenException", ours="ok", GrantTokens=["t"],
                 **request, **more)
