// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

// FORM ALG KEYFILE TOKENFILE in, the claims as JSON out; exit status as in ../../python/reader.py.
package main

import (
	"encoding/json"
	"os"
	"time"

	jose "gopkg.in/square/go-jose.v2"
	"gopkg.in/square/go-jose.v2/jwt"
	"interop/reader"
)

func main() {
	reader.Run(func(form, alg string, key []byte, token string) (any, error) {
		var public any
		var err error
		switch form {
		case "pem":
			public, err = reader.PublicKey(key)
		case "jwk":
			var jwk jose.JSONWebKey
			err = json.Unmarshal(key, &jwk)
			public = jwk
		default:
			var set jose.JSONWebKeySet
			err = json.Unmarshal(key, &set)
			public = set
		}
		if err != nil {
			return nil, err
		}
		parsed, err := jwt.ParseSigned(token)
		if err != nil {
			return nil, err
		}
		var claims jwt.Claims
		all := map[string]any{}
		if err := parsed.Claims(public, &claims, &all); err != nil {
			return nil, err
		}
		expected := jwt.Expected{Time: time.Now()}
		if audience := os.Getenv("INTEROP_AUDIENCE"); audience != "" {
			expected.Audience = jwt.Audience{audience}
		}
		return all, claims.Validate(expected)
	})
}
