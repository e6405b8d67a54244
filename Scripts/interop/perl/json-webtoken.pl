# Part of jwt-kms. Copyright 2026 the jwt-kms authors.
# SPDX-License-Identifier: Apache-2.0

# FORM ALG KEYFILE TOKENFILE in, the claims as JSON out; exit status as in ../python/reader.py.
use strict;
use warnings;
use JSON::PP;
use JSON::WebToken;

my ($form, $algorithm, $keyfile, $tokenfile) = @ARGV;
sub text { local $/; open my $file, '<', shift or die; return <$file> }
my ($key, $token) = (text($keyfile), text($tokenfile));
exit 3 if $form ne 'pem';
my $claims = eval { JSON::WebToken->decode($token, $key, 1, [$algorithm]) };
if (!defined $claims) { print STDERR $@; exit 1 }
print JSON::PP->new->allow_bignum->canonical->encode($claims);
