// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

// Errors of a KMS as the AWS SDK for Go v2 reads them: of an error that KMS's model has, it reads the modelled member
// and no other.
//
// Usage: errors URL. Writes one JSON line an error: the name of its code, and departs: what came instead, or null.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/kms/types"
	"github.com/aws/smithy-go"
)

var all = context.Background()

type expected struct {
	code    string
	message string
	err     error
}

func client(url string) *kms.Client {
	return kms.New(kms.Options{
		Region:           "us-east-1",
		EndpointResolver: kms.EndpointResolverFromURL(url),
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "111122223333", SecretAccessKey: "any"}, nil
		}),
	})
}

func create(c *kms.Client, spec types.KeySpec, usage types.KeyUsageType) string {
	key, err := c.CreateKey(all, &kms.CreateKeyInput{KeySpec: spec, KeyUsage: usage})
	if err != nil {
		panic(err)
	}
	return *key.KeyMetadata.Arn
}

func refusals(c *kms.Client) []expected {
	pair := create(c, types.KeySpecEccNistP256, types.KeyUsageTypeSignVerify)
	mac := create(c, types.KeySpecHmac256, types.KeyUsageTypeGenerateVerifyMac)
	disabled := create(c, types.KeySpecEccNistP256, types.KeyUsageTypeSignVerify)
	pending := create(c, types.KeySpecEccNistP256, types.KeyUsageTypeSignVerify)
	c.DisableKey(all, &kms.DisableKeyInput{KeyId: &disabled})
	c.ScheduleKeyDeletion(all, &kms.ScheduleKeyDeletionInput{KeyId: &pending})
	alias := &kms.CreateAliasInput{AliasName: aws.String("alias/go"), TargetKeyId: &pair}
	c.CreateAlias(all, alias)

	sign := func(key string, algorithm types.SigningAlgorithmSpec) error {
		_, err := c.Sign(all, &kms.SignInput{KeyId: &key, Message: []byte("m"), SigningAlgorithm: algorithm})
		return err
	}
	var found []expected
	add := func(code, message string, err error) { found = append(found, expected{code, message, err}) }
	_, err := c.DescribeKey(all, &kms.DescribeKeyInput{KeyId: aws.String("alias/none")})
	add("NotFoundException", "is not found", err)
	_, err = c.DescribeKey(all, &kms.DescribeKeyInput{KeyId: aws.String("arn:aws:kms:us-east-1")})
	add("InvalidArnException", "Invalid arn", err)
	add("DisabledException", "is disabled", sign(disabled, types.SigningAlgorithmSpecEcdsaSha256))
	add("KMSInvalidStateException", "is pending deletion", sign(pending, types.SigningAlgorithmSpecEcdsaSha256))
	add("InvalidKeyUsageException", "is incompatible with", sign(pair, types.SigningAlgorithmSpecEcdsaSha384))
	_, err = c.CreateAlias(all, alias)
	add("AlreadyExistsException", "already exists", err)
	_, err = c.ListKeys(all, &kms.ListKeysInput{Marker: aws.String("none")})
	add("InvalidMarkerException", "marker", err)
	_, err = c.TagResource(all, &kms.TagResourceInput{
		KeyId: &pair, Tags: []types.Tag{{TagKey: aws.String("aws:x"), TagValue: aws.String("")}}})
	add("TagException", "are reserved", err)
	_, err = c.PutKeyPolicy(all, &kms.PutKeyPolicyInput{
		KeyId: &pair, PolicyName: aws.String("default"), Policy: aws.String("{")})
	add("MalformedPolicyDocumentException", "policy", err)
	_, err = c.PutKeyPolicy(all, &kms.PutKeyPolicyInput{
		KeyId: &pair, PolicyName: aws.String("default"), Policy: aws.String(strings.Repeat(" ", 40000))})
	add("LimitExceededException", "32768", err)
	_, err = c.GetPublicKey(all, &kms.GetPublicKeyInput{KeyId: &mac})
	add("UnsupportedOperationException", "has no public key", err)
	_, err = c.RevokeGrant(all, &kms.RevokeGrantInput{KeyId: &pair, GrantId: aws.String("x")})
	add("InvalidGrantIdException", "grant", err)
	_, err = c.RetireGrant(all, &kms.RetireGrantInput{GrantToken: aws.String("x")})
	add("InvalidGrantTokenException", "grant token", err)
	_, err = c.Verify(all, &kms.VerifyInput{KeyId: &pair, Message: []byte("m"), Signature: []byte("s"),
		SigningAlgorithm: types.SigningAlgorithmSpecEcdsaSha256})
	add("KMSInvalidSignatureException", "", err)
	_, err = c.VerifyMac(all, &kms.VerifyMacInput{KeyId: &mac, Message: []byte("m"), Mac: []byte("s"),
		MacAlgorithm: types.MacAlgorithmSpecHmacSha256})
	add("KMSInvalidMacException", "", err)
	return found
}

func (e expected) departs() *string {
	var found smithy.APIError
	var generic *smithy.GenericAPIError
	message := fmt.Sprint(e.err)
	if errors.As(e.err, &found) && !errors.As(e.err, &generic) {
		says := found.ErrorMessage()
		if found.ErrorCode() == e.code && strings.Contains(says, e.message) && (says == "") == (e.message == "") {
			return nil
		}
		message = fmt.Sprintf("%s, message %q", found.ErrorCode(), says)
	}
	return &message
}

func main() {
	output := json.NewEncoder(os.Stdout)
	for _, refusal := range refusals(client(os.Args[1])) {
		output.Encode(map[string]any{"name": refusal.code, "departs": refusal.departs()})
	}
}
