"""A class at a glance in the terminal: the same findings on one screen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from lagrader.phrases import counted
from lagrader.reports.bars import progress_bar
from lagrader.reports.classroom import words
from lagrader.reports.classroom.model import Classroom, Criterion, Who
from lagrader.reports.grades.summary import LOW
from lagrader.reports.interface import RenderOptions
from lagrader.reports.terminal.layout import cell_len, cut
from lagrader.reports.terminal.page import DIM, TITLE, Page

_BAR = 20
_WRAPS = 60
"""Cells of a line below which a mistake goes on in the next one."""
_CRITERIA, _MISTAKES, _NAMES = 8, 5, 3
"""Lines of a list: of many criteria those that the fewest got."""


def render(found: Classroom, options: RenderOptions) -> str:
    """Return the screen."""
    page = Page(options)
    page.paragraph(f"{found.title} {found.version}", 0, TITLE)
    page.facts([counted(len(found.learners), "learner"), *([f"graded {found.graded}"] if found.graded else [])], 0)
    page.paragraph(words.headline(found), 0)
    if found.counted:
        _write_scores(page, found)
        _write_criteria(page, found)
        _write_mistakes(page, found)
    sentences = list(_sentences(page, found))
    if sentences:
        page.blank()
    for sentence in sentences:
        page.paragraph(sentence, 0)
    return page.text()


def _write_scores(page: Page, found: Classroom) -> None:
    page.blank()
    most = max((len(one.who) for one in found.bins), default=0)
    for one in found.bins:
        name = f"{one.low}" if one.low == one.high else f"{one.low}-{one.high}"
        bar = progress_bar(Fraction(len(one.who)), Fraction(most or 1), _room(page), page.options.unicode)
        page.add(f"{name:>7} %  {bar.rstrip('░.')}{' ' if len(one.who) else ''}{len(one.who):,}")


def _room(page: Page) -> int:
    return max(5, min(40, page.width - 20))


def _write_criteria(page: Page, found: Classroom) -> None:
    hardest = sorted(found.criteria, key=lambda one: len(one.right))[:_CRITERIA]
    every = len(hardest) == len(found.criteria)
    title = "Criteria" if every else f"The hardest {len(hardest)} of {len(found.criteria)} criteria"
    names = min(28, max((cell_len(one.name) for one in hardest), default=0))
    page.blank()
    page.paragraph(f"{title}: who got it, p, r", 0, DIM)
    for one in hardest:
        page.add(_criterion(page, one, names, len(found.counted)))
    for text in words.caution(found):
        page.paragraph(text, 0, DIM)
    for one in found.criteria:
        for text in one.warnings[:1] if one in hardest else ():
            page.paragraph(f"{one.name}: {text}", 0)


def _criterion(page: Page, one: Criterion, names: int, whole: int) -> str:
    name = cut(page.exact(one.name), names, page.signs.cut)
    bar = progress_bar(Fraction(len(one.right)), Fraction(whole), _BAR, page.options.unicode)
    figures = f"{words.share(len(one.right), whole):>5}  {words.difficulty(one):>5}  "
    figures = f"{figures}{words.signed(one.figures.discrimination):>5}"
    return f"{name:<{names}}  {f'{bar}  ' if page.width >= names + 48 else ''}{figures}"


def _write_mistakes(page: Page, found: Classroom) -> None:
    if not found.mistakes:
        return
    page.blank()
    page.add("What went wrong most often", style=DIM)
    for one in found.mistakes[:_MISTAKES]:
        said = f"{one.name} {one.code}: {page.prose(one.title)}"
        page.row(cut(said, max(page.width, _WRAPS) - 7, page.signs.cut), sign=f"{len(one.who):>5,}  ")


def _sentences(page: Page, found: Classroom) -> Iterator[str]:
    if found.groups:
        largest = found.groups[0]
        many, most = counted(len(found.groups), "group"), f"{len(largest.who):,} at {largest.group.name}"
        yield f"Wrong answers without a known mistake: {many}, the largest of {most}."
    if found.low:
        yield f"Below {LOW} %: {len(found.low):,}{_named(page, found, found.low)}."
    if found.stopped:
        yield f"Stopped at a limit: {len(found.stopped):,}{_named(page, found, found.stopped)}."
    outside = sum(len(one.failed) for one in found.close)
    if outside:
        yield f"Just outside a tolerance: {outside:,}."
    if found.troubles:
        told = "; ".join(f"{one.reason.rstrip('.')} ({len(one.who):,})" for one in found.troubles[:_NAMES])
        yield f"Not graded: {told}{_more(found.troubles)}."
    if found.alike:
        yield f"The same work: {_groups(page, found, found.alike)}."
    if found.comparison.groups:
        shown = [one.who for one in found.comparison.groups]
        yield f"The same but for names, which is no proof: {_groups(page, found, shown)}."
    if len(found.moments) > 1:
        first, last = found.moments[0], found.moments[-1]
        yield (
            f"Over {len(found.moments):,} runs the median went from {words.short(first.median)} to "
            f"{words.short(last.median)} %; in the last one {len(last.rose):,} rose, {len(last.fell):,} fell."
        )


def _named(page: Page, found: Classroom, who: Who) -> str:
    if found.anonymous:
        return ""
    ids = [page.exact(one.id) for one in found.find(who)[:_NAMES]]
    return f" ({', '.join(ids)}{' and more' if len(who) > _NAMES else ''})"


def _groups(page: Page, found: Classroom, groups: Sequence[Who]) -> str:
    shown = ["=".join(page.exact(one.id) for one in found.find(who)[:_NAMES]) for who in groups[:_NAMES]]
    return f"{', '.join(shown)}{_more(groups)}"


def _more(entries: Sequence[object]) -> str:
    return f" and {len(entries) - _NAMES:,} more" if len(entries) > _NAMES else ""
