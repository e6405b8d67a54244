#!/bin/bash
# Measures our own connections against async-http-client in their place and the AWS SDK for Go, and writes the table of
# transport.md. Usage: transport.sh [ROUNDS]
set -euo pipefail
cd "$(dirname "$0")"

./peers.sh
# -enable-testing lets `transport` put another client of HTTP in the place of our own. A folder of its own, because
# everything is built with it.
build=.build-testable
for product in transport jwt-kms; do
    swift build -c release --product "$product" --scratch-path "$build" -Xswiftc -enable-testing
done
exec .build-data/peers/bin/python transport.py .build-data "$build/release" "${1:-21}"
