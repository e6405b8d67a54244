#!/bin/bash
# Installs what the tests run against into .peers: two Python environments, versions pinned in peers.txt and tools.txt,
# and links to what Debian has.
set -euo pipefail
cd "$(dirname "$0")/.."

stamp=.peers/installed
pins() { cat Scripts/peers.txt Scripts/tools.txt; }
if [ -e .peers/bin/node ] && [ -e .peers/jose ] && [ -e .peers/bin/go ] && [ -e .peers/gocode ] &&
    [ -e .peers/bin/ruby ] && cmp -s <(pins) "$stamp"; then
    exit 0
fi

# Debian's place of packages is not in the path of a node that is not Debian's.
jose() {
    NODE_PATH="${NODE_PATH:-}:/usr/share/nodejs" node -p \
        'require("path").dirname(require.resolve("jose/package.json"))' 2>/dev/null
}

# Where the packages of Debian's Go libraries lie.
gocode=/usr/share/gocode

needed=()
command -v openssl >/dev/null || needed+=(openssl)
python3 -c 'import ensurepip, venv' 2>/dev/null || needed+=(python3-venv)
command -v node >/dev/null || needed+=(nodejs)
jose >/dev/null || needed+=(node-jose)
command -v go >/dev/null || needed+=(golang-go)
[ -e "$gocode/src/github.com/aws/aws-sdk-go-v2/service/kms" ] || needed+=(golang-github-aws-aws-sdk-go-v2-dev)
ruby -e 'require "aws-sdk-kms"' 2>/dev/null || needed+=(ruby ruby-aws-sdk-kms)
if [ ${#needed[@]} -gt 0 ]; then
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
        echo "peers.sh: needs openssl, python3 with venv, node with jose (Debian's node-jose, or npm's in NODE_PATH), go" \
            "with Debian's golang-github-aws-aws-sdk-go-v2-dev, and ruby with aws-sdk-kms; install them, then run this" \
            "again" >&2
        exit 1
    fi
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${needed[@]}"
fi

rm -rf .peers
python3 -m venv .peers
.peers/bin/python -m pip install --quiet --disable-pip-version-check --requirement Scripts/peers.txt
tool() { grep "^$1==" Scripts/tools.txt; }
python3 -m venv .peers/tools
.peers/tools/bin/python -m pip install --quiet --disable-pip-version-check "$(tool c7n)" "$(tool ansible-core)"
# The collections of ansible are 20,000 files, of which 200 are amazon.aws.
.peers/tools/bin/python -m pip download --quiet --disable-pip-version-check --no-deps --dest .peers/wheels \
    "$(tool ansible)"
.peers/tools/bin/python - .peers/wheels/ansible-*.whl .peers/tools/collections <<'PYTHON'
import sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as wheel:
    for name in wheel.namelist():
        if name.startswith("ansible_collections/amazon/aws/"):
            wheel.extract(name, sys.argv[2])
PYTHON
rm -rf .peers/wheels
ln -s "$(command -v node)" .peers/bin/node
ln -s "$(jose)" .peers/jose
ln -s "$(command -v go)" .peers/bin/go
ln -s "$gocode" .peers/gocode
ln -s "$(command -v ruby)" .peers/bin/ruby
pins >"$stamp"
