#!/bin/bash
# What takes too long for every change: the sanitizers, the reader against Foundation's on 100,000 documents, a fuzzer of
# HTTP responses, outages of KMS, a server that is killed 200 times, the package without its traits, and the benchmarks. Each step that
# builds has a build folder of its own; the summary at the end says which failed.
set -uo pipefail
cd "$(dirname "$0")/.."

# Instrumented tests are slow: few at a time, so that none is late.
export SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=4
summary=()
status=0
step() {
    local name=$1
    shift
    echo "== $name"
    if "$@"; then summary+=("ok      $name"); else summary+=("FAILED  $name"); status=1; fi
}

# The commands that tests start have no PATH by which the sanitizer could find what names its suppressions.
symbolizer=$(command -v llvm-symbolizer || true)

step "peers" Scripts/peers.sh
step "thread sanitizer" env \
    TSAN_OPTIONS="suppressions=$PWD/Scripts/thread-sanitizer.supp${symbolizer:+:external_symbolizer_path=$symbolizer}" \
    swift test --sanitize thread --scratch-path .build-thread
step "address sanitizer" env ASAN_OPTIONS=detect_leaks=0 swift test --sanitize address --scratch-path .build-address
seed=${JSON_SEED:-$(od -An -N8 -tu8 /dev/urandom | tr -d ' ')}
echo "the seed of the documents is $seed (JSON_SEED=$seed repeats them)"
step "reader against Foundation's, seed $seed" env JSON_SEED="$seed" JSON_DOCUMENTS=100000 \
    swift test --filter DifferentialTests
step "time limits under misbehaving servers" env SCENE_TIMES=1 SCENE=silence swift test --filter SceneTests
step "outages of KMS, and how late calls are" env OUTAGE_TIMES=1 SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=1 \
    swift test --filter LiveOutageTests
step "transport, fuzzed for ten minutes" Scripts/fuzz.sh 600
step "local-kms, killed 200 times" env KILLS=200 swift test --filter KilledServerTests
step "benchmarks" Benchmarks/compare.sh 40
step "without traits" swift build --disable-default-traits --scratch-path .build-lean

printf '%s\n' "" "== nightly" "${summary[@]}"
exit "$status"
