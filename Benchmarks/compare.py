# Part of jwt-kms. Copyright 2026 the jwt-kms authors.
# SPDX-License-Identifier: Apache-2.0
"""Measures all programs in turn, round by round, and compares the least values. README.md says what is measured."""

import json
import re
import subprocess
import sys

from serving import Serving, machine

DATA, ROUNDS = sys.argv[1], int(sys.argv[2])
FIXTURE = f"{DATA}/fixture.json"
SWIFT = [".build/release/measure", FIXTURE]
PROGRAMS = {
    "swift": SWIFT,
    "golang-jwt": [f"{DATA}/golang-jwt", FIXTURE],
    "python": [f"{DATA}/peers/bin/python", "Peers/python.py", FIXTURE],
    "node-jose": ["node", "Peers/node-jose/measure.js", FIXTURE],
}
PROGRAM_OF = {"raw": "swift", "jwt-kit": "swift", "jwt-kms": "swift", "jwt-kms-10000": "swift",
              "jwt-kms-cached": "swift", "PyJWT": "python", "joserfc": "python"}
ALGORITHMS = ["ES256", "RS256", "PS256", "EdDSA"]
SIZES = ["claims-20", "claims-200", "claims-2000"]
LIBRARIES = ["jwt-kms", "jwt-kit", "golang-jwt", "node-jose", "joserfc", "PyJWT"]
# A measurement runs for so long, nanoseconds.
SLICE = 10e6


def cases():
    for algorithm in ALGORITHMS:
        for subject in ["raw", *LIBRARIES]:
            yield subject, "verify", algorithm
    for size in SIZES:
        for subject in ["raw", "jwt-kms", "jwt-kit", "golang-jwt"]:
            yield subject, "verify", size
    for subject in ["raw", *LIBRARIES]:
        yield subject, "sign", "ES256"
    yield "jwt-kms-10000", "verify", "RS256"
    yield "jwt-kms-cached", "verify", "ES256"
    for algorithm in ["ES256", "RS256"]:
        yield "jwt-kms", "verify-main", algorithm
        yield "jwt-kit", "verify-main", algorithm
        yield "raw", "verify-two", algorithm
        yield "jwt-kms", "verify-two", algorithm


class Programs:
    def __init__(self):
        self.running = {
            name: subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
            for name, command in PROGRAMS.items()
        }

    def run(self, case, count):
        program = self.running[PROGRAM_OF.get(case[0], case[0])]
        program.stdin.write(" ".join(case) + f" {count}\n")
        program.stdin.flush()
        answer = program.stdout.readline()
        if not answer:
            sys.exit(f"compare: {' '.join(case)} ended its program")
        return float(answer)

    def end(self):
        for program in self.running.values():
            program.stdin.close()
            program.wait()


def measure():
    """The least nanoseconds of each case, of all rounds."""
    programs = Programs()
    todo = list(cases())
    counts, least = {}, {}
    for case in todo:
        programs.run(case, 1)
        counts[case] = max(1, int(SLICE / programs.run(case, 3)))
        # What compiles as it runs has its time for it.
        programs.run(case, counts[case])
    for number in range(ROUNDS):
        for case in todo:
            time = programs.run(case, counts[case])
            least[case] = min(least.get(case, time), time)
        print(f"\rround {number + 1} of {ROUNDS}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    programs.end()
    return least


def heap(subject, algorithm):
    """Bytes and blocks of one verification: of 2 N less those of N, as valgrind counts them."""
    totals = []
    for count in (200, 400):
        run = subprocess.run(
            ["valgrind", "--tool=memcheck", "--leak-check=no", "--undef-value-errors=no", f"{DATA}/measure", FIXTURE,
             subject, "verify", algorithm, str(count)], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, check=True)
        found = re.search(r"total heap usage: ([\d,]+) allocs, [\d,]+ frees, ([\d,]+) bytes", run.stderr)
        totals.append([int(number.replace(",", "")) for number in found.groups()])
    return [(twice - once) / 200 for once, twice in zip(*totals)]


class Report:
    def __init__(self, least, heaps, payload_bytes, serving):
        self.least, self.heaps, self.payload_bytes, self.serving = least, heaps, payload_bytes, serving

    def time(self, subject, algorithm, operation="verify"):
        return self.least[(subject, operation, algorithm)] / 1000

    def beyond(self, subject, algorithm, operation="verify"):
        return self.time(subject, algorithm, operation) - self.time("raw", algorithm, operation)

    def goals(self):
        """What is to be shown: what, the figure, the goal, and whether it is met."""
        scale = self.time("raw", "ES256") / 49.1
        for algorithm in ALGORITHMS:
            beyond = self.beyond("jwt-kms", algorithm)
            yield f"{algorithm}: cost beyond raw, µs", beyond, "<=", 4.0 * scale
        yield "ES256: of raw's speed", self.time("raw", "ES256") / self.time("jwt-kms", "ES256"), ">=", 0.92
        yield "RS256: of raw's speed", self.time("raw", "RS256") / self.time("jwt-kms", "RS256"), ">=", 0.80
        for algorithm in ALGORITHMS:
            share = self.beyond("jwt-kms", algorithm) / self.beyond("jwt-kit", algorithm)
            yield f"{algorithm}: cost beyond raw, of jwt-kit's", share, "<=", 0.2
        for algorithm, goal in [("RS256", 2.0), ("ES256", 1.45)]:
            speed = self.time("golang-jwt", algorithm) / self.time("jwt-kms", algorithm)
            yield f"{algorithm}: of golang-jwt's speed", speed, ">=", goal
        for algorithm in ["ES256", "RS256"]:
            share = self.time("jwt-kms", algorithm) / self.time("jwt-kms", algorithm, "verify-main")
            yield f"{algorithm}: called from the main actor, of the speed from a task", share, ">=", 0.97
        for algorithm in ["ES256", "RS256"]:
            def scaling(subject):
                return 2 * self.time(subject, algorithm) / self.time(subject, algorithm, "verify-two")
            yield f"{algorithm}: scaling to two cores, of raw's", scaling("jwt-kms") / scaling("raw"), ">=", 0.95
        per_byte = [self.beyond("jwt-kms", size) / self.payload_bytes[size] for size in SIZES]
        yield "20, 200, 2,000 claims: cost beyond raw a byte, most of least", max(per_byte) / min(per_byte), "<=", 1.3
        for size in SIZES:
            share = self.beyond("jwt-kms", size) / self.beyond("golang-jwt", size)
            yield f"{size}: cost beyond raw, of golang-jwt's", share, "<=", 1.0
        yield ("RS256: a collection of 10,000 keys, of one of one",
               self.time("jwt-kms-10000", "RS256") / self.time("jwt-kms", "RS256"), "<=", 1.05)
        for index, what in enumerate(["blocks", "bytes"]):
            share = self.heaps["jwt-kms"][index] / self.heaps["jwt-kit"][index]
            yield f"RS256: heap {what} a verification, of jwt-kit's", share, "<=", 1 / 3
        share = self.beyond("jwt-kms", "ES256", "sign") / self.beyond("jwt-kit", "ES256", "sign")
        yield "sign ES256: cost beyond raw, of jwt-kit's", share, "<=", 1 / 3
        yield ("ES256 again, with the cache of verified tokens, of raw's speed",
               self.time("raw", "ES256") / self.time("jwt-kms-cached", "ES256"), ">=", 20)
        yield from self.serving.goals()

    def markdown(self):
        lines = [
            f"Measured by `Benchmarks/compare.sh {ROUNDS}` on {machine()}: the least of {ROUNDS} rounds in one run,",
            "microseconds an operation.", "",
            "| | raw swift-crypto | " + " | ".join(LIBRARIES) + " |",
            "| --- | ---: |" + " ---: |" * len(LIBRARIES),
        ]
        for operation, algorithm in [("verify", a) for a in ALGORITHMS] + [("sign", "ES256")]:
            times = [self.time(subject, algorithm, operation) for subject in ["raw", *LIBRARIES]]
            lines.append(f"| {operation} {algorithm} | " + " | ".join(f"{time:.1f}" for time in times) + " |")
        for size in SIZES:
            times = [f"{self.time(subject, size):.1f}" for subject in ["raw", "jwt-kms", "jwt-kit", "golang-jwt"]]
            lines.append(f"| verify {size} | " + " | ".join(times) + " | | | |")
        blocks = {subject: f"{heap[0]:.0f} blocks, {heap[1]:.0f} bytes" for subject, heap in self.heaps.items()}
        lines += ["", f"Heap of one RS256 verification: jwt-kms {blocks['jwt-kms']}; jwt-kit {blocks['jwt-kit']}.", "",
                  *self.serving.markdown(), "",
                  "| what | figure | goal | |", "| --- | ---: | ---: | --- |"]
        for what, figure, relation, goal in self.goals():
            is_met = figure <= goal if relation == "<=" else figure >= goal
            lines.append(f"| {what} | {figure:.2f} | {relation} {goal:.2f} | {'met' if is_met else '**missed**'} |")
        return "\n".join(lines) + "\n"

    def plot(self, path):
        import matplotlib

        matplotlib.use("Agg")
        from matplotlib import pyplot

        figure, axes = pyplot.subplots(figsize=(9, 3.6))
        subjects = ["raw", *LIBRARIES]
        for index, subject in enumerate(subjects):
            places = [group + (index - len(subjects) / 2) * 0.11 for group in range(len(ALGORITHMS))]
            colour = {"raw": "0.75", "jwt-kms": "#d1495b"}.get(subject, str(0.15 + 0.09 * index))
            axes.bar(places, [self.time(subject, a) for a in ALGORITHMS], 0.1, color=colour,
                     label="raw swift-crypto" if subject == "raw" else subject)
        axes.set_xticks(range(len(ALGORITHMS)), ALGORITHMS)
        axes.set_ylabel("µs a verified token")
        axes.spines[["top", "right"]].set_visible(False)
        axes.legend(frameon=False, ncols=4, fontsize=8, loc="upper left", bbox_to_anchor=(0, 1.2))
        figure.tight_layout()
        figure.savefig(path, dpi=110)


def main():
    with open(FIXTURE, encoding="utf-8") as file:
        fixture = json.load(file)
    payload_bytes = {name: case["payloadBytes"] for name, case in fixture["cases"].items()}
    heaps = {subject: heap(subject, "RS256") for subject in ["jwt-kms", "jwt-kit"]}
    # A round of the servers takes longer than one of the libraries.
    report = Report(measure(), heaps, payload_bytes, Serving(DATA, max(1, ROUNDS // 8)))
    text = report.markdown()
    with open("results.md", "w", encoding="utf-8") as file:
        file.write("<!-- Written by compare.sh. -->\n\n" + text)
    report.plot("results.png")
    print(text)


if __name__ == "__main__":
    main()
