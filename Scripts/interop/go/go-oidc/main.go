// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

// FORM ALG KEYFILE TOKENFILE in, the claims as JSON out; exit status as in ../../python/reader.py.
package main

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"

	"github.com/coreos/go-oidc"
	"interop/reader"
)

func main() {
	reader.Run(func(form, alg string, key []byte, token string) (any, error) {
		if form != "jwks" {
			return nil, reader.ErrNoForm
		}
		server := httptest.NewServer(http.HandlerFunc(func(answer http.ResponseWriter, _ *http.Request) {
			answer.Header().Set("Content-Type", "application/json")
			answer.Write(key)
		}))
		defer server.Close()
		audience := os.Getenv("INTEROP_AUDIENCE")
		config := oidc.Config{
			SupportedSigningAlgs: []string{alg}, SkipIssuerCheck: true, ClientID: audience,
			SkipClientIDCheck: audience == "",
		}
		keys := oidc.NewRemoteKeySet(context.Background(), server.URL)
		verified, err := oidc.NewVerifier("", keys, &config).Verify(context.Background(), token)
		if err != nil {
			return nil, err
		}
		claims := map[string]any{}
		return claims, verified.Claims(&claims)
	})
}
