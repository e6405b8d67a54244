# Part of jwt-kms. Copyright 2026 the jwt-kms authors.
# SPDX-License-Identifier: Apache-2.0
"""Requests that botocore signs, good ones and spoiled ones, sent to a KMS that checks signatures.

Usage: signed_requests.py URL ID SECRET ID2 SECRET2 TOKEN2, where both keys are known to the KMS, the second with a
session token. Writes one JSON line a request: its name, the status, the code of the error (`ok` for none), and
`departs`: the code that AWS answers, where another came.
"""

import datetime
import hashlib
import http.client
import json
import re
import sys
import unittest.mock
import urllib.parse

import boto3
import botocore.config
from botocore.auth import SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

URL = sys.argv[1]
FIXED, SESSION = Credentials(*sys.argv[2:4]), Credentials(*sys.argv[4:7])
LIST = {"X-Amz-Target": "TrentService.ListKeys", "Content-Type": "application/x-amz-json-1.1"}
INVALID, INCOMPLETE = "InvalidSignatureException", "IncompleteSignatureException"
UNKNOWN, MISSING = "UnrecognizedClientException", "MissingAuthenticationTokenException"


def signed(credentials=FIXED, service="kms", region="us-east-1", path="/", headers=(), body=b"{}", minutes=0,
           signer=SigV4Auth):
    """A request that botocore signed, by a clock that is so many minutes ahead."""
    request = AWSRequest(method="POST", url=URL + path, headers=LIST, data=body)
    for name, value in headers:
        request.headers.add_header(name, value)
    clock = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(minutes=minutes)
    with unittest.mock.patch("botocore.auth.get_current_datetime", lambda: clock):
        signer(credentials, service, region).add_auth(request)
    return request


def changed(header, replace, request=None):
    """A signed request, one header of it replaced afterwards; `replace` is a function of the value, None to take it off."""
    request = request or signed()
    value = request.headers[header]
    del request.headers[header]
    if replace:
        request.headers[header] = replace(value)
    return request


def authorization(pattern, replacement):
    """A signed request whose Authorization was edited: the first match of the pattern."""
    return changed("Authorization", lambda value: re.sub(pattern, replacement, value, count=1))


def with_body(body):
    request = signed()
    request.data = body
    return request


def and_header(request, name, value):
    request.headers.add_header(name, value)
    return request


def extra(*values):
    """A good request with a header of the caller's own."""
    return signed(headers=[("X-Extra", value) for value in values])


def good():
    for region in ["us-east-1", "eu-central-1", "cn-north-1", "us-gov-west-1"]:
        yield f"in {region}", signed(region=region)
    yield "with a session token", signed(SESSION)
    for path in ["/prefix", "/a%20b/c+d/~x", "/%E2%82%AC", "/a=b;c,d@e/", "/a//b/", "/a/../b", "/?x=1",
                 "/?b=2&a=1&a=0&c=%20"]:
        yield f"at {path}", signed(path=path)
    yield "whitespace in a header", extra("  a   b\tc ")
    yield "a header twice", extra("b", "a")
    yield "an empty header", extra("")
    yield "a body of other than ASCII", signed(body='{"Marke": "€\U0001f512"}'.encode())
    yield "a body of 64 KiB", signed(body=b'{"x": "' + b"x" * 65_536 + b'"}')
    for minutes in (-4, 4):
        yield f"a clock {minutes} minutes off", signed(minutes=minutes)
    yield "a header that is not signed", and_header(signed(), "X-Unsigned", "1")
    yield "the hash of the body as a header", signed(
        headers=[("X-Amz-Content-SHA256", hashlib.sha256(b"{}").hexdigest())])


def bad():
    yield from wrong_credentials()
    for minutes in (-6, 6, -60 * 24, 60 * 24):
        yield f"a clock {minutes} minutes off", INVALID, signed(minutes=minutes)
    yield from changed_on_the_way()
    yield from other_authorizations()
    for name in ("host", "x-amz-target", "x-amz-date"):
        yield f"{name} left out of what is signed", INVALID, leaving_out(name)
    yield "signed in the query", INCOMPLETE, presigned()


def wrong_credentials():
    yield "a wrong secret", INVALID, signed(Credentials(FIXED.access_key, "another"))
    yield "the secret of the other key", INVALID, signed(Credentials(FIXED.access_key, SESSION.secret_key))
    yield "an unknown key", UNKNOWN, signed(Credentials("AKIDUNKNOWN", FIXED.secret_key))
    yield "no session token", UNKNOWN, signed(Credentials(SESSION.access_key, SESSION.secret_key))
    yield "another session token", UNKNOWN, signed(Credentials(SESSION.access_key, SESSION.secret_key, "another"))
    yield "a session token with a key that has none", UNKNOWN, signed(
        Credentials(FIXED.access_key, FIXED.secret_key, "one"))
    yield "the session token taken off", UNKNOWN, changed("X-Amz-Security-Token", None, signed(SESSION))
    yield "no Authorization", MISSING, changed("Authorization", None)


def changed_on_the_way():
    yield "another body", INVALID, with_body(b'{"Limit":1}')
    yield "no body", INVALID, with_body(b"")
    yield "another operation", INVALID, changed("X-Amz-Target", lambda _: "TrentService.ListAliases")
    yield "another header's value", INVALID, changed("X-Extra", lambda _: "b", extra("a"))
    yield "a header's values in another order", INVALID, and_header(
        changed("X-Extra", lambda _: "b", extra("a", "b")), "X-Extra", "a")
    yield "a signed header taken off", INVALID, changed("X-Extra", None, extra("a"))
    yield "a signed header once more", INVALID, and_header(extra("a"), "X-Extra", "a")
    yield "another time", INVALID, changed(
        "X-Amz-Date", lambda date: date[:-3] + ("00Z" if date[-3:] != "00Z" else "11Z"))
    yield "no time", INCOMPLETE, changed("X-Amz-Date", None)
    yield "a time of another form", INCOMPLETE, changed("X-Amz-Date", lambda _: "Wed, 25 Nov 2026 13:00:00 GMT")


def other_authorizations():
    yield "Basic Authorization", INCOMPLETE, authorization(".*", "Basic dGVzdDp0ZXN0")
    yield "half a signature", INVALID, authorization(".{32}$", "")
    yield "no signature", INCOMPLETE, authorization(", Signature=.*", "")
    yield "a signature in capitals", INVALID, changed(
        "Authorization", lambda value: re.sub(r"\w+$", lambda digits: digits.group().upper(), value))
    yield "one digit off", INVALID, changed(
        "Authorization", lambda value: value[:-1] + ("0" if value[-1] != "0" else "1"))
    yield "another Region in the scope", INVALID, authorization("us-east-1", "us-west-2")
    yield "signed for another service", INVALID, signed(service="sts")
    yield "another service in the scope", INVALID, authorization("/kms/", "/sts/")
    yield "another day in the scope", INVALID, authorization(r"/\d{8}/", "/20200101/")
    yield "another end of the scope", INVALID, authorization("aws4_request", "aws5_request")
    yield "a scope of two parts", INCOMPLETE, authorization("Credential=[^,]+", "Credential=a/b")


def leaving_out(name):
    """A good signature of all but one header."""
    class Signer(SigV4Auth):
        def headers_to_sign(self, request):
            headers = super().headers_to_sign(request)
            del headers[name]
            return headers

    return signed(signer=Signer)


def presigned():
    request = AWSRequest(method="POST", url=f"{URL}/", headers=LIST, data=b"{}")
    SigV4QueryAuth(FIXED, "kms", "us-east-1").add_auth(request)
    return request


def send(request):
    """Status and code, of the request as it stands: http.client adds nothing but the length and the host."""
    parts = urllib.parse.urlsplit(request.url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=120)
    connection.putrequest("POST", f"{parts.path}{'?' * bool(parts.query)}{parts.query}", skip_accept_encoding=True)
    for name, value in request.headers.items():
        connection.putheader(name, value)
    connection.putheader("Content-Length", str(len(request.data)))
    connection.endheaders(request.data)
    answer = connection.getresponse()
    text = answer.read()
    connection.close()
    return answer.status, json.loads(text).get("__type", "ok") if text else "no code"


def by_boto3():
    """Whole clients: their own way from a call to bytes."""
    for name, credentials in [("a fixed key", FIXED), ("a session token", SESSION)]:
        kms = boto3.client(
            "kms", endpoint_url=URL, region_name="eu-west-1", aws_access_key_id=credentials.access_key,
            aws_secret_access_key=credentials.secret_key, aws_session_token=credentials.token,
            config=botocore.config.Config(retries={"max_attempts": 0}))
        metadata = kms.create_key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY", Description="ü €")["KeyMetadata"]
        answer = kms.sign(KeyId=metadata["KeyId"], Message=b"m", SigningAlgorithm="ECDSA_SHA_256")
        signed_there = answer["KeyId"].startswith("arn:aws:kms:eu-west-1:") and len(answer["Signature"]) > 60
        yield f"boto3 with {name}", 200, "ok", None if signed_there else "a signature in eu-west-1"


def main():
    for name, request in good():
        status, code = send(request)
        yield name, status, code, None if (status, code) == (200, "ok") else "ok"
    for name, expected, request in bad():
        status, code = send(request)
        yield name, status, code, None if (status, code) == (400, expected) else expected
    yield from by_boto3()


for name, status, code, departs in main():
    print(json.dumps({"name": name, "status": status, "code": code, "departs": departs}))
