# Part of jwt-kms. Copyright 2026 the jwt-kms authors.
# SPDX-License-Identifier: Apache-2.0

# Calls a KMS by the AWS SDK for Ruby. Debian's is of before key pairs, so one is made without it, and managed with it.
#
# Usage: calls.rb URL. Writes one JSON line a call: its name, and departs: what came instead, or null.
require "aws-sdk-kms"
require "json"
require "net/http"

KMS = Aws::KMS::Client.new(
  region: "us-east-1", endpoint: ARGV[0], access_key_id: "111122223333", secret_access_key: "any", retry_limit: 0)

def check(name)
  departs = yield ? nil : "something else"
rescue Aws::KMS::Errors::ServiceError, NoMethodError => error
  departs = "#{error.class}: #{error.message}"
ensure
  puts JSON.generate(name: name, departs: departs)
end

# Whether a call is refused, with a message in the member that the model has.
def refused(code, says)
  yield
  false
rescue Aws::KMS::Errors::ServiceError => error
  error.code == code && error.data.message.include?(says)
end

def pair
  answer = Net::HTTP.post(
    URI(ARGV[0]), '{"KeySpec":"ECC_NIST_P256","KeyUsage":"SIGN_VERIFY"}',
    "Content-Type" => "application/x-amz-json-1.1", "X-Amz-Target" => "TrentService.CreateKey")
  JSON.parse(answer.body)["KeyMetadata"]["Arn"]
end

key = pair
check("a pair is described") { KMS.describe_key(key_id: key).key_metadata.key_usage == "SIGN_VERIFY" }
check("a pair is not rotated") { KMS.get_key_rotation_status(key_id: key).key_rotation_enabled == false }
check("a symmetric key is made, and rotated") do
  symmetric = KMS.create_key(description: "ours", tags: [{ tag_key: "a", tag_value: "b" }]).key_metadata.key_id
  KMS.enable_key_rotation(key_id: symmetric)
  KMS.get_key_rotation_status(key_id: symmetric).key_rotation_enabled
end
check("an alias is listed in pages") do
  3.times { |number| KMS.create_alias(alias_name: "alias/ruby/#{number}", target_key_id: key) }
  KMS.list_aliases(limit: 2).flat_map(&:aliases).length == 3
end
check("a grant is listed in pages and revoked") do
  3.times { KMS.create_grant(key_id: key, grantee_principal: "arn:aws:iam::111122223333:root", operations: ["Sign"]) }
  grants = KMS.list_grants(key_id: key, limit: 2).flat_map(&:grants)
  grants.each { |grant| KMS.revoke_grant(key_id: key, grant_id: grant.grant_id) }
  grants.length == 3 && KMS.list_grants(key_id: key).grants.empty?
end
check("UnsupportedOperationException") do
  refused("UnsupportedOperationException", "not a symmetric encryption key") { KMS.enable_key_rotation(key_id: key) }
end
check("NotFoundException") { refused("NotFoundException", "is not found") { KMS.describe_key(key_id: "alias/none") } }
