#!/bin/bash
# Installs what the tests need, checks the sources, builds the examples, and runs all tests. The last line is the test
# runner's own.
set -euo pipefail
cd "$(dirname "$0")/.."

# Hundreds of tests that begin at once make each other late, and some wait for real answers.
export SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=${SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH:-8}

Scripts/peers.sh
Scripts/soundness.sh
swift build --package-path Examples --build-tests
swift run --package-path Examples --skip-build IssueAndVerify
swift test --package-path Examples --skip-build
swift build --build-tests
exec swift test --skip-build
