// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

// Reads "node-jose OPERATION CASE COUNT", a line a time, and answers the nanoseconds that one operation took.
"use strict";

const { createPublicKey, createPrivateKey } = require("crypto");
const { readFileSync } = require("fs");
const { createInterface } = require("readline");
const jose = require("/usr/share/nodejs/jose");

const fixture = JSON.parse(readFileSync(process.argv[2], "utf8"));
const programs = new Map();

function program(operation, c) {
  if (operation === "sign") {
    const key = createPrivateKey(c.privateKeyPEM);
    const claims = jose.decodeJwt(c.token);
    return () => new jose.SignJWT(claims).setProtectedHeader({ alg: c.algorithm, kid: c.kid, typ: "JWT" }).sign(key);
  }
  const key = createPublicKey(c.publicKeyPEM);
  const options = { algorithms: [c.algorithm] };
  if (c.payload !== "any") options.issuer = fixture.issuer;
  return () => jose.jwtVerify(c.token, key, options);
}

async function main() {
  for await (const line of createInterface({ input: process.stdin })) {
    const [, operation, name, count] = line.split(" ");
    const id = operation + " " + name;
    if (!programs.has(id)) programs.set(id, program(operation, fixture.cases[name]));
    const run = programs.get(id);
    const begin = process.hrtime.bigint();
    for (let i = 0; i < Number(count); i++) await run();
    console.log(Number(process.hrtime.bigint() - begin) / Number(count));
  }
}

main();
