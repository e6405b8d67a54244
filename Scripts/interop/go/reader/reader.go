// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

// Package reader is what the readers in Go share.
package reader

import (
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
)

// ErrNoForm says that the library has no way to read keys of this form.
var ErrNoForm = errors.New("no such form")

// Run calls read with the form, the algorithm, the key and the token of the command line, and prints the claims.
func Run(read func(form, alg string, key []byte, token string) (any, error)) {
	key, _ := os.ReadFile(os.Args[3])
	token, _ := os.ReadFile(os.Args[4])
	claims, err := read(os.Args[1], os.Args[2], key, string(token))
	if errors.Is(err, ErrNoForm) {
		os.Exit(3)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	if raw, ok := claims.([]byte); ok {
		os.Stdout.Write(raw)
		return
	}
	json.NewEncoder(os.Stdout).Encode(claims)
}

// PublicKey reads a PEM file with Go's own library, which several of the readers leave to their users.
func PublicKey(text []byte) (any, error) {
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, errors.New("no PEM")
	}
	return x509.ParsePKIXPublicKey(block.Bytes)
}
