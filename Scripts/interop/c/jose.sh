#!/bin/bash
# FORM ALG KEYFILE TOKENFILE in, the claims as JSON out; exit status as in ../python/reader.py. The command line of jose.
case $1 in jwk | jwks) ;; *) exit 3 ;; esac
jose jws ver -i "$4" -k "$3" -O - || { echo "jose: not verified" >&2; exit 1; }
