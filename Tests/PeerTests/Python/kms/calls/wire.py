# Part of jwt-kms. Copyright 2026 the jwt-kms authors.
# SPDX-License-Identifier: Apache-2.0
"""Requests that boto3 does not send."""

VALUE, SERIALIZATION = "ValidationException", "SerializationException"


def make(kms):
    kms.raw("an operation that no KMS has", "TrentService.Foo", b"{}", "UnknownOperationException")
    kms.raw("another service", "AmazonSSM.ListKeys", b"{}", "UnknownOperationException")
    kms.raw("no target", None, b"{}", ("UnknownOperationException", "MissingAction"))
    kms.raw("an operation of KMS that signs nothing", "TrentService.GenerateRandom", b'{"NumberOfBytes": 8}', "ok",
            ours="UnsupportedOperationException")
    kms.raw("a body that is no JSON", "TrentService.ListKeys", b"{", SERIALIZATION)
    kms.raw("a body that is a JSON list", "TrentService.ListKeys", b"[]", SERIALIZATION)
    kms.raw("an empty body", "TrentService.ListKeys", b"", ("ok", SERIALIZATION))
    kms.raw("a number as KeyId", "TrentService.DescribeKey", b'{"KeyId": 1}', (SERIALIZATION, VALUE))
    kms.raw("null as KeyId", "TrentService.DescribeKey", b'{"KeyId": null}', VALUE)
    kms.raw("a text as Limit", "TrentService.ListKeys", b'{"Limit": "x"}', SERIALIZATION)
    kms.raw("a message that is no base64", "TrentService.Sign",
            b'{"KeyId": "alias/described", "Message": "*", "SigningAlgorithm": "ECDSA_SHA_256"}', (SERIALIZATION, VALUE))
    kms.raw("a member that no operation has", "TrentService.ListKeys", b'{"Limit": 1, "Foo": {}}', "ok")
    kms.raw("null as Limit", "TrentService.ListKeys", b'{"Limit": null}', "ok")
    kms.raw("application/json", "TrentService.ListKeys", b"{}", "UnknownOperationException",
            ours=("UnknownOperationException", SERIALIZATION, "no code"), content_type="application/json")
    kms.raw("a body of 2 MiB", "TrentService.ListKeys", b'{"Foo": "' + b"x" * 2_097_152 + b'"}',
            ("RequestEntityTooLargeException", SERIALIZATION, "no code"))
    kms.raw("PUT", "TrentService.ListKeys", None, ("UnknownOperationException", "no code"), method="PUT")
