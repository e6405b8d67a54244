// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

// FORM ALG KEYFILE TOKENFILE in, the claims as JSON out; exit status as in ../python/reader.py.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const jose = createRequire(import.meta.url)("/usr/share/nodejs/jose");
const [form, alg, keyFile, tokenFile] = process.argv.slice(2);
const key = readFileSync(keyFile, "utf8");
const token = readFileSync(tokenFile, "utf8");
const keys = {
    pem: () => jose.importSPKI(key, alg),
    jwk: () => jose.importJWK(JSON.parse(key), alg),
    jwks: () => jose.createLocalJWKSet(JSON.parse(key)),
};
try {
    const options = { algorithms: [alg], audience: process.env.INTEROP_AUDIENCE };
    const { payload } = await jose.jwtVerify(token, await keys[form](), options);
    console.log(JSON.stringify(payload));
} catch (error) {
    console.error(`${error.name}: ${error.message}`);
    process.exit(1);
}
