#!/bin/bash
# Installs the libraries of libraries.tsv and builds their readers, into .interop. One that can't be had is a failure.
set -euo pipefail
cd "$(dirname "$0")/../.."

list=Scripts/interop/libraries.tsv
out=$PWD/.interop
mkdir -p "$out/bin" "$out/python" "$out/java"

# What the readers need beside the libraries.
tools=(nodejs ruby perl gcc g++ libjansson-dev libssl-dev golang-go rustc cargo ghc erlang-base erlang-crypto
    erlang-asn1 erlang-public-key erlang-jiffy ruby-rbnacl default-jdk-headless)
command -v cargo >/dev/null && tools=("${tools[@]/rustc/}") && tools=("${tools[@]/cargo/}")
command -v javac >/dev/null && tools=("${tools[@]/default-jdk-headless/}")
command -v node >/dev/null && tools=("${tools[@]/nodejs/}")
mapfile -t packages < <(awk -F'\t' '$3 == "debian" { print $4 }' "$list")
apt-get update -qq
# shellcheck disable=SC2068 # the emptied names are to go
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends ${tools[@]} ${packages[@]} >/dev/null

# Each Python library has a folder of its own: two of them are modules of one name.
while IFS=$'\t' read -r _ _ registry package reader; do
    folder=$out/python/$(basename "$reader" .py)
    [[ $registry == pypi && $reader == *.py ]] || continue
    [ "$(cat "$folder/installed" 2>/dev/null)" = "$package" ] && continue
    rm -rf "$folder"
    # shellcheck disable=SC2086 # several packages
    python3 -m pip install --quiet --disable-pip-version-check --root-user-action ignore \
        --no-warn-conflicts --only-binary :all: --target "$folder" $package
    echo "$package" >"$folder/installed"
done < <(grep -v '^#' "$list")

# PyPI has no Java; Spark brings jjwt and, within Hadoop, Nimbus.
spark=$(awk -F'\t' '$5 ~ /java$/ { print $4; exit }' "$list")
if [ "$(cat "$out/java/installed" 2>/dev/null)" != "$spark" ]; then
    temporary=$(mktemp -d)
    trap 'rm -rf "$temporary"' EXIT
    python3 -m pip download --quiet --disable-pip-version-check --no-deps --no-binary :all: -d "$temporary" "$spark"
    rm -rf "$out/java" && mkdir "$out/java"
    tar -xzf "$temporary"/pyspark-*.tar.gz -C "$out/java" --strip-components 3 --wildcards \
        '*/deps/jars/jjwt-*' '*/deps/jars/jackson-core-2*' '*/deps/jars/jackson-databind*' \
        '*/deps/jars/jackson-annotations*' '*/deps/jars/hadoop-client-runtime*'
    echo "$spark" >"$out/java/installed"
fi

cd Scripts/interop
javac -d "$out/java/classes" -cp "$out/java/*" java/*.java
gcc -o "$out/bin/libjwt" c/libjwt.c -ljwt
gcc -o "$out/bin/cjose" c/cjose.c -lcjose -ljansson
gcc -o "$out/bin/rhonabwy" c/rhonabwy.c -lrhonabwy -ljansson
g++ -std=c++17 -w -o "$out/bin/cpp-jwt" cpp/cpp-jwt.cpp -lcrypto
g++ -std=c++17 -o "$out/bin/poco" cpp/poco.cpp -lPocoJWT -lPocoCrypto -lPocoJSON -lPocoFoundation
mkdir -p "$out/go/src" && rm -rf "$out/go/src/interop" && cp -r go "$out/go/src/interop"
for reader in golang-jwt jwt-go go-jose jose2go go-oidc; do
    GO111MODULE=off GOPATH="$out/go:/usr/share/gocode" go build -o "$out/bin/$reader" "interop/$reader"
done
rm -rf "$out/rust" && cp -r rust "$out/rust" && mkdir "$out/rust/.cargo"
printf '[source.crates-io]\nreplace-with = "debian"\n[source.debian]\ndirectory = "/usr/share/cargo/registry"\n' \
    >"$out/rust/.cargo/config.toml"
(cd "$out/rust" && cargo build --quiet --offline && cp target/debug/jsonwebtoken "$out/bin/rust")
ghc -v0 -outputdir "$out/haskell" -o "$out/bin/Jwt" haskell/Jwt.hs
erlc -o "$out/bin" erlang/jose_reader.erl
