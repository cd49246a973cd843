"""The grades of a class in the terminal: the end of a batch, and the gradebook as a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType

from lagrader.gradebook import Status
from lagrader.harmless import sentence
from lagrader.phrases import counted, percent_text, points_text
from lagrader.reports.bars import progress_bar
from lagrader.reports.grades.summary import LOW, Summary
from lagrader.reports.grades.table import Line, Table
from lagrader.reports.interface import RenderOptions
from lagrader.reports.terminal.layout import cell_len, cut
from lagrader.reports.terminal.page import BAD, DIM, TITLE, Page

_BAR = 20
_GROUPS, _MEMBERS = 3, 10
"""Groups with the same work that the end of a batch names, and members of a group that are named."""
_PACKAGES = 3
"""Packages that are not here, of which the end of a batch names so many."""
_ID, _NAME = 24, 24
"""Cells of an id and of a name at most."""
_WITH_BARS = 72
"""Cells of a line from which there is room for bars."""


def closing(
    summary: Summary,
    seconds: float,
    files: Sequence[str],
    advice: str,
    options: RenderOptions,
    aside: Sequence[str] = (),
) -> str:
    """Return what stands at the end of a batch; ``aside`` is what may be work, and is nobody's."""
    page = Page(options)
    took = f" in {_duration(seconds)}"
    look = f", {summary.looks:,} need{'s' if summary.looks == 1 else ''} a look" if summary.looks else ""
    page.paragraph(f"{counted(summary.submissions, 'submission')}{took}: {summary.smooth:,} graded{look}.", 0, TITLE)
    page.blank()
    _write_facts(page, summary, aside)
    page.blank()
    for file in files:
        page.path(file, 2)
    page.paragraph(f"Next: {advice}", 0)
    return page.text()


def _write_facts(page: Page, summary: Summary, aside: Sequence[str]) -> None:
    if summary.mean is not None and summary.median is not None and summary.low is not None and summary.full is not None:
        page.add(
            f"mean {_short(summary.mean)}   median {_short(summary.median)}   {percent_text(summary.low)} "
            f"below {LOW}   full marks {percent_text(summary.full)}",
            2,
        )
    said = []
    if summary.hardest is not None:
        said.append(f"Hardest: {summary.hardest[0]}, {percent_text(summary.hardest[1])} got it.")
    if summary.mistake is not None:
        said.append(f"Most common mistake: {summary.mistake[0]} ({summary.mistake[1]:,}).")
    if said:
        page.paragraph(" ".join(said), 2)
    looks = [
        f"{count:,} {words}"
        for count, words in ((summary.unreadable, "could not be read"), (summary.stopped, _were(summary.stopped)))
        if count
    ]
    if looks:
        page.paragraph(f"Need a look: {', '.join(looks)}.", 2)
    if aside:
        page.paragraph(f"Nobody's, and not graded: {', '.join(map(page.exact, aside))}.", 2)
    if summary.outdated:
        page.paragraph(f"For another version of the course than most, and in no figure: {summary.outdated:,}.", 2)
    if summary.pending:
        learners = counted(summary.pending, "learner")
        page.paragraph(f"A person has still to mark something of {learners}: all sums are provisional until then.", 2)
    if summary.late:
        page.paragraph(f"Lowered for late work: {summary.late:,}.", 2)
    if summary.untimed:
        page.paragraph(f"Nobody knows when it was handed in, so it costs nothing: {summary.untimed:,}.", 2)
    if summary.absent:
        page.paragraph(f"Handed in nothing: {summary.absent:,}.", 2)
    if summary.alike:
        more = len(summary.alike) - _GROUPS
        groups = "; ".join(_together(page, group) for group in summary.alike[:_GROUPS])
        rest = f"; and {counted(more, 'group')} more" if more > 0 else ""
        page.paragraph(f"The same work: {groups}{rest}.", 2)
    if summary.packages:
        more = len(summary.packages) - _PACKAGES
        named = ", ".join(f"{page.exact(name)} ({count:,})" for name, count in summary.packages[:_PACKAGES])
        page.paragraph(f"Imported, but not here: {named}{f' and {more:,} more' if more > 0 else ''}.", 2)
    fault = "" if not summary.not_graded else " Run the same command again: they are tried again."
    page.paragraph(f"Not graded through our fault: {summary.not_graded:,}.{fault}", 2, BAD if fault else "")


def _were(count: int) -> str:
    return "was stopped" if count == 1 else "were stopped"


def _short(number: Fraction) -> str:
    """A share of the points to a tenth."""
    return f"{float(number):.1f}".removesuffix(".0")


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 90:
        return f"{minutes} min {rest} s"
    return f"{minutes // 60} h {minutes % 60} min"


# --- the list --------------------------------------------------------------------------------------------


def listing(table: Table, title: str, facts: Sequence[str], options: RenderOptions) -> str:
    """Return every learner with the points, the whole class."""
    page = Page(options)
    page.paragraph(title, 0, TITLE)
    page.facts([counted(len(table.lines), "learner"), *facts], 0)
    page.blank()
    _write_lines(page, table.lines)
    return page.text()


def _write_lines(page: Page, lines: Sequence[Line]) -> None:
    ids = _widest(page, [line.row.learner for line in lines], _ID)
    names = 0 if page.is_narrow else _widest(page, [line.row.name for line in lines], _NAME)
    scores = max((cell_len(_score(line)) for line in lines if line.marks is not None), default=0)
    for line in lines:
        left = f"  {_cell(page, line.row.learner, ids)}  {_cell(page, line.row.name, names)}".rstrip()
        right = _right(page, line, scores)
        between = page.width - cell_len(left) - cell_len(right)
        if between > 1:
            page.add(f"{left}{' ' * between}{right}", style=DIM if line.marks is None else "")
        else:
            page.row(left, right)


def _widest(page: Page, texts: Sequence[str], most: int) -> int:
    return min(most, max((cell_len(page.exact(text)) for text in texts), default=0))


def _right(page: Page, line: Line, scores: int) -> str:
    row = line.row
    if line.marks is None or row.points is None or row.max_points is None:
        return row.status.value
    flags = (
        (f"late -{line.penalty.percent}" if line.penalty else "late", row.late or line.penalty is not None),
        ("stopped", line.marks.stopped),
        ("by hand", line.by_hand),
        ("other version", line.outdated),
        ("provisional", bool(line.marks.pending)),
    )
    words = [word for word, holds in flags if holds]
    bar = progress_bar(row.points, row.max_points, _BAR, page.options.unicode) if page.width >= _WITH_BARS else ""
    return "  ".join([*words, *([bar] if bar else []), _score(line).rjust(scores)])


def _cell(page: Page, text: str, width: int) -> str:
    """The text in exactly so many cells, cut where it is longer; of none nothing is shown."""
    shown = cut(page.exact(text).replace("\n", " "), width, page.signs.cut) if width else ""
    return shown + " " * (width - cell_len(shown))


# --- problems --------------------------------------------------------------------------------------------


def problems(
    table: Table,
    title: str,
    again: str,
    options: RenderOptions,
    guidance: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """Return what a person should look at: what is to be marked, who could not be read or graded, the same work.

    ``guidance`` is what the marker goes by, by the criterion's name.
    """
    page = Page(options)
    page.paragraph(title, 0, TITLE)
    not_graded, unreadable = table.with_status(Status.NOT_GRADED), table.with_status(Status.UNREADABLE)
    stopped = [line for line in table.graded if line.marks and line.marks.stopped]
    sections = [
        ("A person has still to mark", _to_mark(page, table, guidance)),
        ("Not graded through our fault: grade again", [_why(page, line) for line in not_graded]),
        ("Could not be read: download it again, or ask its learner for it", [_why(page, line) for line in unreadable]),
        ("Stopped", [f"{_who(page, line)}: {_score(line)}" for line in stopped]),
        ("Remarks", [f"{_who(page, line)}: {note}" for line in table.graded for note in line.row.notes]),
        ("For another version of the course than most", [_who(page, line) for line in table.graded if line.outdated]),
        (
            "Nobody knows when it was handed in, so lateness costs nothing: name it under handed_in of late.yaml",
            [f"{_who(page, line)}{': late, says the platform' if line.row.late else ''}" for line in table.untimed],
        ),
        ("Handed in nothing", [_who(page, line) for line in table.with_status(Status.NOT_HANDED_IN)]),
        ("The same work", [_together(page, learners) for learners in table.alike]),
        ("Imported, but not here", [f"{page.exact(name)}: {_together(page, who)}" for name, who in table.packages]),
    ]
    for heading, entries in sections:
        if entries:
            page.blank()
            page.paragraph(f"{heading} ({len(entries):,})", 0)
            for entry in entries:
                page.paragraph(entry, 2)
    if not any(entries for _, entries in sections):
        page.blank()
        page.paragraph("Nothing needs a look.", 0)
    page.blank()
    page.paragraph(f"Next: {again} LEARNER", 0)
    return page.text()


def _to_mark(page: Page, table: Table, guidance: Mapping[str, str]) -> list[str]:
    """What waits for a person, criterion by criterion: how it is marked, and whose it is."""
    entries = []
    for column in table.columns:
        who = [line.row.learner for line in table.pending if line.marks and column.name in line.marks.pending]
        by = f" {sentence(guidance[column.name])}" if guidance.get(column.name) else ""
        if who:
            named = ", ".join(map(page.exact, who))
            entries.append(f"{column.name}, out of {points_text(column.max_points)}.{by} To be marked: {named}.")
    return entries


def _who(page: Page, line: Line) -> str:
    """An id is shown exactly: of two that look alike on this console each must be found again."""
    learner = page.exact(line.row.learner)
    return f"{learner} ({line.row.name})" if line.row.name else learner


def _why(page: Page, line: Line) -> str:
    return f"{_who(page, line)}: {line.row.reason}"


def _score(line: Line) -> str:
    if line.row.points is None or line.row.max_points is None:
        return line.row.status.value
    return f"{points_text(line.row.points)} of {points_text(line.row.max_points)}"


def _together(page: Page, learners: Sequence[str]) -> str:
    shown = [page.exact(learner) for learner in learners[:_MEMBERS]]
    more = f" and {len(learners) - len(shown):,} more" if len(learners) > len(shown) else ""
    return f"{', '.join(shown)}{more}"
