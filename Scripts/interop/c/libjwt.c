// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

// FORM ALG KEYFILE TOKENFILE in, the claims as JSON out; exit status as in ../python/reader.py.
#include "files.h"
#include <jwt.h>

int main(int argc, char **argv) {
    if (argc < 5 || strcmp(argv[1], "pem") != 0) return 3;
    char *key = text_of(argv[3]), *token = text_of(argv[4]);
    jwt_t *jwt = NULL;
    int failed = jwt_decode(&jwt, token, (unsigned char *)key, (int)strlen(key));
    if (failed || strcmp(jwt_alg_str(jwt_get_alg(jwt)), argv[2]) != 0) {
        fprintf(stderr, "%s\n", failed ? strerror(failed) : "another algorithm");
        return 1;
    }
    printf("%s\n", jwt_get_grants_json(jwt, NULL));
    return 0;
}
