#!/bin/bash
# Installs what the tests run against into .peers: a Python environment of its own, versions pinned in peers.txt.
set -euo pipefail
cd "$(dirname "$0")/.."

stamp=.peers/installed
if [ -f "$stamp" ] && cmp -s Scripts/peers.txt "$stamp"; then exit 0; fi

if ! command -v openssl >/dev/null || ! python3 -c 'import ensurepip, venv' 2>/dev/null; then
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
        echo "peers.sh: needs openssl and python3 with venv; install them, then run this again" >&2
        exit 1
    fi
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq openssl python3-venv
fi

rm -rf .peers
python3 -m venv .peers
.peers/bin/python -m pip install --quiet --disable-pip-version-check --requirement Scripts/peers.txt
cp Scripts/peers.txt "$stamp"
