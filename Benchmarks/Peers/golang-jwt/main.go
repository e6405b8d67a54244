// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

// Reads "golang-jwt OPERATION CASE COUNT", a line a time, and answers the nanoseconds that one operation took.
package main

import (
	"bufio"
	"crypto"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v4"
)

type testCase struct {
	Algorithm     string `json:"algorithm"`
	Kid           string `json:"kid"`
	Token         string `json:"token"`
	Payload       string `json:"payload"`
	PublicKeyPEM  string `json:"publicKeyPEM"`
	PrivateKeyPEM string `json:"privateKeyPEM"`
}

type fixture struct {
	Issuer string              `json:"issuer"`
	Cases  map[string]testCase `json:"cases"`
}

// claims are those of the Swift programs' Claims.
type claims struct {
	jwt.RegisteredClaims
	Scope string   `json:"scope"`
	Roles []string `json:"roles"`
}

func program(operation string, c testCase, issuer string) (func() error, error) {
	block, _ := pem.Decode([]byte(c.PublicKeyPEM))
	public, err := x509.ParsePKIXPublicKey(block.Bytes)
	if err != nil {
		return nil, err
	}
	block, _ = pem.Decode([]byte(c.PrivateKeyPEM))
	private, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, err
	}
	keys := map[string]crypto.PublicKey{c.Kid: public}
	parser := jwt.NewParser(jwt.WithValidMethods([]string{c.Algorithm}))
	find := func(token *jwt.Token) (any, error) {
		kid, _ := token.Header["kid"].(string)
		if key, ok := keys[kid]; ok {
			return key, nil
		}
		return nil, errors.New("unknown kid")
	}
	if operation == "sign" {
		var payload claims
		if _, err := parser.ParseWithClaims(c.Token, &payload, find); err != nil {
			return nil, err
		}
		return func() error {
			token := jwt.NewWithClaims(jwt.GetSigningMethod(c.Algorithm), payload)
			token.Header["kid"] = c.Kid
			_, err := token.SignedString(private)
			return err
		}, nil
	}
	if c.Payload == "any" {
		return func() error {
			_, err := parser.ParseWithClaims(c.Token, jwt.MapClaims{}, find)
			return err
		}, nil
	}
	return func() error {
		var payload claims
		_, err := parser.ParseWithClaims(c.Token, &payload, find)
		if err == nil && !payload.VerifyIssuer(issuer, true) {
			return errors.New("another issuer")
		}
		return err
	}, nil
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func main() {
	text, err := os.ReadFile(os.Args[1])
	check(err)
	var f fixture
	check(json.Unmarshal(text, &f))
	programs := map[string]func() error{}
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		words := strings.Fields(lines.Text())
		count, err := strconv.Atoi(words[3])
		check(err)
		name := words[1] + " " + words[2]
		run, ok := programs[name]
		if !ok {
			run, err = program(words[1], f.Cases[words[2]], f.Issuer)
			check(err)
			programs[name] = run
		}
		begin := time.Now()
		for i := 0; i < count; i++ {
			check(run())
		}
		fmt.Println(float64(time.Since(begin).Nanoseconds()) / float64(count))
	}
}
