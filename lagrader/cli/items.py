"""``lagrader audit --from DIR``: what a graded class says about the rubrics of its course."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from lagrader.cli import console
from lagrader.cli.forms import FORMS, chosen, write

if TYPE_CHECKING:
    from lagrader.course import Course

NOTHING, FINDINGS = 0, 1


def show_items(folder: Path, course: Course, formats: Sequence[str] = ()) -> int:
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
    from lagrader.reports.items import items_data, render

    targets = chosen(formats, FORMS)
    analysis = analyse(folder, course)
    forms = {
        "terminal": lambda options: render(analysis, console.shell_word(folder), options),
        "json": lambda _: json.dumps(items_data(analysis), ensure_ascii=True, allow_nan=False, indent=2) + "\n",
    }
    write(targets, forms)
    return FINDINGS if analysis.has_findings else NOTHING
