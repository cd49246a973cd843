"""From a gradebook to a class at a glance: every report is read once."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from lagrader.course import Course
from lagrader.diagnosis.codes import lesson
from lagrader.gradebook import Gradebook, Row, Status
from lagrader.gradebook.by_hand import report_of
from lagrader.item_analysis import CloseCalls, CriterionFigures, ItemAnalysis, Reading
from lagrader.phrases import counted, joined
from lagrader.reports.classroom.facts import Collected, Facts, Key, facts_of
from lagrader.reports.classroom.history import moments
from lagrader.reports.classroom.model import (
    Bin,
    Cell,
    Classroom,
    Close,
    Comparison,
    Criterion,
    Group,
    Learner,
    Live,
    Mistake,
    Need,
    Trouble,
    Who,
)
from lagrader.reports.classroom.renamed import MOST, Works, compare
from lagrader.reports.classroom.veil import veiled
from lagrader.reports.grades.summary import LOW, summarise
from lagrader.reports.grades.table import OUTDATED, Line, Table, read_table
from lagrader.reports.wording import texts
from lagrader.results import Report

_ALL = 100
_WIDTH = 10
"""Percent of the points in a bin of the distribution; all of them are one of their own."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What to show. ``folder`` is the gradebook's, as a word for a command line."""

    folder: str
    pages: Mapping[str, str] = field(default_factory=dict)
    """Links to learners' pages, by the id."""
    works: Works | None = None
    """What reads a learner's work; None leaves comparing out."""
    compare_all: bool = False
    """Whether work is compared also where reading it takes long."""
    anonymous: bool = False
    live: Live | None = None


def read_classroom(book: Gradebook, course: Course, asked: Asked) -> Classroom:
    """Return a class at a glance; ``course`` should be the one that graded.

    Raises:
        GradebookError: the gradebook can't be read.
        RubricError: a rubric of the course is broken.
    """
    reading, collected = Reading(book, course), Collected()

    def look(key: bytes, report: Report) -> None:
        reading.look(key, report)
        collected.look(key, report)

    table = read_table(book, look)
    if asked.anonymous:
        table = _mixed(table, book.fact("seed") or "")
    return _Builder(book, course, asked, table, reading.analysis(), collected).build()


def _mixed(table: Table, seed: str) -> Table:
    """The table in an order that tells nobody's name: by points, equal ones by a digest."""

    def order(line: Line) -> tuple[Fraction, bytes]:
        return -(_score(line.row) or Fraction(-1)), hashlib.sha256(f"{seed} {line.row.learner}".encode()).digest()

    return Table(table.columns, tuple(sorted(table.lines, key=order)))


class _Builder:
    """Puts together what was read."""

    def __init__(
        self,
        book: Gradebook,
        course: Course,
        asked: Asked,
        table: Table,
        analysis: ItemAnalysis,
        collected: Collected,
    ) -> None:
        self._book, self._course, self._asked = book, course, asked
        self._table, self._analysis, self._collected = table, analysis, collected
        self._places = {line.row.learner: place for place, line in enumerate(table.lines)}
        found = ((place, self._facts_of(line)) for place, line in enumerate(table.lines))
        self._facts = {place: facts for place, facts in found if facts is not None}
        self._summary = summarise(table)

    def _facts_of(self, line: Line) -> Facts | None:
        """The facts of who counts: with marks for the course as it is."""
        if line.marks is None or line.outdated or line.row.key is None:
            return None
        report = report_of(self._book, line.row) if line.by_hand else None
        return facts_of(report) if report else self._collected.facts[line.row.key]

    def build(self) -> Classroom:
        """Return the class."""
        analysis, scores = self._analysis, self._scores()
        low = [place for place, score in scores.items() if score < LOW]
        stopped = [place for place, line in self._lines if line.marks is not None and line.marks.stopped]
        looks = [place for place, line in self._lines if line.row.status in _LOOKS]
        found = Classroom(
            title=analysis.title,
            version=analysis.version,
            graded=analysis.graded,
            folder=self._asked.folder,
            same_course=analysis.same_course,
            anonymous=self._asked.anonymous,
            summary=self._summary,
            learners=tuple(self._learner(place, line) for place, line in self._lines),
            counted=Who("counted", "with marks", tuple(self._facts)),
            full=Who("full", "with all points", tuple(p for p, score in scores.items() if score >= _ALL)),
            low=Who("low", f"below {LOW} %", tuple(low)),
            looks=Who("looks", "in need of a look", tuple(sorted({*looks, *stopped}))),
            stopped=Who("stopped", "stopped at a limit of time, memory or output", tuple(stopped)),
            bins=tuple(_bins(scores)),
            criteria=tuple(self._criterion(one) for one in analysis.criteria),
            mistakes=tuple(self._mistakes()),
            groups=tuple(self._groups()),
            alone=analysis.alone,
            needs=tuple(self._need(place) for place in sorted(low, key=lambda place: (scores[place], place))),
            close=tuple(self._close(one) for one in analysis.close),
            troubles=tuple(self._troubles()),
            alike=tuple(self._alike()),
            comparison=self._comparison(),
            moments=moments(self._book, self._places),
            live=self._asked.live,
        )
        return (
            veiled(found, [line.row for line in self._table.lines], self._collected.hidden)
            if found.anonymous
            else found
        )

    @property
    def _lines(self) -> Iterator[tuple[int, Line]]:
        yield from enumerate(self._table.lines)

    def _scores(self) -> dict[int, Fraction]:
        found = ((place, _score(self._table.lines[place].row)) for place in self._facts)
        return {place: score for place, score in found if score is not None}

    def _who(self, key: str, words: str, learners: Iterable[str]) -> Who:
        return Who(key, words, tuple(sorted(self._places[learner] for learner in learners)))

    def _learner(self, place: int, line: Line) -> Learner:
        row, facts = line.row, self._facts.get(place)
        cells = (
            "" if facts is None else "".join(facts.cells.get(one.name, Cell.OPEN) for one in self._analysis.criteria)
        )
        known = (
            (row.status.value, line.marks is None),
            ("late", row.late),
            ("stopped", line.marks is not None and line.marks.stopped),
            ("marks by hand", line.by_hand),
            ("provisional", line.marks is not None and bool(line.marks.pending)),
            ("another version of the course", line.outdated),
        )
        words = tuple(word for word, holds in known if holds)
        page = self._asked.pages.get(row.learner, "")
        return Learner(row.learner, row.name, page, row.points, row.max_points, _score(row), cells, words)

    # --- criteria and mistakes -----------------------------------------------------------------------------

    def _criterion(self, figures: CriterionFigures) -> Criterion:
        name = figures.name
        found: defaultdict[Cell, list[int]] = defaultdict(list)
        for place, facts in self._facts.items():
            found[facts.cells.get(name, Cell.OPEN)].append(place)

        def who(cell: Cell, key: str, words: str) -> Who:
            return Who(f"{key}:{name}", f"{words} {name}", tuple(found[cell]))

        return Criterion(
            name,
            figures.title,
            figures,
            who(Cell.RIGHT, "right", "who got"),
            who(Cell.PART, "part", "who got a part of"),
            who(Cell.WRONG, "wrong", "who did not get"),
            who(Cell.OPEN, "open", "who did not try"),
            tuple(_warnings(name, self._analysis)),
        )

    def _mistakes(self) -> Iterator[Mistake]:
        made: defaultdict[Key, list[int]] = defaultdict(list)
        for place, facts in self._facts.items():
            for key in facts.mistakes:
                made[key].append(place)
        for (name, code), places in sorted(made.items(), key=lambda item: (-len(item[1]), item[0])):
            example = self._collected.examples.get((name, code))
            who = Who(f"mistake:{name}/{code}", f"with {code} at {name}", tuple(places))
            yield Mistake(name, code, _title(code, texts(example)[0] if example else ""), who, example)

    def _groups(self) -> Iterator[Group]:
        for one in self._analysis.groups:
            who = self._who(f"group:{one.id}", f"with the same wrong answer to {one.name}", one.learners)
            yield Group(one, _title(one.code, one.text), who)

    def _close(self, calls: CloseCalls) -> Close:
        name = calls.name
        failed = [one.learner for one in calls.learners if not one.accepted]
        accepted = [one.learner for one in calls.learners if one.accepted]
        return Close(
            name,
            self._who(f"outside:{name}", f"just outside the tolerance of {name}", failed),
            self._who(f"inside:{name}", f"just inside the tolerance of {name}", accepted),
            min((one.ratio for one in calls.learners), key=lambda ratio: max(ratio, 1 / ratio)),
        )

    # --- people --------------------------------------------------------------------------------------------

    def _need(self, place: int) -> Need:
        facts = self._facts[place]
        further = {column.name for column in self._table.columns if column.further}
        names = (one.name for one in self._analysis.criteria if one.name not in further)
        cells = [(name, facts.cells.get(name, Cell.OPEN)) for name in names]
        first = next((name for name, cell in cells if cell is not Cell.RIGHT), "")
        exercise = first.partition(".")[0]
        code = next((code for name, code in facts.mistakes if name in (first, exercise)), "")
        wrong = sum(cell in (Cell.WRONG, Cell.PART) for _, cell in cells)
        return Need(place, wrong, sum(cell is Cell.OPEN for _, cell in cells), first, code)

    def _troubles(self) -> Iterator[Trouble]:
        found: defaultdict[str, list[int]] = defaultdict(list)
        for place, line in self._lines:
            if line.marks is None:
                found[line.row.reason or _STATUSES[line.row.status]].append(place)
            elif line.outdated:
                found[OUTDATED].append(place)
        ordered = sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
        for number, (reason, places) in enumerate(ordered, start=1):
            yield Trouble(reason, Who(f"trouble:{number}", f"of whom is said: {reason}", tuple(places)))
        for name, learners in self._table.packages:
            yield Trouble(
                f"{name} is imported, and is not here.", self._who(f"package:{name}", f"who import {name}", learners)
            )

    def _alike(self) -> Iterator[Who]:
        for number, learners in enumerate(self._table.alike, start=1):
            yield self._who(f"same:{number}", "with the same work", learners)

    def _comparison(self) -> Comparison:
        works = self._asked.works
        if self._asked.live is not None:
            return Comparison("Work is compared when all of it is graded.")
        if works is None or self._asked.anonymous:
            return Comparison("Work was not compared.")
        if len(self._facts) > MOST and not self._asked.compare_all:
            return Comparison(
                f"Comparing the work of {counted(len(self._facts), 'learner')} takes a while, so it waits to be asked "
                f"for: lagrader report {self._asked.folder} --compare"
            )
        lines = self._table.lines
        return compare(works, self._course, [(place, lines[place].row, self._tried(place)) for place in self._facts])

    def _tried(self, place: int) -> frozenset[str]:
        """The exercises of which a learner tried something: who did not begin has what everybody has."""
        cells = self._facts[place].cells.items()
        return frozenset(name.partition(".")[0] for name, cell in cells if cell is not Cell.OPEN)


_LOOKS = (Status.UNREADABLE, Status.NOT_GRADED)
_STATUSES = {
    Status.NOT_HANDED_IN: "Handed in nothing.",
    Status.UNREADABLE: "Could not be read.",
    Status.NOT_GRADED: "Not graded through our fault: grade again.",
    Status.GRADED: "The marks are missing: grade again.",
}


def _score(row: Row) -> Fraction | None:
    return None if row.points is None or not row.max_points else row.points / row.max_points * _ALL


def _title(code: str, text: str) -> str:
    """What a code means in general where that is known, else what was said to one of them."""
    general = lesson(code)
    return general.title if general is not None else text


def _bins(scores: Mapping[int, Fraction]) -> Iterator[Bin]:
    """Yield all bins, the empty ones too; full marks are one of their own."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    for place, score in scores.items():
        found[min(int(score // _WIDTH * _WIDTH), _ALL)].append(place)
    for low in range(0, _ALL + 1, _WIDTH) if scores else ():
        high = min(low + _WIDTH - 1, _ALL)
        words = f"with {low} to {high} %" if low < _ALL else "with all points"
        yield Bin(low, high, Who(f"score:{low}", words, tuple(found[low])))


def _warnings(name: str, analysis: ItemAnalysis) -> Iterator[str]:
    if any(one.name == name for one in analysis.negative):
        yield "Those with fewer points elsewhere get it more often: perhaps a bug of the rubric."
    for dead in analysis.dead:
        if dead.name == name and not dead.everybody:
            yield "Nobody gets it: too hard, not taught, or a bug."
    for pair in analysis.redundant:
        if name in pair.names:
            others = joined([other for other in pair.names if other != name])
            yield f"Always got together with {others}, or not at all."
