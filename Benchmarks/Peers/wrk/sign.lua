-- Part of jwt-kms. Copyright 2026 the jwt-kms authors.
-- SPDX-License-Identifier: Apache-2.0

-- Asks for signatures by ES256. KEY_ID is in the environment. The last line is JSON: what was answered, and how long
-- it took, in microseconds.
local body = string.format(
   '{"KeyId":"%s","Message":"%s=","MessageType":"DIGEST","SigningAlgorithm":"ECDSA_SHA_256"}',
   os.getenv("KEY_ID"), string.rep("A", 43))

wrk.method = "POST"
wrk.body = body
wrk.headers["Content-Type"] = "application/x-amz-json-1.1"
wrk.headers["X-Amz-Target"] = "TrentService.Sign"
wrk.headers["X-Amz-Date"] = "20260101T000000Z"
wrk.headers["Authorization"] = "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/kms/aws4_request, " ..
   "SignedHeaders=host;x-amz-date;x-amz-target, Signature=" .. string.rep("0", 64)

function done(summary, latency)
   local errors = summary.errors
   io.write(string.format(
      '{"requests":%d,"microseconds":%d,"refused":%d,"broken":%d,"median":%.0f,"late":%.0f}\n',
      summary.requests, summary.duration, errors.status, errors.connect + errors.read + errors.write + errors.timeout,
      latency:percentile(50), latency:percentile(99)))
end
