# Part of jwt-kms. Copyright 2026 the jwt-kms authors.
# SPDX-License-Identifier: Apache-2.0
"""TagResource, UntagResource, ListResourceTags."""

from kms.calls.describing import NOWHERE

VALUE = "ValidationException"


def tag(key, value=""):
    return {"TagKey": key, "TagValue": value}


def make(kms):
    key = kms.keys["p384"]
    kms.call("none", "ListResourceTags", KeyId=key)
    kms.call("two", "TagResource", KeyId=key, Tags=[tag("a", "1"), tag("b c", "ü_.:/=+-@")])
    kms.call("one again, another value", "TagResource", KeyId=key.arn, Tags=[tag("a", "2")])
    kms.call("128 and 256 characters", "TagResource", KeyId=key, Tags=[tag("k" * 128, "v" * 256)])
    kms.call("three", "ListResourceTags", KeyId=key)
    kms.call("by ARN", "ListResourceTags", KeyId=key.arn)
    kms.call("made with the key", "ListResourceTags", KeyId=kms.keys["described"])
    for name, tags in {"a tag of aws:": [tag("aws:x")], "a tag twice": [tag("x", "1"), tag("x", "2")],
                       "a comma": [tag("x", "a,b")]}.items():
        kms.call(name, "TagResource", aws="TagException", KeyId=key, Tags=tags)
    for name, tags in {"a key of 129 characters": [tag("x" * 129)], "a value of 257 characters": [tag("x", "x" * 257)],
                       "an empty key": [tag("")]}.items():
        kms.call(name, "TagResource", aws=VALUE, says="at 'tags.1.member.tag(Key|Value)' failed", KeyId=key, Tags=tags)
    kms.call("no tags", "TagResource", aws=VALUE, KeyId=key)
    kms.call("the 51st", "TagResource", aws=("LimitExceededException", "TagException"), KeyId=kms.keys["longest"],
             Tags=[tag("t51")])
    kms.call("one of 50 again", "TagResource", KeyId=kms.keys["longest"], Tags=[tag("t00", "x")])
    kms.call("after refusals", "ListResourceTags", KeyId=key)
    kms.call("one, and one that is not there", "UntagResource", KeyId=key, TagKeys=["a", "never"])
    kms.call("the rest", "UntagResource", KeyId=key.arn, TagKeys=["b c", "k" * 128])
    kms.call("no keys", "UntagResource", aws=VALUE, KeyId=key)
    kms.call("after all were taken", "ListResourceTags", KeyId=key)
    for operation, more in [("TagResource", {"Tags": [tag("a")]}), ("UntagResource", {"TagKeys": ["a"]}),
                            ("ListResourceTags", {})]:
        kms.call("an unknown key", operation, aws="NotFoundException", KeyId=NOWHERE, **more)
        kms.call("an alias", operation, aws=("NotFoundException", "InvalidArnException", VALUE), KeyId="alias/described",
                 **more)
        kms.call("a malformed ARN", operation, aws="InvalidArnException", KeyId="arn:aws:kms:us-east-1", **more)
