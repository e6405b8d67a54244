# Part of jwt-kms. Copyright 2026 the jwt-kms authors.
# SPDX-License-Identifier: Apache-2.0
"""Measures LocalKMSServer against moto, and AWSKMSClient against the AWS SDK for Go, round by round in one run, all on
loopback. compare.py writes what it tells. README.md says what is measured."""

import json
import os
import platform
import re
import socket
import subprocess
import sys
import time
import urllib.request

# So long wrk asks, seconds, and so many tokens a client signs, in one round.
SECONDS, TOKENS = 2, 10_000
AUTHORIZATION = ("AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/kms/aws4_request, "
                 f"SignedHeaders=host;x-amz-date;x-amz-target, Signature={'0' * 64}")


def machine():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        model = re.search(r"model name\s*: (.*)", file.read())
    return f"{os.cpu_count()} cores of {model.group(1) if model else platform.machine()}"


def call(endpoint, operation, **members):
    """What KMS answers to one request."""
    request = urllib.request.Request(f"{endpoint}/", json.dumps(members).encode(), {
        "Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": f"TrentService.{operation}",
        "X-Amz-Date": "20260101T000000Z", "Authorization": AUTHORIZATION})
    with urllib.request.urlopen(request) as answer:
        return json.loads(answer.read() or b"{}")


def new_key(endpoint):
    answer = call(endpoint, "CreateKey", KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")
    return answer["KeyMetadata"]["KeyId"]


class Ours:
    """LocalKMSServer, in memory."""

    def __init__(self, build=".build/release"):
        begin = time.monotonic()
        self.process = subprocess.Popen(
            [f"{build}/jwt-kms", "local-kms", "--port", "0", "--in-memory"], stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True)
        self.endpoint = re.search(r"http://[^\s/]+", self.process.stdout.readline()).group()
        call(self.endpoint, "ListKeys")
        self.milliseconds_to_first_answer = (time.monotonic() - begin) * 1000

    def mebibytes(self):
        """Resident memory."""
        with open(f"/proc/{self.process.pid}/status", encoding="utf-8") as file:
            return int(re.search(r"VmRSS:\s+(\d+) kB", file.read()).group(1)) / 1024

    def end(self):
        self.process.terminate()
        self.process.wait()


class Moto:
    def __init__(self, data):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.endpoint = f"http://127.0.0.1:{port}"
        self.process = subprocess.Popen(
            [f"{data}/peers/bin/moto_server", "-H", "127.0.0.1", "-p", str(port)], stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        for _ in range(300):
            try:
                call(self.endpoint, "ListKeys")
                return
            except OSError:
                time.sleep(0.1)
        sys.exit("serving: moto does not listen")

    def end(self):
        self.process.kill()
        self.process.wait()


def load(endpoint, key):
    """Signatures a second that wrk gets, over 64 connections."""
    run = subprocess.run(
        ["wrk", "--threads", "1", "--connections", "64", "--duration", f"{SECONDS}s", "--script", "Peers/wrk/sign.lua",
         endpoint], env={**os.environ, "KEY_ID": key}, stdout=subprocess.PIPE, text=True, check=True)
    figures = json.loads(run.stdout.splitlines()[-1])
    if figures["refused"] or figures["broken"]:
        sys.exit(f"serving: {endpoint} failed: {figures}")
    return figures["requests"] / figures["microseconds"] * 1e6


class Client:
    """A program that signs tokens: of each figure, the least of all rounds."""

    def __init__(self, *command):
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
        self.processor = self.wall = float("inf")

    def sign(self, count):
        """Nanoseconds of processor time and of the wall clock that one token took."""
        self.process.stdin.write(f"{count}\n")
        self.process.stdin.flush()
        figures = [float(figure) for figure in self.process.stdout.readline().split()]
        self.processor, self.wall = map(min, zip((self.processor, self.wall), figures))
        return figures

    def end(self):
        self.process.stdin.close()
        self.process.wait()


class Serving:
    """What was measured."""

    def __init__(self, data, rounds):
        self.rounds = rounds
        self.measure_servers(data)
        self.measure_clients(data)
        self.measure_memory()

    def measure_servers(self, data):
        servers = {"ours": Ours(), "moto": Moto(data)}
        keys = {name: new_key(server.endpoint) for name, server in servers.items()}
        self.signatures = dict.fromkeys(servers, 0)
        for _ in range(self.rounds):
            for name, server in servers.items():
                self.signatures[name] = max(self.signatures[name], load(server.endpoint, keys[name]))
        for server in servers.values():
            server.end()

    def measure_clients(self, data):
        server = Ours()
        where = [server.endpoint, new_key(server.endpoint)]
        self.clients = {
            "jwt-kms": Client(".build/release/client", *where, "unchecked"),
            "jwt-kms, each signature checked": Client(".build/release/client", *where, "checked"),
            "golang-jwt and the AWS SDK, 64 idle connections kept": Client(f"{data}/golang-kms", *where, "64"),
            "golang-jwt and the AWS SDK, as it comes": Client(f"{data}/golang-kms", *where, "10"),
        }
        for client in self.clients.values():
            client.sign(TOKENS // 10)
        for _ in range(self.rounds):
            for client in self.clients.values():
                client.sign(TOKENS)
        for client in self.clients.values():
            client.end()
        server.end()

    def measure_memory(self):
        starts = []
        for _ in range(5):
            server = Ours()
            starts.append(server.milliseconds_to_first_answer)
            server.end()
        self.start = min(starts)
        server = Ours()
        self.memory = [(0, server.mebibytes())]
        client = Client(".build/release/client", server.endpoint, new_key(server.endpoint), "unchecked")
        for more in (1_000, 99_000):
            client.sign(more)
            self.memory.append((self.memory[-1][0] + more, server.mebibytes()))
        client.end()
        server.end()

    def goals(self):
        """What is to be shown: what, the figure, the goal, and whether it is met."""
        yield ("ES256 by 64 connections: LocalKMSServer's signatures a second, of moto's",
               self.signatures["ours"] / self.signatures["moto"], ">=", 20)
        ours, *_, = self.clients.values()
        for name, client in list(self.clients.items())[2:]:
            yield (f"signatures a second of the client's processor time, of {name}",
                   client.processor / ours.processor, ">=", 2)

    def markdown(self):
        lines = [f"Signatures by ES256, the best of {self.rounds} rounds of {SECONDS} seconds (wrk, 64 connections) and "
                 f"of {TOKENS:,} tokens", "(clients, 64 at once, all by one LocalKMSServer).", "",
                 "| server | signatures a second |", "| --- | ---: |",
                 f"| LocalKMSServer, in memory | {self.signatures['ours']:.0f} |",
                 f"| moto_server 5.2.5 | {self.signatures['moto']:.0f} |", "",
                 "| client | signatures a second of its processor time | signatures a second |", "| --- | ---: | ---: |"]
        lines += [f"| {name} | {1e9 / client.processor:.0f} | {1e9 / client.wall:.0f} |"
                  for name, client in self.clients.items()]
        memory = ", ".join(f"{size:.1f} after {count:,}" for count, size in self.memory)
        lines += ["", f"LocalKMSServer answers {self.start:.0f} ms after its start, and has so many MiB resident: {memory} "
                  "signatures."]
        return lines


if __name__ == "__main__":
    serving = Serving(sys.argv[1], int(sys.argv[2]))
    print("\n".join(serving.markdown()))
    for goal in serving.goals():
        print(*goal)
