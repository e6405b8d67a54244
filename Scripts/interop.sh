#!/bin/bash
# Lets the JOSE libraries of other languages read tokens and keys of ours, and writes what came of it into the guide "Who
# can read your tokens". Outside CI: it installs some 2 GB of Debian's packages and of PyPI's. Needs root on Debian.
#
# Usage: Scripts/interop.sh [NAME ...]    With names, only those libraries run, and the guide is left as it is.
set -euo pipefail
cd "$(dirname "$0")/.."

swift build --product jwt-kms
Scripts/interop/install.sh
rm -rf .interop/cases
python3 Scripts/interop/cases.py .build/debug/jwt-kms .interop/cases
python3 Scripts/interop/matrix.py "$@"
[ $# -gt 0 ] || python3 Scripts/interop/guide.py
