#!/bin/bash
# Measures what keep-alive and HTTP/2 bring a client of KMS, and what a lost connection costs: transport.md has a run.
# Usage: transport.sh [ROUNDS]
set -euo pipefail
cd "$(dirname "$0")"

data=.build-data/transport
mkdir -p "$data"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost \
    -addext subjectAltName=DNS:localhost,IP:127.0.0.1 -keyout "$data/key.pem" -out "$data/certificate.pem" 2>/dev/null
swift build -c release --product transport
.build/release/transport measure "$data/certificate.pem" "$data/key.pem" "${1:-7}"
.build/release/transport failures "$data/certificate.pem" "$data/key.pem"
