// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

// FORM ALG KEYFILE TOKENFILE in, the claims as JSON out; exit status as in ../../python/reader.py.
package main

import (
	"strings"

	jose "github.com/dvsekhvalnov/jose2go"
	ecc "github.com/dvsekhvalnov/jose2go/keys/ecc"
	rsa "github.com/dvsekhvalnov/jose2go/keys/rsa"
	"interop/reader"
)

func main() {
	reader.Run(func(form, alg string, key []byte, token string) (any, error) {
		if form != "pem" {
			return nil, reader.ErrNoForm
		}
		var public any
		var err error
		if strings.HasPrefix(alg, "ES") {
			public, err = ecc.ReadPublic(key)
		} else {
			public, err = rsa.ReadPublic(key)
		}
		if err != nil {
			return nil, err
		}
		claims, _, err := jose.Decode(token, public)
		return []byte(claims), err
	})
}
