# Part of jwt-kms. Copyright 2026 the jwt-kms authors.
# SPDX-License-Identifier: Apache-2.0

# FORM ALG KEYFILE TOKENFILE in, the claims as JSON out; exit status as in ../python/reader.py.
require "jwt"

form, algorithm, key, token = ARGV
key = File.read(key)
token = File.read(token)
audience = ENV["INTEROP_AUDIENCE"]
options = { algorithm: algorithm, aud: audience, verify_aud: !audience.nil? }
begin
  read =
    case form
    when "pem" then OpenSSL::PKey.read(key)
    when "jwk" then JWT::JWK.import(JSON.parse(key)).keypair
    else options[:jwks] = JSON.parse(key)
    end
  claims, = JWT.decode(token, form == "jwks" ? nil : read, true, options)
  puts claims.to_json
rescue StandardError => e
  warn "#{e.class}: #{e.message}"
  exit 1
end
