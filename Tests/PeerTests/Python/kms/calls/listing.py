# Part of jwt-kms. Copyright 2026 the jwt-kms authors.
# SPDX-License-Identifier: Apache-2.0
"""ListKeys, ListAliases, ListResourceTags in pages."""

from kms.endpoint import REGION

# What is listed, what is its own of an entry, the most on a page, how many are asked for a page, and the request.
LISTS = {"ListKeys": ("Keys", "KeyArn", 1000, 7, {}), "ListAliases": ("Aliases", "AliasArn", 100, 2, {}),
         "ListResourceTags": ("Tags", "TagKey", 50, 7, {"KeyId": "longest"})}


def make(kms):
    owners(kms)
    for operation, (member, identity, most, limit, request) in LISTS.items():
        request = {name: kms.keys[key].id for name, key in request.items()}
        answer = kms.call("all", operation, **request)
        all_of_them = {entry[identity] for entry in answer.get(member, [])}
        kms.call(f"Limit {most}", operation, Limit=most, **request)
        for wrong in (0, -1, most + 1):
            kms.call(f"Limit {wrong}", operation, aws="ValidationException", Limit=wrong, **request)
        pages(kms, operation, (member, identity, limit), request, all_of_them)
        kms.call("a marker that is none", operation, aws=("InvalidMarkerException", "ValidationException"),
                 Marker="none", **request)
        kms.call("an empty marker", operation, aws="ValidationException", Marker="", **request)
        kms.call("a marker of 1025 characters", operation, aws="ValidationException", Marker="m" * 1025, **request)


def owners(kms):
    kms.call("of this account", "ListKeys", ResourceOwners=["SELF"])
    kms.call("shared by other accounts", "ListKeys", ResourceOwners=["OTHER_ACCOUNTS_VIA_RAM"])
    kms.call("of both", "ListKeys", ResourceOwners=["SELF", "OTHER_ACCOUNTS_VIA_RAM"])
    kms.call("of an unknown owner", "ListKeys", aws="ValidationException", ResourceOwners=["OTHERS"])
    kms.call("of no owner", "ListKeys", aws="ValidationException", ResourceOwners=[])


def pages(kms, operation, how, request, expected):
    """Follows the markers to the end, which is recorded as one call: all of the list must come, each entry once."""
    member, identity, limit = how
    pages_seen, marker = [], {}
    while len(pages_seen) < 100:
        answer = kms.client(REGION)._make_api_call(operation, {"Limit": limit, **marker, **request})
        pages_seen.append([entry[identity] for entry in answer[member]])
        if not answer["Truncated"]:
            break
        marker = {"Marker": answer["NextMarker"]}
    entries = sorted(sum(pages_seen, []))
    whole = entries == sorted(expected) and all(len(page) == limit for page in pages_seen[:-1])
    kms.record(f"in pages of {limit}", operation, f"{len(entries)} entries on {len(pages_seen)} pages", None,
               None if whole and len(pages_seen[-1]) <= limit else f"each entry once, {limit} a page")
