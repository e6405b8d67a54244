# Part of jwt-kms. Copyright 2026 the jwt-kms authors.
# SPDX-License-Identifier: Apache-2.0
"""Runs every reader on every case and writes .interop/results.json.

Usage: matrix.py [NAME ...]. A reader that takes a forged token, and one that verifies nothing, fail the run: then the
reader is wrong, and its row would be worth nothing.
"""

import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys
import zipfile

here = pathlib.Path(__file__).resolve().parent
out = here.parent.parent / ".interop"
cases = json.loads((out / "cases/cases.json").read_text())


class Library:
    def __init__(self, line):
        self.name, self.language, self.registry, self.package, self.reader = line.split("\t")

    @property
    def command(self):
        path = here / self.reader
        return {
            ".py": ["python3", "-S", str(path)], ".mjs": ["node", str(path)], ".rb": ["/usr/bin/ruby", str(path)],
            ".pl": ["/usr/bin/perl", str(path)], ".sh": ["bash", str(path)],
            ".erl": ["erl", "-noshell", "-pa", str(out / "bin"), "-run", "jose_reader", "start", "-extra"],
            ".java": ["java", "-XX:TieredStopAtLevel=1", "-Xshare:auto", "-cp", f"{out}/java/classes:{out}/java/*",
                      path.stem],
        }.get(path.suffix, [str(out / "bin" / path.stem)])

    @property
    def environment(self):
        more = {"PYTHONPATH": str(out / "python" / pathlib.Path(self.reader).stem), "PYTHONDONTWRITEBYTECODE": "1"}
        return {**os.environ, **more}

    @property
    def version(self):
        """What is installed, not what was asked for."""
        if self.registry == "debian":
            return self.printed("dpkg-query", "-W", "-f", "${Version}", self.package)
        jars = {"java/JJWTReader.java": ("jjwt-impl", "io.jsonwebtoken/jjwt-impl"),
                "java/NimbusReader.java": ("hadoop-client-runtime", "com.nimbusds/nimbus-jose-jwt")}
        if self.reader in jars:
            jar, artifact = jars[self.reader]
            with zipfile.ZipFile(next((out / "java").glob(f"{jar}-*"))) as archive:
                properties = archive.read(f"META-INF/maven/{artifact}/pom.properties").decode()
            return re.search(r"^version=(\S+)", properties, re.MULTILINE).group(1)
        name = self.package.split("==")[0].split("[")[0]
        code = f"import importlib.metadata as m; print(m.version({name!r}))"
        return self.printed("python3", "-S", "-c", code)

    def printed(self, *command):
        return subprocess.run(
            command, env=self.environment, capture_output=True, text=True, check=True).stdout.strip()

    def run(self, case):
        environment = self.environment
        if "audience" in case:
            environment["INTEROP_AUDIENCE"] = case["audience"]
        files = [str(out / "cases" / case[part]) for part in ("key", "token")]
        try:
            process = subprocess.run(
                [*self.command, case["form"], case["algorithm"], *files], env=environment, capture_output=True,
                timeout=60)
        except subprocess.TimeoutExpired:
            return "ended", "no answer in a minute"
        reason = process.stderr.decode(errors="replace").strip().split("\n")[-1][:200]
        if process.returncode == 0:
            return self.judge(process.stdout, case)
        kinds = {1: "rejected", 3: "no form"}
        return kinds.get(process.returncode, "ended"), reason or f"exit status {process.returncode}"

    def row(self, case):
        verdict, reason = self.run(case)
        return {**case, "verdict": verdict, "reason": reason}

    @staticmethod
    def judge(output, case):
        try:
            claims = json.loads(output)
        except ValueError:
            return "ended", "what it printed is no JSON"
        if claims.get("sub") != "ada":
            return "ended", "it printed other claims"
        for name, value in case.get("claims", {}).items():
            if claims.get(name) != value or isinstance(claims.get(name), float):
                return "changed", f"{name} was read as {claims.get(name)}"
        return "verified", ""


def main(names):
    lines = [line for line in (here / "libraries.tsv").read_text().splitlines() if not line.startswith("#")]
    libraries = [library for library in map(Library, lines) if not names or library.name in names]
    if unknown := set(names) - {library.name for library in libraries}:
        sys.exit(f"libraries.tsv has no {', '.join(sorted(unknown))}")
    results, faults = [], []
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for library in libraries:
            rows = list(pool.map(library.row, [case for case in cases if case["name"] == "verifies"]))
            # A key that it can't use at all shows nothing of other tokens.
            usable = {(row["form"], row["algorithm"]) for row in rows if row["verdict"] == "verified"}
            others = [case for case in cases
                      if case["name"] != "verifies" and (case["form"], case["algorithm"]) in usable]
            rows += pool.map(library.row, others)
            results.append({"name": library.name, "language": library.language, "version": library.version,
                            "package": library.package, "rows": rows})
            taken = [row for row in rows if row["verdict"] in ("verified", "changed")]
            forged = [f"{row['form']} {row['algorithm']}" for row in taken if row["name"] == "forged"]
            if forged:
                faults.append(f"{library.name}: the reader takes forged tokens: {', '.join(forged)}")
            if not any(row["name"] == "verifies" for row in taken):
                faults.append(f"{library.name}: the reader verifies nothing: {rows[0]['reason']}")
            faults += [f"{library.name}: {row['name']} {row['form']} {row['algorithm']}: {row['reason']}"
                       for row in rows if row["verdict"] == "ended"]
            print(f"{library.name}: {sum(row['name'] == 'verifies' for row in taken)} of 39 keys and algorithms",
                  file=sys.stderr)
    (out / "results.json").write_text(json.dumps(results, indent=1))
    if faults:
        sys.exit("\n".join(faults))


main(sys.argv[1:])
