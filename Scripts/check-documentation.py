# Part of jwt-kms. Copyright 2026 the jwt-kms authors.
# SPDX-License-Identifier: Apache-2.0
"""Every block of Swift in the README and the guides must stand in Examples, where it is compiled."""

import pathlib
import re
import sys
import textwrap

root = pathlib.Path(__file__).resolve().parent.parent
pages = [root / "README.md", *sorted((root / "Sources").glob("*/Documentation.docc/**/*.md"))]
sources = sorted((root / "Examples/Sources").glob("**/*.swift"))


def lines(text):
    return [line.strip() for line in text.splitlines() if line.strip()]


compiled = ["\n".join(lines(source.read_text())) for source in sources]
failures = 0
blocks = 0
for page in pages:
    for block in re.findall(r"^```swift\n(.*?)^```", page.read_text(), re.MULTILINE | re.DOTALL):
        if ".package(" in block:
            continue
        blocks += 1
        wanted = "\n".join(lines(textwrap.dedent(block)))
        if not any(wanted in source for source in compiled):
            failures += 1
            print(f"{page.relative_to(root)}: this code stands nowhere in Examples:\n{block}", file=sys.stderr)

if blocks == 0:
    sys.exit("check-documentation: no code was found, so nothing was checked")
sys.exit(1 if failures else 0)
