// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

// Verifies tokens with jose's remote key set, which is fetched over HTTP from a server that is started here. Standard
// input is a JSON object: `jwks`, the set as it is published, and `tokens`. Writes one JSON line a token: `library`,
// `index` of the token, and its `sub`, null where it is refused.
"use strict";

const { readFileSync } = require("fs");
const { createServer } = require("http");
const jose = require(process.argv[2]);

const given = JSON.parse(readFileSync(0, "utf8"));

async function main() {
  const server = createServer((_, response) => {
    response.setHeader("Content-Type", "application/jwk-set+json");
    response.end(given.jwks);
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const keys = jose.createRemoteJWKSet(new URL(`http://127.0.0.1:${server.address().port}/.well-known/jwks.json`));
  for (const [index, token] of given.tokens.entries()) {
    const sub = await jose.jwtVerify(token, keys).then(
      ({ payload }) => payload.sub,
      () => null,
    );
    console.log(JSON.stringify({ library: "jose", index, sub }));
  }
  server.close();
  server.closeAllConnections();
}

main();
