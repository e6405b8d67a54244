// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

// FORM ALG KEYFILE TOKENFILE in, the claims as JSON out; exit status as in ../python/reader.py.
#include "files.h"
#include <rhonabwy.h>

static int rejected(const char *what) {
    fprintf(stderr, "%s\n", what);
    return 1;
}

int main(int argc, char **argv) {
    if (argc < 5) return 3;
    char *key = text_of(argv[3]), *token = text_of(argv[4]);
    const char *audience = getenv("INTEROP_AUDIENCE");
    jwt_t *jwt = NULL;
    jwk_t *jwk = NULL;
    if (r_global_init() != RHN_OK || r_jwt_init(&jwt) != RHN_OK || r_jwk_init(&jwk) != RHN_OK) return 2;
    if (strcmp(argv[1], "jwks") == 0) {
        jwks_t *jwks = NULL;
        if (r_jwks_init(&jwks) != RHN_OK || r_jwks_import_from_json_str(jwks, key) != RHN_OK) return rejected("set");
        if (r_jwt_add_sign_jwks(jwt, NULL, jwks) != RHN_OK) return rejected("set");
    } else if (strcmp(argv[1], "jwk") == 0) {
        if (r_jwk_import_from_json_str(jwk, key) != RHN_OK) return rejected("key");
    } else if (r_jwk_import_from_pem_der(jwk, R_X509_TYPE_PUBKEY, R_FORMAT_PEM, (unsigned char *)key, strlen(key))
               != RHN_OK) return rejected("key");
    if (r_jwt_parse(jwt, token, 0) != RHN_OK) return rejected("token");
    if (r_jwt_get_sign_alg(jwt) != r_str_to_jwa_alg(argv[2])) return rejected("algorithm");
    if (r_jwt_verify_signature(jwt, strcmp(argv[1], "jwks") == 0 ? NULL : jwk, 0) != RHN_OK)
        return rejected("signature");
    if (r_jwt_validate_claims(jwt, R_JWT_CLAIM_EXP, R_JWT_CLAIM_NOW, R_JWT_CLAIM_NOP) != RHN_OK)
        return rejected("claims: exp");
    if (audience && r_jwt_validate_claims(jwt, R_JWT_CLAIM_AUD, audience, R_JWT_CLAIM_NOP) != RHN_OK)
        return rejected("claims: aud");
    printf("%s\n", r_jwt_get_full_claims_str(jwt));
    return 0;
}
