// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

// Signs tokens by a KMS with the AWS SDK and golang-jwt, 64 at once. Usage: golang-kms ENDPOINT KEY-ID CONNECTIONS, where
// CONNECTIONS is how many idle ones are kept: 10 is what the SDK does by itself. Reads "COUNT", a line a time, and
// answers the nanoseconds of this process's processor time and those of the wall clock that one token took.
package main

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/golang-jwt/jwt/v4"
)

const concurrency = 64

// claims are those of the Swift program's Claims.
type claims struct {
	jwt.RegisteredClaims
	Scope string   `json:"scope"`
	Roles []string `json:"roles"`
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func client(endpoint string, connections int) *kms.Client {
	provider := aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
		return aws.Credentials{AccessKeyID: "test", SecretAccessKey: "test"}, nil
	})
	resolver := func(service, region string, _ ...interface{}) (aws.Endpoint, error) {
		return aws.Endpoint{URL: endpoint, SigningRegion: region, HostnameImmutable: true}, nil
	}
	return kms.NewFromConfig(aws.Config{
		Region:                      "us-east-1",
		Credentials:                 aws.NewCredentialsCache(provider),
		EndpointResolverWithOptions: aws.EndpointResolverWithOptionsFunc(resolver),
		HTTPClient: awshttp.NewBuildableClient().WithTransportOptions(func(transport *http.Transport) {
			transport.MaxIdleConnsPerHost = connections
		}),
	})
}

func sign(key kmsKey) error {
	now := time.Now()
	token := jwt.NewWithClaims(kmsES256{}, claims{
		RegisteredClaims: jwt.RegisteredClaims{
			Issuer: "https://issuer.example.com", Subject: "248289761001", Audience: jwt.ClaimStrings{"https://api.example.com"},
			ExpiresAt: jwt.NewNumericDate(now.Add(time.Hour)), IssuedAt: jwt.NewNumericDate(now), ID: "dd1b32a4",
		},
		Scope: "openid profile orders:read", Roles: []string{"reader", "writer", "auditor"},
	})
	token.Header["kid"] = key.id
	_, err := token.SignedString(key)
	return err
}

// signAll makes so many tokens, 64 at once.
func signAll(key kmsKey, count int64) {
	var group sync.WaitGroup
	var begun atomic.Int64
	for i := 0; i < concurrency; i++ {
		group.Add(1)
		go func() {
			defer group.Done()
			for begun.Add(1) <= count {
				check(sign(key))
			}
		}()
	}
	group.Wait()
}

func processorTime() time.Duration {
	var usage syscall.Rusage
	check(syscall.Getrusage(syscall.RUSAGE_SELF, &usage))
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

func main() {
	if len(os.Args) != 4 {
		fmt.Fprintln(os.Stderr, "usage: golang-kms ENDPOINT KEY-ID CONNECTIONS")
		os.Exit(2)
	}
	connections, err := strconv.Atoi(os.Args[3])
	check(err)
	key := kmsKey{client: client(os.Args[1], connections), id: os.Args[2]}
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		count, err := strconv.ParseInt(lines.Text(), 10, 64)
		check(err)
		processor, wall := processorTime(), time.Now()
		signAll(key, count)
		fmt.Println(float64(processorTime()-processor)/float64(count), float64(time.Since(wall))/float64(count))
	}
}
