"""An item analysis in the terminal: what wants a look, then the figures, then what the rubric doesn't know yet."""

from __future__ import annotations

import re
import shlex

from lagrader.gradebook import Status
from lagrader.item_analysis import ItemAnalysis
from lagrader.phrases import counted
from lagrader.reports.interface import RenderOptions
from lagrader.reports.items.figures import write_figures
from lagrader.reports.items.findings import write_findings
from lagrader.reports.items.groups import write_groups
from lagrader.reports.items.names import some
from lagrader.reports.terminal.page import TITLE, Page


def render(analysis: ItemAnalysis, folder: str, options: RenderOptions) -> str:
    """Return the whole analysis; ``folder`` is the gradebook's as a word of a command line."""
    page = Page(options)
    page.paragraph(f"{analysis.title} {analysis.version}: item analysis", 0, TITLE)
    page.facts(_facts(analysis), 0)
    if not analysis.same_course:
        page.paragraph("The course has changed since: its known mistakes and names are those of now.", 0)
    page.blank()
    if analysis.learners:
        _write(page, analysis)
    else:
        page.paragraph(_NOBODY if analysis.graded else _NOTHING, 0)
    page.blank()
    page.add(page.exact(f"Next: {_next(analysis, folder)}"))  # whole, so that it can be copied
    return page.text()


_NOTHING = "Nothing was graded here yet."
_NOBODY = "Nobody's work got marks for this course, so there is nothing to say about its criteria."


def _facts(analysis: ItemAnalysis) -> list[str]:
    words = {Status.UNREADABLE: "unreadable", Status.NOT_HANDED_IN: "absent", Status.NOT_GRADED: "not graded"}
    others = [f"{analysis.left_out[one]:,} {word}" for one, word in words.items() if analysis.left_out.get(one)]
    others += [f"{analysis.outdated:,} for another version"] if analysis.outdated else []
    graded = [f"graded {analysis.graded}"] if analysis.graded else []
    return [
        counted(analysis.learners, "learner"),
        *graded,
        *([f"not counted: {', '.join(others)}"] if others else []),
    ]


def _write(page: Page, analysis: ItemAnalysis) -> None:
    write_findings(page, analysis)
    page.blank()
    write_figures(page, analysis)
    page.blank()
    _write_close(page, analysis)
    page.blank()
    write_groups(page, analysis)


def _write_close(page: Page, analysis: ItemAnalysis) -> None:
    if not analysis.close:
        return
    page.paragraph("Within 10 x of a tolerance's edge (the error over the allowed error)", 0, TITLE)
    for one in analysis.close:
        sides = (
            ("not accepted", [f"{close.learner} {close.ratio:.2g}" for close in one.learners if not close.accepted]),
            ("accepted", [f"{close.learner} {close.ratio:.2g}" for close in one.learners if close.accepted]),
        )
        said = [f"{words}: {some(page, learners)}" for words, learners in sides if learners]
        page.paragraph(f"{one.name}: {'; '.join(said)}", 2)


def _next(analysis: ItemAnalysis, folder: str) -> str:
    """One command; of a class it shows somebody whose work tells most about what was found."""
    if not analysis.learners:
        return f"lagrader grade SUBMISSIONS --out {folder}"
    shown = [one.learner for one in analysis.negative] + [one.learner for one in analysis.dead if one.learner]
    shown += [group.learners[0] for group in analysis.groups]
    return " ".join(["lagrader grades", folder, *map(shlex.quote, filter(_PLAIN.fullmatch, shown[:1]))])


_PLAIN = re.compile(r"[\w@+][\w@+. -]{0,59}", re.ASCII)
"""Ids that are pasted into a shell as they are shown."""
