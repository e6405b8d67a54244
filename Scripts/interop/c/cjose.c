// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

// FORM ALG KEYFILE TOKENFILE in, the claims as JSON out; exit status as in ../python/reader.py.
#include "files.h"
#include <cjose/cjose.h>

int main(int argc, char **argv) {
    if (argc < 5 || strcmp(argv[1], "jwk") != 0) return 3;
    char *key = text_of(argv[3]), *token = text_of(argv[4]);
    cjose_err error = {0};
    cjose_jwk_t *jwk = cjose_jwk_import(key, strlen(key), &error);
    cjose_jws_t *jws = jwk ? cjose_jws_import(token, strlen(token), &error) : NULL;
    uint8_t *claims = NULL;
    size_t length = 0;
    if (!jws || !cjose_jws_verify(jws, jwk, &error) || !cjose_jws_get_plaintext(jws, &claims, &length, &error)) {
        fprintf(stderr, "%s: %s\n", jwk ? "token" : "key", error.message);
        return 1;
    }
    printf("%.*s\n", (int)length, claims);
    return 0;
}
