# Part of jwt-kms. Copyright 2026 the jwt-kms authors.
# SPDX-License-Identifier: Apache-2.0
"""Answers of KMS, told so that those of two endpoints can be compared."""

import datetime
import json
import re

import botocore.exceptions
from cryptography.hazmat.primitives.serialization import load_der_public_key

from kms.keys import kind

# Where the answer names the account or another key material, whatever it is.
PLACES = [(r"\bmrk-[0-9a-f]{32}\b|\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", "<another>"),
          (r"(arn:aws:[a-z]+:[a-z0-9-]*:)\d{12}", r"\1ACCOUNT"), (r"(AWSAccountId: )\d{12}", r"\1ACCOUNT"),
          (r"([a-z])\1{31,}", lambda run: f"{run.group(1)} ({len(run.group())} times)"), (r"(CurrentKeyMaterialId: )[0-9a-f]{64}", r"\g<1>64 digits"),
          (r"\b[0-9a-f]{64}\b", "<64 digits>")]
LISTS = {"Keys": "KeyArn", "Aliases": "AliasName", "Tags": "TagKey", "Grants": "GranteePrincipal"}
POLICIES = ("Policy", "ReplicaPolicy")
# Longer lists are told by their length.
LONG = 10


def flat(answer, path=""):
    texts = []
    for name, value in sorted(answer.items()):
        inner = isinstance(value, dict) and name not in POLICIES
        texts += flat(value, f"{path}{name}.") if inner else [f"{path}{name}: {shown(value)}"]
    return texts


def shown(value):
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True)


class Answers:
    def __init__(self, keys):
        self.keys = keys

    def begin(self, key, client):
        """Fetches the public key, so that signatures can be checked."""
        if key.id is None:
            return
        try:
            key.public = load_der_public_key(client.get_public_key(KeyId=key.id)["PublicKey"])
        except (botocore.exceptions.ClientError, ValueError):
            key.public = None

    def members(self, answer, request):
        """The members of the answer, a text each, those of inner objects as `KeyMetadata.KeyState: ...`."""
        answer = {member: self.value(member, value) for member, value in answer.items()}
        if "Signature" in answer:
            answer["Signature"] = self.signature(answer["Signature"], request)
        for name, order in LISTS.items():
            if name not in answer:
                continue
            # Which are on a page, KMS leaves open, and in which order.
            if "Limit" in request or len(answer[name]) > LONG:
                answer[name] = f"{len(answer[name])} entries"
            else:
                answer[name] = sorted(answer[name], key=lambda entry: self.named(entry.get(order, "")))
        return [self.named(text) for text in flat(answer)]

    def named(self, text):
        """Ids by the names of their keys."""
        for key in self.keys.values():
            if key.id:
                text = text.replace(key.id, f"<{key.name}>")
        for pattern, place in PLACES:
            text = re.sub(pattern, place, text)
        return text

    def value(self, member, value):
        if isinstance(value, datetime.datetime):
            days = (value - datetime.datetime.now(datetime.timezone.utc)) / datetime.timedelta(days=1)
            return "now" if round(days) == 0 else f"in {round(days)} days"
        if isinstance(value, dict):
            return {name: self.value(name, inner) for name, inner in value.items()}
        if isinstance(value, list):
            values = [self.value(member, inner) for inner in value]
            # The order of names has no meaning: of algorithms, policies.
            return sorted(values) if all(isinstance(inner, str) for inner in values) else values
        if member == "PublicKey":
            return kind(value)
        if member == "Mac":
            return f"{len(value)} bytes"
        if member in ("NextMarker", "GrantToken", "GrantId"):
            return {"NextMarker": "a marker", "GrantToken": "a token", "GrantId": "an id"}[member]
        if member in POLICIES:
            return json.loads(value)
        return value

    def signature(self, signature, request):
        key = next(
            (key for key in self.keys.values() if request["KeyId"] in (key.id, key.arn, *key.aliases)), None)
        if key is None or key.public is None:
            return f"{len(signature)} bytes"
        good = key.verifies(signature, request["Message"], request.get("MessageType", "RAW"), request["SigningAlgorithm"])
        return "good" if good else "of something else"
