module client

go 1.22

require (
	github.com/aws/aws-sdk-go-v2 v1.17.1
	github.com/aws/smithy-go v1.13.4
	github.com/golang-jwt/jwt/v4 v4.4.3
)

// Debian's golang-github-aws-aws-sdk-go-v2-dev, golang-github-golang-jwt-jwt-dev and what they need: nothing is fetched.
// Debian keeps all of the SDK's modules in one tree, service/kms among them.
replace (
	github.com/aws/aws-sdk-go-v2 => /usr/share/gocode/src/github.com/aws/aws-sdk-go-v2
	github.com/aws/smithy-go => /usr/share/gocode/src/github.com/aws/smithy-go
	github.com/golang-jwt/jwt/v4 => /usr/share/gocode/src/github.com/golang-jwt/jwt
	github.com/google/go-cmp => /usr/share/gocode/src/github.com/google/go-cmp
	github.com/jmespath/go-jmespath => /usr/share/gocode/src/github.com/jmespath/go-jmespath
)
