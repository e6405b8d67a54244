#!/bin/bash
# Installs what the programs of others are made from, into .build-data, and builds those in Go. compare.sh and
# transport.sh start it.
set -euo pipefail
cd "$(dirname "$0")"

packages=(golang-github-golang-jwt-jwt-dev golang-github-aws-aws-sdk-go-v2-dev node-jose valgrind wrk python3-venv)
if ! dpkg -s "${packages[@]}" >/dev/null 2>&1; then
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
        echo "peers.sh: install ${packages[*]}, then run this again" >&2
        exit 1
    fi
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${packages[@]}"
fi

data=.build-data
mkdir -p "$data"
if ! cmp -s peers.txt "$data/peers/installed"; then
    rm -rf "$data/peers"
    python3 -m venv "$data/peers"
    "$data/peers/bin/python" -m pip install --quiet --disable-pip-version-check --requirement peers.txt
    cp peers.txt "$data/peers/installed"
fi
for peer in golang-jwt golang-kms; do
    (cd "Peers/$peer" && GOFLAGS=-mod=mod GOPROXY=off GOTOOLCHAIN=local GOCACHE="$PWD/../../$data/go" \
        "../../$data/peers/bin/go" build -o "../../$data/$peer" .)
done
