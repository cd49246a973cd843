"""The benchmarks: ``make bench``, or ``python benchmarks/run.py [--rounds N] [--only NAME] [--json FILE] [--write]``.

Speed as ratios of paired runs, memory as it is. Exit code 1 where a target is missed, so that a person or a script can
tell; no test depends on it, since a machine may be busy with something else.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import time
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from measures import MEASURES, USUAL, rows
from places import Row

ROUNDS = 9
README = Path(__file__).parent / "README.md"
BEGIN, END = "<!-- figures -->\n", "<!-- end of figures -->\n"


def parse_arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Speed and memory of lagrader, as ratios within one run.")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"paired rounds for each ratio (default {ROUNDS})")
    parser.add_argument("--only", action="append", choices=MEASURES, metavar="NAME", help=", ".join(MEASURES))
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there, too")
    parser.add_argument("--write", action="store_true", help="put the figures of all into benchmarks/README.md")
    arguments = parser.parse_args()
    if arguments.rounds < 1:
        parser.error("--rounds is at least 1")
    if arguments.write and arguments.only:
        parser.error("--write wants the figures of all: leave --only out")
    return arguments


def machine() -> dict[str, str]:
    """Return what the figures depend on."""
    return {
        "system": f"{platform.system()} {platform.release().partition('-')[0]} {platform.machine()}",
        "cores": str(os.cpu_count()),
        "load": f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown",
        "python": platform.python_version(),
        **{name: _version(name) for name in ("torch", "lagrader")},
    }


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "this checkout"


def cells(row: Row) -> tuple[str, str, str, str, str]:
    """Return a row as text: name, value, target, whether it is kept, and what is behind it."""
    value = f"{row.value:.2f} x" if row.unit == "x" else f"{row.value:.3g} {row.unit}".rstrip()
    target = "" if row.target is None else f"{'at least ' * row.at_least}{row.target:g} {row.unit}".rstrip()
    state = "" if row.target is None else "ok" if row.ok else "under" if row.at_least else "over"
    return row.name, value, target, state, row.detail


def line(row: Row) -> str:
    """Return one line of the table on the terminal."""
    name, value, target, state, detail = cells(row)
    return f"{name:34} {value:>9}  {target:>14}  {state:5}  {detail}".rstrip()


def in_markdown(found: list[Row], about: dict[str, str], rounds: int) -> str:
    """Return the figures for README: the machine in words, and the table."""
    system = ".".join(about["system"].split()[1].split(".")[:2])
    build = " (CPU build)" if about["torch"].endswith("+cpu") else ""
    torch, python = (".".join(about[name].split(".")[:2]) for name in ("torch", "python"))
    head = (
        f"{about['cores']} cores, {platform.system()} {system}, Python {python}, torch {torch}{build}; "
        f"medians of {rounds} rounds; load {about['load']} when it began.\n"
    )
    table = ["| | median | target | | behind it |", "|---|---|---|---|---|"]
    table += ["| " + " | ".join(cells(row)) + " |" for row in found]
    return "\n".join([head, *table]) + "\n"


def write_readme(text: str) -> None:
    """Put the figures in their place in README."""
    before, _, rest = README.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    README.write_text(f"{before}{BEGIN}{text}{END}{after}", encoding="utf-8", newline="\n")


def main() -> None:
    """Measure, print line by line, write the file, and leave with 1 where a target is missed."""
    arguments = parse_arguments()
    about, began = machine(), time.monotonic()
    print("  ".join(f"{name} {value}" for name, value in about.items()))
    print(f"\n{'':34} {'median':>9}  {'target':>14}", flush=True)
    found = []
    for row in rows(arguments.only or list(USUAL), arguments.rounds):
        found.append(row)
        print(line(row), flush=True)
    print(f"\n{arguments.rounds} rounds, {time.monotonic() - began:.0f} s")
    if arguments.json:
        told = {"machine": about, "rounds": arguments.rounds, "rows": [row.as_json() for row in found]}
        arguments.json.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    if arguments.write:
        write_readme(in_markdown(found, about, arguments.rounds))
    sys.exit(0 if all(row.ok for row in found) else 1)


if __name__ == "__main__":
    main()
