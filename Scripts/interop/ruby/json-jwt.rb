# Part of jwt-kms. Copyright 2026 the jwt-kms authors.
# SPDX-License-Identifier: Apache-2.0

# FORM ALG KEYFILE TOKENFILE in, the claims as JSON out; exit status as in ../python/reader.py.
require "json/jwt"

form, algorithm, key, token = ARGV
key = File.read(key)
token = File.read(token)
begin
  read =
    case form
    when "pem" then OpenSSL::PKey.read(key)
    when "jwk" then JSON::JWK.new(JSON.parse(key))
    else JSON::JWK::Set.new(JSON.parse(key))
    end
  puts JSON::JWT.decode(token, read, algorithm.to_sym).to_json
rescue StandardError => e
  warn "#{e.class}: #{e.message}"
  exit 1
end
