// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

// FORM ALG KEYFILE TOKENFILE in, the claims as JSON out; exit status as in ../../python/reader.py.
package main

import (
	"errors"
	"os"
	"strings"

	"github.com/golang-jwt/jwt"
	"interop/reader"
)

func main() {
	reader.Run(func(form, alg string, key []byte, token string) (any, error) {
		if form != "pem" {
			return nil, reader.ErrNoForm
		}
		keys := func(*jwt.Token) (any, error) {
			switch {
			case strings.HasPrefix(alg, "ES"):
				return jwt.ParseECPublicKeyFromPEM(key)
			case alg[1] == 'S':
				return jwt.ParseRSAPublicKeyFromPEM(key)
			default:
				return reader.PublicKey(key)
			}
		}
		claims := jwt.MapClaims{}
		parser := jwt.Parser{ValidMethods: []string{alg}}
		if _, err := parser.ParseWithClaims(token, claims, keys); err != nil {
			return nil, err
		}
		if audience := os.Getenv("INTEROP_AUDIENCE"); audience != "" && !claims.VerifyAudience(audience, true) {
			return nil, errors.New("the audience is another")
		}
		return claims, nil
	})
}
