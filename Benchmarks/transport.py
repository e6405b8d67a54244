# Part of jwt-kms. Copyright 2026 the jwt-kms authors.
# SPDX-License-Identifier: Apache-2.0
"""Measures three ways to KMS in one run, round by round, and writes the table of transport.md, which says what is
measured."""

import os
import statistics
import sys

from serving import Client, Ours, machine, new_key

TOKENS = 10_000
OWN, OTHER, GO = "our own connections", "async-http-client in their place", "golang-jwt and the AWS SDK for Go"
MARK = "<!-- Written by transport.sh from here on. -->\n"


def measure(data, build, rounds):
    """Of each way, the processor time and the wall time of a token, microseconds, round by round."""
    server = Ours(build)
    where = [server.endpoint, new_key(server.endpoint)]
    clients = {
        OWN: Client(f"{build}/transport", *where, "own"),
        OTHER: Client(f"{build}/transport", *where, "async-http-client"),
        GO: Client(f"{data}/golang-kms", *where, "64"),
    }
    figures = {name: [] for name in clients}
    for client in clients.values():
        client.sign(TOKENS // 10)
    names = list(clients)
    for number in range(rounds):
        # Each way is the first one as often as the others.
        for name in names[number % 3:] + names[:number % 3]:
            figures[name].append([time / 1000 for time in clients[name].sign(TOKENS)])
        print(f"\rround {number + 1} of {rounds}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    for client in clients.values():
        client.end()
    server.end()
    return figures


def markdown(figures, rounds, load):
    lines = [f"Measured by `Benchmarks/transport.sh {rounds}` on {machine()}: medians of {rounds} rounds of "
             f"{TOKENS:,} tokens.",
             f"The load average was {load:.1f} when it began."
             + (" The machine was busy: trust the ratios, not the microseconds." if load > 1 else ""), "",
             "| way | processor time a token, µs | of our own | least and most | tokens a second |",
             "| --- | ---: | ---: | ---: | ---: |"]
    for name, rows in figures.items():
        ratios = [row[0] / own[0] for row, own in zip(rows, figures[OWN])]
        processor, wall = (statistics.median(column) for column in zip(*rows))
        lines.append(f"| {name} | {processor:.0f} | {statistics.median(ratios):.2f} | "
                     f"{min(ratios):.2f}, {max(ratios):.2f} | {1e6 / wall:.0f} |")
    ratio = statistics.median(row[0] / own[0] for row, own in zip(figures[GO], figures[OWN]))
    lines += ["", f"Signatures a second of the client's processor time, of golang-jwt with the AWS SDK: {ratio:.2f}; "
              f"goal >= 2.00: {'met' if ratio >= 2 else '**missed**'}."]
    return "\n".join(lines) + "\n"


def main():
    data, build, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3])
    load = os.getloadavg()[0]
    table = markdown(measure(data, build, rounds), rounds, load)
    with open("transport.md", encoding="utf-8") as file:
        text = file.read().partition(MARK)[0]
    with open("transport.md", "w", encoding="utf-8") as file:
        file.write(f"{text}{MARK}\n{table}")
    print(table)


if __name__ == "__main__":
    main()
