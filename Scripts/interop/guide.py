# Part of jwt-kms. Copyright 2026 the jwt-kms authors.
# SPDX-License-Identifier: Apache-2.0
"""Writes the tables of the guide "Who can read your tokens" from .interop/results.json: what the readers did, no more."""

import json
import pathlib
import re

root = pathlib.Path(__file__).resolve().parent.parent.parent
guide = root / "Sources/JWTKMS/Documentation.docc/Guides/WhoCanReadYourTokens.md"
libraries = sorted(
    json.loads((root / ".interop/results.json").read_text()),
    key=lambda library: (library["language"], library["name"].lower()))
LETTERS = {"pem": "P", "jwk": "J", "jwks": "S"}


def verdicts(library, name):
    return {(row["form"], row["algorithm"]): row["verdict"] for row in library["rows"] if row["name"] == name}


def label(library):
    return f"{library['name']} {library['version']} ({library['language']})"


def table(columns, rows):
    lines = ["| Library | " + " | ".join(columns) + " |", "| --- |" + " --- |" * len(columns)]
    return "\n".join(lines + [f"| {label(library)} | " + " | ".join(cells) + " |" for library, cells in rows])


def forms(library, algorithm):
    found = verdicts(library, "verifies")
    return "".join(letter for form, letter in LETTERS.items() if found[form, algorithm] == "verified") or "-"


def family(library, kind):
    """RS or PS: one cell, unless the three hashes differ."""
    cells = {size: forms(library, f"{kind}{size}") for size in ("256", "384", "512")}
    if len(set(cells.values())) == 1:
        return cells["256"]
    return ", ".join(f"{size}: {cell}" for size, cell in cells.items() if cell != "-")


def algorithms():
    one = ["ES256", "ES384", "ES512"]
    new = ["EdDSA", "Ed25519", "ML-DSA-65", "ML-DSA-87"]
    return table(
        [*one, "RS256/384/512", "PS256/384/512", *new],
        [(library, [*(forms(library, name) for name in one), family(library, "RS"), family(library, "PS"),
                    *(forms(library, name) for name in new)]) for library in libraries])


def reads_sets(library):
    return verdicts(library, "verifies")["jwks", "RS256"] == "verified"


def with_stranger(library, kind):
    first, last = (verdicts(library, f"set with {kind} {place}")["jwks", "RS256"] for place in ("first", "last"))
    if first == last:
        return "yes" if first == "verified" else "**no**"
    return "only before it" if last == "verified" else "only after it"


def after_rotation(library):
    """By the set as it is published then: the EC key signs, and stands first."""
    old = verdicts(library, "set with EC first")["jwks", "RS256"] == "verified"
    new = verdicts(library, "new token after RSA to EC").get(("jwks", "ES256")) == "verified"
    return {(True, True): "both", (True, False): "**old only**", (False, True): "**new only**"}.get(
        (old, new), "**neither**")


def nameless(library):
    if verdicts(library, "no kid, one key")["jwks", "RS256"] != "verified":
        return "no"
    first, last = (verdicts(library, f"no kid, its key {place}")["jwks", "RS256"] for place in ("first", "last"))
    if first == last:
        return "yes" if first == "verified" else "of one key only"
    return "its key first only" if first == "verified" else "its key last only"


def sets():
    return table(
        ["OKP", "AKP", "ES512", "after RSA to EC", "no `kid`"],
        [(library, [*(with_stranger(library, kind) for kind in ("OKP", "AKP", "ES512")), after_rotation(library),
                    nameless(library)]) for library in libraries if reads_sets(library)])


def oddity(library, name):
    """By the first form that the library has: these cases do not depend on it."""
    found = verdicts(library, name)
    verdict = next(
        (found[form, "RS256"] for form in LETTERS
         if (form, "RS256") in found and verdicts(library, "verifies")[form, "RS256"] == "verified"), "no form")
    return {"verified": "yes", "rejected": "**no**", "changed": "rounds it"}.get(verdict, "-")


def audience(library):
    if oddity(library, "aud string") != "yes":
        return "no `aud` at all"
    return oddity(library, "aud array")


def tokens():
    names = ["typ at+jwt", "date with a fraction", "integer past 2^63", "final newline", "PEM without a final newline"]
    return table(
        ["`typ` at+jwt", "`aud` array", "fraction", "past 2^63", "newline", "PEM without newline"],
        [(library, [oddity(library, names[0]), audience(library), *(oddity(library, name) for name in names[1:])])
         for library in libraries])


def count(cells, *bad):
    return sum(cell in bad for cell in cells)


def summary():
    readers = [library for library in libraries if reads_sets(library)]
    lines = [
        f"{len(libraries)} libraries ran. {len(readers)} of them read a JWK Set.",
        "Of these readers of sets, the number that no longer verify an RS256 token when the set also has",
    ]
    for kind, words in (("OKP", "an Ed25519 key"), ("AKP", "an ML-DSA key"), ("ES512", "an ES512 key")):
        cells = [with_stranger(library, kind) for library in readers]
        lines.append(f"- {words}: {count(cells, '**no**')}, and {len(cells) - count(cells, 'yes', '**no**')} more if "
                     "the stranger stands before the token's key.")
    verify = {name: sum(forms(library, name) != "-" for library in libraries)
              for name in ("RS256", "ES256", "PS256", "ES384", "ES512", "EdDSA", "Ed25519", "ML-DSA-65")}
    names = ", ".join(f"{name} {number}" for name, number in verify.items())
    return "\n".join([lines[0], "", lines[1] + ":", "", *lines[2:], "", f"Libraries that verify each: {names}."])


text = guide.read_text()
for name, make in (("summary", summary), ("algorithms", algorithms), ("sets", sets), ("tokens", tokens)):
    pattern = re.compile(rf"(<!-- interop: {name} -->\n).*?(<!-- end -->)", re.DOTALL)
    text, found = pattern.subn(lambda match: f"{match[1]}\n{make()}\n\n{match[2]}", text)
    assert found == 1, f"the guide has no place for {name}"
guide.write_text(text)
