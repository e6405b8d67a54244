# Part of jwt-kms. Copyright 2026 the jwt-kms authors.
# SPDX-License-Identifier: Apache-2.0

# FORM ALG KEYFILE TOKENFILE in, the claims as JSON out; exit status as in ../python/reader.py.
use strict;
use warnings;
use Crypt::JWT qw(decode_jwt);
use JSON::PP;

my ($form, $algorithm, $keyfile, $tokenfile) = @ARGV;
sub text { local $/; open my $file, '<', shift or die; return <$file> }
my ($key, $token) = (text($keyfile), text($tokenfile));
my %options = (token => $token, accepted_alg => $algorithm, verify_exp => 1);
$options{verify_aud} = $ENV{INTEROP_AUDIENCE} if $ENV{INTEROP_AUDIENCE};
if ($form eq 'pem')    { $options{key} = \$key }
elsif ($form eq 'jwk') { $options{key} = decode_json($key) }
else                   { $options{kid_keys} = $key }
my $claims = eval { decode_jwt(%options) };
if (!defined $claims) { print STDERR $@; exit 1 }
print ref $claims ? JSON::PP->new->allow_bignum->canonical->encode($claims) : $claims;
