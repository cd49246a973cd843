"""``lagrader audit --from DIR``: what a graded class says about the rubrics of its course."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from lagrader.cli import console
from lagrader.cli.options import render_options

if TYPE_CHECKING:
    from lagrader.course import Course
    from lagrader.item_analysis import ItemAnalysis

NOTHING, FINDINGS = 0, 1


def show_items(folder: Path, course: Course, format_: str = "terminal") -> int:
    """Print the item analysis of the gradebook in ``folder``; return the exit code, 1 where something wants a look.

    ``format_`` is ``terminal``, ``json`` or ``json=FILE``. Close calls and unexplained wrong answers are no findings:
    every class has some.

    Raises:
        UsageError: there is no gradebook, or no such format.
        GradebookError: the gradebook can't be read.
        RubricError: a rubric of the course is broken.
    """
    from lagrader.item_analysis import analyse
    from lagrader.reports.items import render

    name, file = _format(format_)
    analysis = analyse(folder, course)
    if name == "terminal":
        print(render(analysis, console.shell_word(folder), render_options(sys.stdout)), end="")
    else:
        _write_json(analysis, file)
    return FINDINGS if analysis.has_findings else NOTHING


def _format(text: str) -> tuple[str, Path | None]:
    from lagrader.errors import UsageError

    name, equals, file = text.partition("=")
    if name not in ("terminal", "json") or (equals and name == "terminal"):
        raise UsageError(f'There is no format "{text}" for an item analysis. There are terminal, json and json=FILE.')
    if equals and not file:
        raise UsageError("--format json= names no file: write --format json=FILE, or --format json.")
    return name, Path(file) if file else None


def _write_json(analysis: ItemAnalysis, file: Path | None) -> None:
    import json

    from lagrader.errors import SandboxError
    from lagrader.reports.items import items_data

    text = json.dumps(items_data(analysis), ensure_ascii=True, allow_nan=False, indent=2) + "\n"
    if file is None:
        print(text, end="")
        return
    try:
        file.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise SandboxError(
            f"{file} could not be written: {error.strerror}. Make room there, or write it elsewhere."
        ) from None
