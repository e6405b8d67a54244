# Part of jwt-kms. Copyright 2026 the jwt-kms authors.
# SPDX-License-Identifier: Apache-2.0

# FORM ALG KEYFILE TOKENFILE in, the claims as JSON out; exit status as in ../python/reader.py.
use strict;
use warnings;
use Mojo::JSON qw(decode_json encode_json);
use Mojo::JWT;

my ($form, $algorithm, $keyfile, $tokenfile) = @ARGV;
sub text { local $/; open my $file, '<', shift or die; return <$file> }
my ($key, $token) = (text($keyfile), text($tokenfile));
exit 3 if $form eq 'jwk';
my $claims = eval {
    my $jwt = Mojo::JWT->new;
    if ($form eq 'pem') { $jwt->public($key) }
    else                { $jwt->add_jwkset(decode_json($key)) }
    $jwt->decode($token);
};
if (!defined $claims) { print STDERR $@; exit 1 }
print encode_json($claims);
