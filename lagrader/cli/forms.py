"""``--format NAME[=FILE]`` of what is no learner's report: an audit, an item analysis."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from lagrader.cli.options import render_options
from lagrader.cli.output import WIDTH_IN_A_FILE, named_file
from lagrader.errors import SandboxError, UsageError
from lagrader.reports import RenderOptions

FORMS = ("terminal", "json")
"""What an audit and an item analysis can be written as."""

Form = Callable[[RenderOptions], str]


def chosen(formats: Sequence[str], known: Sequence[str]) -> list[tuple[str, Path | None]]:
    """Read the options before any work is done; without one it is the first of ``known`` on standard output.

    Raises:
        UsageError: a format that is not there, a file that could not be written, two for standard output.
    """
    targets = [_target(text, known) for text in formats] or [(known[0], None)]
    if sum(file is None for _, file in targets) > 1:
        raise UsageError("Only one --format can go to standard output; give the others a file: --format NAME=FILE.")
    return targets


def _target(text: str, known: Sequence[str]) -> tuple[str, Path | None]:
    name = text.partition("=")[0]
    if name not in known:
        raise UsageError(f'There is no format "{name}" here. There are {" and ".join(known)}.')
    return name, named_file(text)


def write(targets: Sequence[tuple[str, Path | None]], forms: Mapping[str, Form], *, show_all: bool = False) -> None:
    """Write each target: standard output as the console can show it, files at 80 columns without colour.

    Raises:
        SandboxError: a file could not be written.
    """
    options = replace(render_options(sys.stdout), show_all=show_all)
    in_file = replace(options, width=WIDTH_IN_A_FILE, color=False, unicode=True)
    for name, file in targets:
        if file is None:
            print(forms[name](options), end="", flush=True)
            continue
        try:
            file.write_text(forms[name](in_file), encoding="utf-8", newline="\n")
        except OSError as error:
            raise SandboxError(f"{file} could not be written: {error.strerror}. Write it elsewhere.") from None
