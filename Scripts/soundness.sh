#!/bin/bash
# What a compiler does not check: form, licence headers, words that have no place here, code in the documentation.
set -euo pipefail
cd "$(dirname "$0")/.."

swift format lint --strict --recursive Package.swift Sources Tests Examples/Package.swift Examples/Sources \
    Benchmarks/Package.swift Benchmarks/Sources

failed=0
complain() { echo "soundness: $1" >&2; failed=1; }

while IFS= read -r file; do
    [ -e "$file" ] || continue
    grep -q "SPDX-License-Identifier: Apache-2.0" "$file" || complain "$file has no licence header"
done < <(git ls-files -co --exclude-standard 'Sources/*.swift' 'Tests/*.swift' 'Examples/Sources/*.swift' \
    'Benchmarks/Sources/*.swift')

while IFS= read -r line; do
    complain "not in Sources: $line"
done < <(grep -rnE '@unchecked Sendable|nonisolated\(unsafe\)|try!|as!|fatalError\(|\bprint\(' Sources --include '*.swift' |
    grep -v 'Sources/jwt-kms/JWTKMSCommand.swift' || true)

python3 Scripts/check-documentation.py || failed=1

exit "$failed"
