# Part of jwt-kms. Copyright 2026 the jwt-kms authors.
# SPDX-License-Identifier: Apache-2.0
"""What the readers in Python share: FORM ALG KEYFILE TOKENFILE in, the claims as JSON out.

Exit status: 0 verified, 1 rejected (the reason is on standard error), 3 the library has no way to read this form.
"""

import json
import os
import sys
import warnings

warnings.simplefilter("ignore")
#: The audience that the reader has to demand; None if the token has none.
audience = os.environ.get("INTEROP_AUDIENCE")


def run(**forms):
    form, algorithm, key, token = sys.argv[1:5]
    if form not in forms:
        sys.exit(3)
    try:
        claims = forms[form](open(key).read(), open(token).read(), algorithm)
    except Exception as error:
        print(f"{type(error).__name__}: {error}".split("\n")[0][:200], file=sys.stderr)
        sys.exit(1)
    print(claims if isinstance(claims, str) else json.dumps(claims, default=str))


def header(token):
    import base64

    return json.loads(base64.urlsafe_b64decode(token.split(".")[0] + "=="))
