#!/bin/bash
# Gehirn's jwt takes a fraction of a second in "exp" for a malformed date
#
# Library: jwt 1.4.0 (PyPI, by Gehirn), jwt.JWT().decode.
# Input: an RS256 token, signed by the library itself, whose "exp" is ten minutes and half a second from now.
# Valid by: RFC 7519 section 2: a NumericDate may be a non-integer value.
# Seen: JWTDecodeError: Invalid Expired value. The same token with whole seconds is accepted.
# Our users: the guide "Who can read your tokens", which advises whole seconds.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --root-user-action ignore --no-warn-conflicts \
    --target "$folder" jwt==1.4.0 cryptography==50.0.2
PYTHONPATH="$folder" python3 -S -W ignore - <<'PYTHON'
import time

from cryptography.hazmat.primitives.asymmetric import rsa
from jwt import JWT
from jwt.exceptions import JWTDecodeError
from jwt.jwk import RSAJWK

key = RSAJWK(rsa.generate_private_key(65537, 2048))
end = int(time.time()) + 600
read = lambda exp: JWT().decode(JWT().encode({"exp": exp}, key, alg="RS256"), key, algorithms={"RS256"})

assert read(end) == {"exp": end}
try:
    raise SystemExit(f"changed: it reads {read(end + 0.5)}")
except JWTDecodeError as error:
    print(error)
    assert "Invalid Expired value" in str(error)
PYTHON
