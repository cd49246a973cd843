"""``lagrader audit --from DIR``: what a graded class says about the rubrics of its course."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from lagrader.cli import console
from lagrader.cli.options import render_options
from lagrader.cli.output import WIDTH_IN_A_FILE

if TYPE_CHECKING:
    from lagrader.course import Course
    from lagrader.item_analysis import ItemAnalysis

NOTHING, FINDINGS = 0, 1


def show_items(folder: Path, course: Course, *formats: str) -> int:
    """Print the item analysis of the gradebook in ``folder``; return the exit code, 1 where something wants a look.

    Each of ``formats`` is ``terminal`` or ``json``, with ``=FILE`` where it goes into a file; ``terminal`` by default.
    Close calls and unexplained wrong answers are no findings: every class has some.

    Raises:
        UsageError: there is no gradebook, or no such format.
        GradebookError: the gradebook can't be read.
        RubricError: a rubric of the course is broken.
        SandboxError: a file can't be written.
    """
    from lagrader.item_analysis import analyse

    targets = [_target(text) for text in formats or ("terminal",)]
    analysis = analyse(folder, course)
    for name, file in targets:
        _write(_text(analysis, name, folder, in_file=file is not None), file)
    return FINDINGS if analysis.has_findings else NOTHING


def _target(text: str) -> tuple[str, Path | None]:
    from lagrader.errors import UsageError

    name, equals, file = text.partition("=")
    if name not in ("terminal", "json"):
        raise UsageError(f'There is no format "{name}" for an item analysis. There are terminal and json.')
    if equals and not file:
        raise UsageError(f"--format {text} names no file: write --format {name}=FILE, or --format {name}.")
    return name, Path(file) if file else None


def _text(analysis: ItemAnalysis, name: str, folder: Path, *, in_file: bool) -> str:
    from lagrader.reports.items import items_data, render

    if name == "json":
        return json.dumps(items_data(analysis), ensure_ascii=True, allow_nan=False, indent=2) + "\n"
    options = render_options(sys.stdout)
    if in_file:
        options = replace(options, width=WIDTH_IN_A_FILE, color=False, unicode=True)
    return render(analysis, console.shell_word(folder), options)


def _write(text: str, file: Path | None) -> None:
    from lagrader.errors import SandboxError

    if file is None:
        print(text, end="", flush=True)
        return
    try:
        file.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise SandboxError(
            f"{file} could not be written: {error.strerror}. Make room there, or write it elsewhere."
        ) from None
