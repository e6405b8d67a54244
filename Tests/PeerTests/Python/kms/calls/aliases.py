# Part of jwt-kms. Copyright 2026 the jwt-kms authors.
# SPDX-License-Identifier: Apache-2.0
"""CreateAlias, UpdateAlias, DeleteAlias, ListAliases."""

from kms.calls.describing import NOWHERE

VALUE = "ValidationException"
PREFIX = '^Alias must start with the prefix "alias/". Please see https://docs.aws.amazon.com/kms/'
BAD_NAMES = {"without alias/": "x", "alias/ alone": "alias/", "a space": "alias/a b", "an umlaut": "alias/ä",
             "257 characters": "alias/" + "x" * 251, "empty": ""}


def make(kms):
    p256, p384, rsa, hmac = (kms.keys[name] for name in ["p256", "p384", "rsa2048", "hmac256"])
    kms.call("new", "CreateAlias", AliasName="alias/moving", TargetKeyId=p256)
    kms.call("to an ARN", "CreateAlias", AliasName="alias/to/an-ARN_1", TargetKeyId=p256.arn)
    kms.call("of 256 characters", "CreateAlias", AliasName="alias/" + "y" * 250, TargetKeyId=p384)
    kms.call("exists", "CreateAlias", aws="AlreadyExistsException", says="already exists", AliasName="alias/moving",
             TargetKeyId=p384)
    kms.call("to an unknown key", "CreateAlias", aws="NotFoundException", AliasName="alias/none", TargetKeyId=NOWHERE)
    kms.call("to an alias", "CreateAlias", aws=VALUE, says="^Aliases must refer to keys. Not aliases$",
             AliasName="alias/none", TargetKeyId="alias/moving")
    kms.call("without its prefix", "CreateAlias", aws=VALUE, says=PREFIX, AliasName="moving", TargetKeyId=p256)
    for name, alias in BAD_NAMES.items():
        kms.call(name, "CreateAlias", aws=(VALUE, "InvalidAliasNameException"), AliasName=alias, TargetKeyId=p256)
    kms.call("reserved", "CreateAlias", aws="NotAuthorizedException", AliasName="alias/aws/x", TargetKeyId=p256)
    kms.call("no target", "CreateAlias", aws=VALUE, AliasName="alias/none")
    kms.call("no name", "CreateAlias", aws=VALUE, TargetKeyId=p256)
    kms.call("of one key", "ListAliases", KeyId=p256)
    kms.call("of one key by ARN", "ListAliases", KeyId=p384.arn)
    kms.call("of a key without any", "ListAliases", KeyId=rsa)
    kms.call("of an unknown key", "ListAliases", aws="NotFoundException", KeyId=NOWHERE)
    kms.call("of an alias", "ListAliases", aws=("NotFoundException", VALUE, "InvalidArnException"), KeyId="alias/moving")
    moving(kms, p256, p384, rsa, hmac)
    deleting(kms)


def moving(kms, p256, p384, rsa, hmac):
    kms.call("to a key of another curve", "UpdateAlias", AliasName="alias/moving", TargetKeyId=p384)
    kms.call("after it moved", "DescribeKey", KeyId="alias/moving")
    kms.call("to an RSA key", "UpdateAlias", AliasName="alias/moving", TargetKeyId=rsa.arn)
    kms.call("to the key that it has", "UpdateAlias", AliasName="alias/moving", TargetKeyId=rsa)
    kms.call("to an HMAC key", "UpdateAlias", aws=VALUE, AliasName="alias/moving", TargetKeyId=hmac)
    kms.call("to a symmetric key", "UpdateAlias", aws=VALUE, AliasName="alias/moving", TargetKeyId=kms.keys["symmetric"])
    kms.call("after refusals", "DescribeKey", KeyId="alias/moving")
    kms.call("unknown", "UpdateAlias", aws="NotFoundException", AliasName="alias/nowhere", TargetKeyId=p256)
    kms.call("to an unknown key", "UpdateAlias", aws="NotFoundException", AliasName="alias/moving", TargetKeyId=NOWHERE)
    kms.call("without alias/", "UpdateAlias", aws=VALUE, says=PREFIX, AliasName="moving", TargetKeyId=p256)
    kms.call("reserved", "UpdateAlias", aws="NotAuthorizedException", AliasName="alias/aws/x", TargetKeyId=p256)


def deleting(kms):
    kms.call("exists", "DeleteAlias", AliasName="alias/moving")
    kms.call("after it was deleted", "DescribeKey", aws="NotFoundException", KeyId="alias/moving")
    kms.call("unknown", "DeleteAlias", aws="NotFoundException", AliasName="alias/moving")
    kms.call("without alias/", "DeleteAlias", aws=VALUE, says=PREFIX, AliasName="moving")
    kms.call("reserved", "DeleteAlias", aws="NotAuthorizedException", AliasName="alias/aws/x")
    kms.call("no name", "DeleteAlias", aws=VALUE)
