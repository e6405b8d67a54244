# Part of jwt-kms. Copyright 2026 the jwt-kms authors.
# SPDX-License-Identifier: Apache-2.0
"""ListKeys, ListAliases, ListResourceTags in pages."""

from kms.endpoint import REGION

LISTS = {"ListKeys": ("Keys", "KeyArn", 1000, {}), "ListAliases": ("Aliases", "AliasArn", 100, {}),
         "ListResourceTags": ("Tags", "TagKey", 50, {"KeyId": "longest"})}


def make(kms):
    for operation, (member, identity, most, request) in LISTS.items():
        request = {name: kms.keys[key].id for name, key in request.items()}
        answer = kms.call("all", operation, **request)
        all_of_them = {entry[identity] for entry in answer.get(member, [])}
        kms.call(f"Limit {most}", operation, Limit=most, **request)
        for limit in (0, -1, most + 1):
            kms.call(f"Limit {limit}", operation, aws="ValidationException", Limit=limit, **request)
        pages(kms, operation, member, identity, request, all_of_them)
        kms.call("a marker that is none", operation, aws=("InvalidMarkerException", "ValidationException"),
                 Marker="none", **request)
        kms.call("an empty marker", operation, aws="ValidationException", Marker="", **request)
        kms.call("a marker of 1025 characters", operation, aws="ValidationException", Marker="m" * 1025, **request)


def pages(kms, operation, member, identity, request, expected):
    """Follows the markers to the end, which is recorded as one call: all of the list must come, each entry once."""
    client, count, seen, marker = kms.client(REGION), 0, [], {}
    while count < 100:
        answer = client._make_api_call(operation, {"Limit": 7, **marker, **request})
        count, seen = count + 1, seen + [entry[identity] for entry in answer[member]]
        if not answer["Truncated"]:
            break
        marker = {"Marker": answer["NextMarker"]}
    departs = None if sorted(seen) == sorted(expected) and count == -(-len(expected) // 7) else "each entry once, 7 a page"
    kms.record("in pages of 7", operation, f"{len(seen)} entries on {count} pages", None, departs)
