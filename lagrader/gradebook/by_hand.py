"""What a teacher enters by hand: marks and comments on one learner's criterion, comments for a group of wrong answers.

They belong to the learner and the criterion, not to a mark, so they outlive every regrade. Nothing is deleted: what is
taken back or replaced says when.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import NamedTuple

from lagrader.gradebook.book import Entry, Gradebook, now
from lagrader.gradebook.late import lowered, penalty_of, rule_of
from lagrader.gradebook.rows import Row
from lagrader.phrases import points_text
from lagrader.results import CriterionResult, ExerciseResult, Feedback, Report, Verdict, criterion_name


@dataclass(frozen=True, slots=True)
class Override:
    """A teacher's own mark on a criterion, ``ex3.output``; without points it is a comment."""

    learner: str
    criterion: str
    points: Fraction | None
    comment: str
    author: str
    reason: str
    made: str = ""
    """When, in UTC as ISO 8601."""
    undone: str = ""
    """When it was taken back, or another one came in its place; empty where it holds."""

    def held_at(self, moment: str) -> bool:
        """Whether it held at a moment, in UTC as ISO 8601."""
        return self.made <= moment and not (self.undone and self.undone <= moment)


Overrides = Mapping[str, Sequence[Override]]
"""Those that hold, by the learner."""


def enter_override(book: Gradebook, override: Override) -> None:
    """Enter a mark or comment in the place of the one that held."""
    moment = now()
    _end(book, override.learner, override.criterion, moment)
    points = None if override.points is None else str(override.points)
    book.execute(
        "INSERT INTO overrides (made, learner, criterion, points, comment, author, reason) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        *(moment, override.learner, override.criterion, points),
        *(override.comment, override.author, override.reason),
    )
    book.commit()


def take_back(book: Gradebook, learner: str, criterion: str) -> bool:
    """Take back what holds for a learner's criterion; return whether there was something."""
    held = any(one.criterion == criterion for one in overrides_of(book, learner))
    _end(book, learner, criterion, now())
    book.commit()
    return held


def _end(book: Gradebook, learner: str, criterion: str, moment: str) -> None:
    statement = "UPDATE overrides SET undone = ? WHERE undone IS NULL AND learner = ? AND criterion = ?"
    book.execute(statement, moment, learner, criterion)


_ALL = "SELECT learner, criterion, points, comment, author, reason, made, undone FROM overrides"
_HELD = f"{_ALL} WHERE undone IS NULL"


def overrides(book: Gradebook) -> Overrides:
    """Return what holds, by the learner."""
    found: defaultdict[str, list[Override]] = defaultdict(list)
    for row in book.query(f"{_HELD} ORDER BY id"):
        one = _override(row)
        found[one.learner].append(one)
    return found


def overrides_of(book: Gradebook, learner: str) -> list[Override]:
    """Return what holds for one learner."""
    return [_override(row) for row in book.query(f"{_HELD} AND learner = ? ORDER BY id", learner)]


def ever_entered(book: Gradebook, learner: str) -> list[Override]:
    """Return whatever was entered for one learner, also what holds no more."""
    return [_override(row) for row in book.query(f"{_ALL} WHERE learner = ? ORDER BY id", learner)]


def _override(row: Sequence[str | None]) -> Override:
    learner, criterion, points, comment, author, reason, made, undone = row
    mark = None if points is None else Fraction(points)
    said = (str(comment), str(author), str(reason), str(made), undone or "")
    return Override(str(learner), str(criterion), mark, *said)


def marks_ever(book: Gradebook, learner: str) -> Iterator[Entry]:
    """Yield each row with other points than the one before it, a teacher's own marks of its time included."""
    rows, entered = book.history(learner), ever_entered(book, learner)
    moments = [made for made, _ in rows] + [moment for one in entered for moment in (one.made, one.undone) if moment]
    points, rule = None, rule_of(book)
    for moment in sorted(set(moments)):
        row = next((row for made, row in reversed(rows) if made <= moment), None)
        if row is None:
            continue
        held = [one for one in entered if one.held_at(moment)]
        row = with_points(row, report_of(book, row, held)) if held or rule else row
        if (row.points, row.max_points) != points:
            points = (row.points, row.max_points)
            yield Entry(moment, row)


# --- what they make of a report ----------------------------------------------------------------------------


def report_of(book: Gradebook, row: Row, held: Sequence[Override] | None = None) -> Report | None:
    """Return a learner's report with what a teacher entered, after a penalty for late work.

    ``held`` is what was entered, where it is known already.
    """
    report = None if row.key is None else book.report(row.key)
    if report is None:
        return None
    entered = overrides_of(book, row.learner) if held is None else held
    return lowered(overridden(report, entered), penalty_of(rule_of(book), row, entered))


def overridden(report: Report, held: Sequence[Override]) -> Report:
    """Return a report with a teacher's marks in the place of its own, and their words as notes of the exercise."""
    if not held:
        return report
    return replace(report, exercises=tuple(_exercise(exercise, held) for exercise in report.exercises))


def _exercise(exercise: ExerciseResult, held: Sequence[Override]) -> ExerciseResult:
    by_name = {one.criterion: one for one in held}
    entered = [by_name.get(criterion_name(exercise.number, one.id)) for one in exercise.criteria]
    criteria = tuple(map(_criterion, exercise.criteria, entered))
    notes = tuple(_note(one, override) for one, override in zip(exercise.criteria, entered, strict=True) if override)
    return replace(exercise, criteria=criteria, notes=(*exercise.notes, *notes))


def _criterion(criterion: CriterionResult, override: Override | None) -> CriterionResult:
    if override is None or override.points is None:
        return criterion
    points = min(override.points, criterion.max_points)  # a later rubric may give less for it
    verdict = Verdict.ACCEPTED if points == criterion.max_points else criterion.verdict
    if points < criterion.max_points and verdict in (Verdict.ACCEPTED, Verdict.PENDING):
        verdict = Verdict.WRONG_ANSWER
    if criterion.verdict is Verdict.PENDING and verdict is Verdict.WRONG_ANSWER:
        # Without a code: what one person said of one answer is no mistake that could be counted.
        return replace(criterion, points=points, verdict=verdict, feedback=(Feedback("", _said(override)),))
    return replace(criterion, points=points, verdict=verdict)


def _said(override: Override) -> str:
    """What was said with a mark; mostly the reason, then the comment."""
    reason = f"{override.reason.rstrip('.')}." if override.reason else ""
    return " ".join(filter(None, [reason, override.comment])) or f"Marked by {override.author}."


def _note(criterion: CriterionResult, override: Override) -> str:
    """What a person reads of it: who, when, why, what was said."""
    who = f"{override.author}, {override.made[:10]}"
    title = "A hidden check" if criterion.hidden else criterion.title
    if override.points is None:
        return f"{title} ({who}): {override.comment}"
    most, was = points_text(criterion.max_points), points_text(criterion.points)
    marks = f"{points_text(min(override.points, criterion.max_points))} of {most}"
    instead = "" if criterion.verdict is Verdict.PENDING else f" instead of {was}"
    return f"{title}: {marks}{instead} ({who}). {_said(override)}"


def points_of(report: Report) -> dict[str, Fraction]:
    """Return the points of each criterion by its name, ``ex3.output``."""
    return {name: criterion.points for name, criterion in report.named_criteria.items()}


def with_points(row: Row, report: Report | None) -> Row:
    """Return a row with the points of a report."""
    return row if report is None else replace(row, points=report.points, max_points=report.max_points)


# --- comments on groups ------------------------------------------------------------------------------------


class Comment(NamedTuple):
    """What a teacher says to all whose answer is of a group."""

    text: str
    author: str
    made: str
    """When, in UTC as ISO 8601."""

    @property
    def signed(self) -> str:
        """The text with who said it, and when."""
        return f"{self.text} ({self.author}, {self.made[:10]})"


def comment_on(book: Gradebook, group: str, comment: str, author: str) -> None:
    """Keep a comment for all whose answer is of a group; an empty one takes it back."""
    if comment:
        book.execute("INSERT OR REPLACE INTO comments VALUES (?, ?, ?, ?)", group, now(), comment, author)
    else:
        book.execute("DELETE FROM comments WHERE name = ?", group)
    book.commit()


def comments(book: Gradebook) -> dict[str, Comment]:
    """Return the comments by the name of their group."""
    return {name: Comment(*said) for name, *said in book.query("SELECT name, comment, author, made FROM comments")}
