# Part of jwt-kms. Copyright 2026 the jwt-kms authors.
# SPDX-License-Identifier: Apache-2.0
"""Drives every operation of a KMS by boto3, on good and on bad input and in every key state, and tells what it
answered.

Usage: kms_calls.py URL, of a KMS that holds nothing yet. Writes one JSON line a call, in an order and with names that
are always the same:

    name       of the call: `Sign: a digest of 31 bytes`
    operation  of KMS: `Sign`
    answer     what came, a list: `200` and a text for each member, or one text, the HTTP status and the code of the
               error. Ids are told by the names of their keys, times as days from now, and of a signature whether
               `cryptography` finds it good.
    message    of the error, or null
    departs    where the answer is not the one that AWS documents (or that LocalKMS is known to give instead), what was
               expected; else null
"""

import json
import sys

from kms.calls import (
    aliases, creating, describing, grants, listing, macs, policies, replicas, rotation, signing, states, tags, usage, wire)
from kms.endpoint import Endpoint

CHAPTERS = [creating, describing, signing, macs, aliases, tags, policies, rotation, usage, grants, replicas, states,
            listing, wire]
endpoint = Endpoint(sys.argv[1])
try:
    for chapter in CHAPTERS:
        chapter.make(endpoint)
finally:
    for record in endpoint.records:
        print(json.dumps(record))
