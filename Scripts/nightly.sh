#!/bin/bash
# What takes too long for every change: the sanitizers, and the package without its traits. Each step has a build
# folder of its own; the summary at the end says which failed.
set -uo pipefail
cd "$(dirname "$0")/.."

summary=()
status=0
step() {
    local name=$1
    shift
    echo "== $name"
    if "$@"; then summary+=("ok      $name"); else summary+=("FAILED  $name"); status=1; fi
}

step "peers" Scripts/peers.sh
step "thread sanitizer" env TSAN_OPTIONS="suppressions=$PWD/Scripts/thread-sanitizer.supp" \
    swift test --sanitize thread --scratch-path .build-thread
step "address sanitizer" env ASAN_OPTIONS=detect_leaks=0 swift test --sanitize address --scratch-path .build-address
step "without traits" swift build --disable-default-traits --scratch-path .build-lean

printf '%s\n' "" "== nightly" "${summary[@]}"
exit "$status"
