// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"crypto"
	"encoding/asn1"
	"encoding/base64"
	"errors"
	"math/big"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/kms/types"
	"github.com/golang-jwt/jwt/v4"
)

// kmsES256 is a signing method of golang-jwt that asks KMS: the digest goes out, DER comes back, r || s is the token's.
type kmsES256 struct{}

// kmsKey is what golang-jwt hands to kmsES256 as the key.
type kmsKey struct {
	client *kms.Client
	id     string
}

func (kmsES256) Alg() string { return "ES256" }

func (kmsES256) Verify(signingString, signature string, key interface{}) error {
	return errors.New("only signing is measured")
}

func (kmsES256) Sign(signingString string, key interface{}) (string, error) {
	kmsKey, ok := key.(kmsKey)
	if !ok {
		return "", jwt.ErrInvalidKeyType
	}
	hash := crypto.SHA256.New()
	hash.Write([]byte(signingString))
	answer, err := kmsKey.client.Sign(context.Background(), &kms.SignInput{
		KeyId:            aws.String(kmsKey.id),
		Message:          hash.Sum(nil),
		MessageType:      types.MessageTypeDigest,
		SigningAlgorithm: types.SigningAlgorithmSpecEcdsaSha256,
	})
	if err != nil {
		return "", err
	}
	var numbers struct{ R, S *big.Int }
	if _, err := asn1.Unmarshal(answer.Signature, &numbers); err != nil {
		return "", err
	}
	signature := make([]byte, 64)
	numbers.R.FillBytes(signature[:32])
	numbers.S.FillBytes(signature[32:])
	return base64.RawURLEncoding.EncodeToString(signature), nil
}
