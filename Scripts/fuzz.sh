#!/bin/bash
# Plays responses that libFuzzer makes to the transport. Tests/FuzzTransport says what must hold of all of them.
# An input that breaks it is left in .build-fuzz/failures; `swift run fuzz-transport FILE` plays it again.
# Usage: fuzz.sh [SECONDS]
set -euo pipefail
cd "$(dirname "$0")/.."

# Optimised, and with the assertions of a debug build; gold, the linker of Linux, can't link libFuzzer.
flags=(-sanitize=fuzzer -DFUZZING -O -assert-config Debug -use-ld=lld)
swift build --product fuzz-transport --scratch-path .build-fuzz "${flags[@]/#/-Xswiftc=}"
mkdir -p .build-fuzz/corpus .build-fuzz/failures
# Swift's own report of a crash would keep libFuzzer from writing the input down.
export SWIFT_BACKTRACE=enable=no
exec .build-fuzz/debug/fuzz-transport -max_total_time="${1:-600}" -timeout=60 -max_len=4096 -print_final_stats=1 \
    -dict=Tests/FuzzTransport/http.dictionary -artifact_prefix=.build-fuzz/failures/ \
    .build-fuzz/corpus Tests/FuzzTransport/Corpus
