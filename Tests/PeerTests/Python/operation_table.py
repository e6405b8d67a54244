# Part of jwt-kms. Copyright 2026 the jwt-kms authors.
# SPDX-License-Identifier: Apache-2.0
"""Compares the tables of operations in the guide on local-kms with the model of botocore and with what a server answers.

Usage: operation_table.py URL GUIDE. Writes one JSON line an operation: its name, and `departs`: what is not so, or null.
"""

import json
import re
import sys
import urllib.error
import urllib.request

import botocore.session

URL, GUIDE = sys.argv[1:3]
HEADS = {"Beyond its shapes": "answered", "Why not": "refused"}


def told():
    """What the guide says of each operation."""
    operations, kind = {}, None
    with open(GUIDE, encoding="utf-8") as guide:
        for line in guide:
            head = re.match(r"\| Operation \| (.*) \|$", line)
            if head:
                kind = HEADS[head.group(1)]
            elif line.startswith("| `"):
                operations.update((name, kind) for name in re.findall(r"`(\w+)`", line.split("|")[1]))
    return operations


def found(name):
    """What the server does with an operation."""
    request = urllib.request.Request(URL, b"{}", {
        "Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": f"TrentService.{name}"})
    try:
        urllib.request.urlopen(request).close()
        return "answered"
    except urllib.error.HTTPError as error:
        body = json.load(error)
    if body["__type"] == "UnsupportedOperationException" and name in body["message"]:
        return "refused"
    return "unknown" if body["__type"] == "UnknownOperationException" else "answered"


model = botocore.session.get_session().get_service_model("kms").operation_names
guide = told()
for operation in sorted({*model, *guide}):
    answer = (guide.get(operation), found(operation), operation in model)
    right = answer[0] == answer[1] and answer[2]
    print(json.dumps({"name": operation, "departs": None if right else (
        f"the guide: {answer[0]}, the server: {answer[1]}, in the model: {answer[2]}")}))
