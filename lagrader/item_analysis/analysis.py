"""From a gradebook to an item analysis: every report is read once, whoever handed it in."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from lagrader.course import Course, Exercise
from lagrader.gradebook import Gradebook, Row, Status
from lagrader.item_analysis import figures as figuring
from lagrader.item_analysis.answers import NOT_JUDGED, Column, Mark, results_of, table
from lagrader.item_analysis.edges import closeness
from lagrader.item_analysis.groups import Gathering, feedback_of, is_unexplained
from lagrader.item_analysis.model import Close, CloseCalls, ItemAnalysis, WrongGroup
from lagrader.item_analysis.stubs import stub, taken_names
from lagrader.results import CriterionResult, Report, Verdict
from lagrader.rubric import BaseCriterion, all_needs
from lagrader.submission.shelf import natural

Key = tuple[str, str]
"""An exercise's id and a criterion's."""


def analyse(folder: Path, course: Course) -> ItemAnalysis:
    """Analyse the class that ``lagrader grade --out`` wrote into ``folder``.

    Of ``course``, which should be the one that graded, the known mistakes are looked up and the references' parameters.

    Raises:
        GradebookError: there is no gradebook, or it can't be read.
        RubricError: a rubric of the course is broken.
    """
    with Gradebook.reading(folder) as book:
        reading = Reading(book, course)
        for key, report in book.reports():
            reading.look(key, report)
    return reading.analysis()


class Reading:
    """An item analysis of a gradebook whose reports somebody reads for other reasons, too."""

    def __init__(self, book: Gradebook, course: Course) -> None:
        """Find out who counts; raise RubricError where a rubric of the course is broken."""
        rows, outdated = book.rows(), book.outdated()
        self._survey = Survey(course)
        self._learners: defaultdict[bytes | None, list[str]] = defaultdict(list)
        for row in sorted((row for row in rows if _counts(row, outdated)), key=lambda row: natural(row.learner)):
            self._learners[row.key].append(row.learner)
        counted = sum(map(len, self._learners.values()))
        self._about = _about(book, course, rows, counted)

    def look(self, key: bytes, report: Report) -> None:
        """Take in a report of the gradebook."""
        if key in self._learners:
            self._survey.add(report, self._learners[key])

    def analysis(self) -> ItemAnalysis:
        """Return what all of them come to."""
        return self._survey.analysis(self._about)


def _about(book: Gradebook, course: Course, rows: Sequence[Row], counted: int) -> ItemAnalysis:
    run = book.last_run() or {}
    left_out: Counter[Status] = Counter(row.status for row in rows if row.status is not Status.GRADED)
    return ItemAnalysis(
        run.get("course_title", course.title),
        run.get("course_version", course.version),
        run.get("started", "")[:10],
        run.get("course", course.digest) == course.digest,
        counted,
        left_out,
        sum(row.status is Status.GRADED for row in rows) - counted,
    )


def _counts(row: Row, outdated: set[bytes]) -> bool:
    return row.status is Status.GRADED and row.key is not None and row.key not in outdated


@dataclass(slots=True)
class Survey:
    """Reports that come in one after the other; none is kept."""

    course: Course
    columns: dict[str, Column] = field(default_factory=dict)
    marks: list[tuple[Mark, list[str]]] = field(default_factory=list)
    codes: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    close: defaultdict[str, list[Close]] = field(default_factory=lambda: defaultdict(list))
    wrong: Gathering = field(default_factory=Gathering)
    _criteria: dict[Key, BaseCriterion] = field(default_factory=dict)
    _exercises: dict[str, Exercise] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Read the course's rubrics, with what is hidden in them."""
        self._exercises = {exercise.id: exercise for exercise in self.course.exercises}
        for exercise in self.course.exercises:
            self._criteria |= {(exercise.id, one.id): one for one in exercise.whole_rubric.criteria}

    @property
    def learners(self) -> list[str]:
        """Everybody who counts."""
        return [learner for _, learners in self.marks for learner in learners]

    def add(self, report: Report, learners: list[str]) -> None:
        """Take in the report on work that these learners handed in."""
        results = results_of(report)
        self.marks.append((Mark.of(results), learners))
        for column, result in results:
            self.columns.setdefault(column.name, column)
            self._add(column, result, learners)

    def _add(self, column: Column, result: CriterionResult, learners: list[str]) -> None:
        ratio = closeness(result)
        if ratio is not None:
            self.close[column.name] += [Close(learner, ratio) for learner in learners]
        if result.verdict is not Verdict.ACCEPTED and result.verdict not in NOT_JUDGED:
            self.codes[column.name][feedback_of(result).code] += len(learners)
            if is_unexplained(result, self._criteria.get((column.exercise, column.id))):
                self.wrong.add(column.name, result, learners)

    # --- the end of it -------------------------------------------------------------------------------------

    def analysis(self, about: ItemAnalysis) -> ItemAnalysis:
        """Return ``about`` with everything that was found."""
        columns = sorted(self.columns.values(), key=lambda column: natural(column.name.partition(".")[0]))
        answers, waiting = table(self.marks, columns), self._waiting()
        found = figuring.figures(answers, waiting, self.codes)
        groups = self.wrong.largest({column.name: place for place, column in enumerate(columns)})
        return replace(
            about,
            criteria=found,
            negative=tuple(figuring.negative(answers, waiting, found)),
            dead=tuple(figuring.dead(answers, waiting, found)),
            redundant=figuring.redundant(answers),
            close=tuple(CloseCalls(one.name, self._close(one.name)) for one in columns if one.name in self.close),
            groups=tuple(self._with_stubs(group for group in groups if len(group.learners) > 1)),
            alone=sum(len(group.learners) == 1 for group in groups),
        )

    def _waiting(self) -> dict[str, frozenset[str]]:
        """The criteria that need one, directly or not, by its name."""
        needs = {key: {(key[0], need) for need in one.needs} for key, one in self._criteria.items()}
        names = {(column.exercise, column.id): column.name for column in self.columns.values()}
        return {
            name: frozenset(names[other] for other in names if other != key and key in all_needs(other, needs))
            for key, name in names.items()
        }

    def _close(self, name: str) -> tuple[Close, ...]:
        """Those who were not accepted first, since they may ask; among each the closest to the edge."""

        def order(one: Close) -> tuple[bool, float, list[object]]:
            return one.accepted, max(one.ratio, 1 / one.ratio), [natural(one.learner)]

        return tuple(sorted(self.close[name], key=order))

    def _with_stubs(self, groups: Iterator[WrongGroup]) -> Iterator[WrongGroup]:
        taken: dict[str, set[str]] = {}
        for group in groups:
            column = self.columns[group.name]
            exercise = self._exercises.get(column.exercise)
            criterion = self._criteria.get((column.exercise, column.id))
            if exercise is None or criterion is None:
                yield group
                continue
            names = taken.setdefault(exercise.id, taken_names(exercise))
            yield replace(group, stub=stub(exercise, criterion, group, names))
