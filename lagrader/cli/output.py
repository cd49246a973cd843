"""Where reports go: standard output, and the files that ``--format NAME=FILE`` names."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from lagrader.cli import console
from lagrader.errors import SandboxError, UsageError
from lagrader.harmless import harmless_line
from lagrader.reports import Format, RenderOptions, find
from lagrader.results import Report

WIDTH_IN_A_FILE = 80


class Target(NamedTuple):
    """Where one report goes: a format, and a file or standard output."""

    format: Format
    file: Path | None


def parse_targets(formats: Sequence[str]) -> list[Target]:
    """Read ``--format NAME[=FILE]``; one of them without a file goes to standard output.

    Raises:
        UsageError: a format that is not there, a file that could not be written, two for standard output.
    """
    targets = [_target(text) for text in formats or ["terminal"]]
    if sum(target.file is None for target in targets) > 1:
        raise UsageError("Only one --format can go to standard output; give the others a file: --format NAME=FILE.")
    files = [target.file for target in targets if target.file is not None]
    for file in files:
        if files.count(file) > 1:
            raise UsageError(f"Two reports cannot both be written to {file}: give each --format a file of its own.")
    return targets


def _target(text: str) -> Target:
    return Target(find(text.partition("=")[0]), named_file(text))


def named_file(text: str) -> Path | None:
    """Return the file of ``NAME=FILE``, None where it is ``NAME`` alone; raise UsageError where it can't be one."""
    name, equals, file = text.partition("=")
    if not equals:
        return None
    if not file:
        raise UsageError(f"--format {text} names no file: write --format {name}=FILE, or --format {name}.")
    path = Path(file)
    if path.is_dir():
        raise UsageError(f"--format {text} names a folder: name a file in it, such as {path / f'report.{name}'}.")
    if not path.parent.is_dir():
        raise UsageError(f"--format {text} cannot be written: there is no folder {path.parent}. Make it first.")
    return path


def write_reports(report: Report, targets: Sequence[Target], options: RenderOptions) -> None:
    """Write to standard output, then the files; where one can't be written, the others are all the same.

    ``options`` are those of standard output; in a file only width, colour and signs are others.

    Raises:
        SandboxError: something could not be written.
    """
    in_file = replace(options, width=WIDTH_IN_A_FILE, color=False, unicode=True)
    failures = []
    for target in sorted(targets, key=lambda target: target.file is not None):
        try:
            if target.file is None:
                sys.stdout.write(target.format.render(report, options))
                sys.stdout.flush()
            else:
                target.file.write_text(target.format.render(report, in_file), encoding="utf-8", newline="\n")
        except UsageError as error:  # something that this format needs is missing; the report is told all the same
            failures.append(str(error))
            if target.file is None:
                sys.stdout.write(find("terminal").render(report, options))
        except OSError as error:
            name = target.file or "The report"
            failures.append(f"{name} could not be written: {error.strerror}. Make room there, or write it elsewhere.")
        _append(target.format, report, in_file)
    if failures:
        raise SandboxError("\n".join(failures))


def _append(format_: Format, report: Report, options: RenderOptions) -> None:
    """Add to the files that variables name; where one can't be written, say so: the report itself is told already."""
    appends: Mapping[str, Any] = getattr(format_, "appends", {})
    for variable, render in appends.items():
        path = options.environment.get(variable)
        if not path:
            continue
        try:
            with open(path, "a", encoding="utf-8", newline="\n") as file:  # noqa: PTH123 - as it is named there
                file.write(render(report, options))
        except OSError as error:
            console.say(f"{variable} names a file that could not be written ({error.strerror}): {harmless_line(path)}.")
