# Part of jwt-kms. Copyright 2026 the jwt-kms authors.
# SPDX-License-Identifier: Apache-2.0
"""A KMS under a URL, and the record of what it answered."""

import json
import re
import time
import urllib.error
import urllib.request

import boto3
import botocore.config
import botocore.exceptions

from kms.answers import Answers
from kms.keys import Key

REGION = "us-east-1"
CONFIG = botocore.config.Config(retries={"max_attempts": 0}, parameter_validation=False, read_timeout=120)
# What a request of the wire is signed with; nobody checks it.
AUTHORIZATION = ("AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/kms/aws4_request, "
                 f"SignedHeaders=host;x-amz-date;x-amz-target, Signature={'0' * 64}")


class Endpoint:
    def __init__(self, url):
        self.url = url
        self.records = []
        self.keys = {}
        self.answers = Answers(self.keys)
        self.clients = {}
        self.body = b""

    def client(self, region):
        if region not in self.clients:
            self.clients[region] = boto3.client(
                "kms", endpoint_url=self.url, region_name=region, config=CONFIG, aws_access_key_id="test",
                aws_secret_access_key="test")
            self.clients[region].meta.events.register("before-parse.kms", self.keep)
        return self.clients[region]

    def keep(self, response_dict, **_):
        """Keeps what came over the wire: botocore reads more members of an error than KMS's model has."""
        self.body = response_dict["body"]

    def wait_until_created(self, region, key):
        """Waits while a replica is `Creating`, as AWS's page of ReplicateKey advises."""
        while self.client(region).describe_key(KeyId=key.id)["KeyMetadata"]["KeyState"] == "Creating":
            time.sleep(0.1)

    def call(self, name, operation, aws="ok", says=None, ours=None, region=REGION, **members):
        """Calls KMS once and records it.

        name: says what is special, and is unique among those of the operation.
        aws: the code of the error that AWS answers, `ok` for none; several, where AWS's word leaves it open.
        says: what the message of the error must have, a regular expression with {arn} for that of the key.
        ours: the code that LocalKMS answers instead, where it is known to have less than AWS.
        Returns the members of the answer; none where it was an error.
        """
        key = members.get("KeyId") or members.get("TargetKeyId")
        members = {member: value.id if isinstance(value, Key) else value for member, value in members.items()}
        if isinstance(key, Key) and key.id is None:
            self.record(name, operation, "not asked: the key was refused", None, None if key.is_known_to_miss else "a key")
            return {}
        try:
            answer = self.client(region)._make_api_call(operation, members)
            metadata = answer.pop("ResponseMetadata")
            members = [str(metadata["HTTPStatusCode"]), *self.answers.members(answer, members)]
            self.record(name, operation, members, None, self.departure("ok", None, aws, says, ours, key))
            return answer
        except botocore.exceptions.ClientError as error:
            code, status = error.response["Error"]["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"]
            # A page of HTML has its status as the code, and no message.
            code = "no code" if code == str(status) else code
            message = error.response["Error"].get("Message")
            departure = self.departure(code, message, aws, says, ours, key, status) or self.strange_members(region, code)
            self.record(name, operation, f"{status} {code}", message, departure)
            return {}
        except botocore.exceptions.BotoCoreError as error:
            self.record(name, operation, f"{type(error).__name__}", None, "an answer that botocore reads")
            return {}

    def raw(self, name, target, body, aws, ours=None, method="POST", content_type="application/x-amz-json-1.1"):
        """Sends a request that boto3 would not, and records the answer likewise."""
        headers = {"Content-Type": content_type, "X-Amz-Date": "20260101T000000Z", "Authorization": AUTHORIZATION}
        if target:
            headers["X-Amz-Target"] = target
        request = urllib.request.Request(f"{self.url}/", body if method == "POST" else None, headers, method=method)
        try:
            with urllib.request.urlopen(request) as answer:
                status, text = answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            status, text = error.code, error.read().decode()
        found = re.search(r'"__type": ?"(?:[^"#]*#)?([A-Za-z]+)', text)
        code = found.group(1) if found else "ok" if status == 200 else "no code"
        self.record(name, "the wire", f"{status} {code}", None, self.departure(code, None, aws, None, ours, None, None))

    def departure(self, code, message, aws, says, ours, key, status=400):
        """What was expected, where it did not come."""
        expected = ours or aws
        if code not in ([expected] if isinstance(expected, str) else expected):
            return f"{expected}"
        if code == "ok":
            return None
        if status not in (None, 400):
            return "status 400"
        if says and not re.search(says.replace("{arn}", re.escape(key.arn) if isinstance(key, Key) else "arn:"), message):
            return f"a message with {says}"
        return None

    def strange_members(self, region, code):
        """What an SDK needs that reads of an error the modelled members and no others, where it is not there."""
        shape = self.client(region).meta.service_model.shape_for_error_code(code)
        modelled = {"__type", *(shape.members if shape else ["message"])}
        try:
            members = set(json.loads(self.body))
        except ValueError:
            return "an error that is JSON"
        return f"no members of an error but {sorted(modelled)}" if members - modelled else None

    def record(self, name, operation, answer, message, departure):
        name = f"{operation}: {name}"
        if any(record["name"] == name for record in self.records):
            raise ValueError(f"two calls are named {name}")
        answer = [answer] if isinstance(answer, str) else answer
        self.records.append(
            {"name": name, "operation": operation, "answer": answer, "message": message, "departs": departure})

    def create(self, name, case=None, aws="ok", ours=None, **members):
        """Calls CreateKey, and keeps the key under the name."""
        answer = self.call(case or name, "CreateKey", aws=aws, ours=ours, **members)
        metadata = answer.get("KeyMetadata")
        self.keys[name] = Key(name, metadata, is_known_to_miss=ours is not None)
        self.answers.begin(self.keys[name], self.client(REGION))
        return self.keys[name]
