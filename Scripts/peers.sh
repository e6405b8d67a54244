#!/bin/bash
# Installs what the tests run against into .peers: a Python environment of its own, versions pinned in peers.txt.
set -euo pipefail
cd "$(dirname "$0")/.."

stamp=.peers/installed
if [ -e .peers/bin/node ] && [ -e .peers/jose ] && cmp -s Scripts/peers.txt "$stamp"; then exit 0; fi

# Debian's place of packages is not in the path of a node that is not Debian's.
jose() {
    NODE_PATH="${NODE_PATH:-}:/usr/share/nodejs" node -p \
        'require("path").dirname(require.resolve("jose/package.json"))' 2>/dev/null
}

needed=()
command -v openssl >/dev/null || needed+=(openssl)
python3 -c 'import ensurepip, venv' 2>/dev/null || needed+=(python3-venv)
command -v node >/dev/null || needed+=(nodejs)
jose >/dev/null || needed+=(node-jose)
if [ ${#needed[@]} -gt 0 ]; then
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
        echo "peers.sh: needs openssl, python3 with venv, and node with jose (Debian's node-jose, or npm's in NODE_PATH);" \
            "install them, then run this again" >&2
        exit 1
    fi
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${needed[@]}"
fi

rm -rf .peers
python3 -m venv .peers
.peers/bin/python -m pip install --quiet --disable-pip-version-check --requirement Scripts/peers.txt
ln -s "$(command -v node)" .peers/bin/node
ln -s "$(jose)" .peers/jose
cp Scripts/peers.txt "$stamp"
