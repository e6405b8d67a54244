#!/bin/bash
# Sets up the peers, builds all programs, measures them in turn in one run, and writes results.md and results.png.
# Usage: compare.sh [ROUNDS]
set -euo pipefail
cd "$(dirname "$0")"

if ! command -v node >/dev/null; then
    echo "compare.sh: node is missing" >&2
    exit 1
fi
./peers.sh
for product in measure client jwt-kms; do swift build -c release --product "$product"; done
data=.build-data
# valgrind 3.19 can't read the debug information of Swift 6.
strip --strip-debug -o "$data/measure" .build/release/measure
"$data/peers/bin/python" fixture.py >"$data/fixture.json"
exec "$data/peers/bin/python" compare.py "$data" "${1:-40}"
