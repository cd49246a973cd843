"""The course at a glance: each exercise with its bar, its points as last checked, and what is to be known about it.

Nothing is graded here: points are those that are remembered (``state/``), and a file that was changed since is told
as such. It starts without pydantic, NumPy and torch.
"""

from __future__ import annotations

import re
import sys
import textwrap
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from lagrader.cli import console
from lagrader.errors import CourseError
from lagrader.harmless import sentence
from lagrader.moments import hides
from lagrader.phrases import out_of
from lagrader.reports.ago import ago
from lagrader.reports.bars import progress_bar
from lagrader.reports.wording import BESIDE
from lagrader.state.digests import digest_of, digest_of_bytes
from lagrader.state.memory import State
from lagrader.state.record import Remembered

if TYPE_CHECKING:
    from lagrader.course import Course, Exercise

NO_FILE = "no file yet"
NOT_STARTED = "not started"
NOT_CHECKED = "not checked yet"
WAITS = "waits for a person"
CHANGED = "changed since"
OTHER_COURSE = "course changed since"
UNREADABLE = "cannot be read"

_BAR = 20
_SHORTEST_BAR = 6
_BETWEEN = 2


class Row(NamedTuple):
    """One exercise of the page."""

    number: int
    title: str
    points: Fraction
    max_points: Fraction | None
    """None where its rubric cannot be read."""
    words: str = ""
    """What stands behind the points: when that was, or why there are none."""
    is_begun: bool = False
    is_checked: bool = False
    further: bool = False
    """Whether it goes further than the course's points."""

    @property
    def is_done(self) -> bool:
        """Whether its file, as it is now, has every point that a check can give."""
        return self.is_checked and self.words in ("", WAITS)

    @property
    def score(self) -> str:
        """The points in words."""
        return "no points known" if self.max_points is None else out_of(self.points, self.max_points)


def print_progress(course: Course, folder: Path, again: str) -> None:
    """Print the page about the work in ``folder``; ``again`` is what advice must repeat of the command line."""
    state = State(course, folder)
    rows = progress_rows(course, folder, state.exercises, datetime.now(UTC))
    lines = progress_lines(course.title, rows, console.width(), unicode=console.can_show_signs(sys.stdout))
    print(*lines, next_line(rows, again, partial(console.elsewhere, course.title)), sep="\n")
    if state.problem:
        console.say(state.problem)


# --- what is known -----------------------------------------------------------------------------------------


def progress_rows(course: Course, folder: Path, known: Mapping[str, Remembered], now: datetime) -> list[Row]:
    """Return a row for each exercise, from its file as it is now and from what is remembered of it."""
    digest = _digest(course) if known else ""
    rows = [
        _row(course, exercise, folder, known.get(exercise.id), digest, now)._replace(further=_goes_further(exercise))
        for exercise in course.exercises
    ]
    return sorted(rows, key=lambda row: row.further)


def _goes_further(exercise: Exercise) -> bool:
    try:
        return exercise.further
    except (OSError, UnicodeDecodeError, CourseError):
        return False  # its rubric cannot be read


def _digest(course: Course) -> str:
    try:
        return course.digest
    except CourseError:
        return ""  # a file of it cannot be read: then it is not the course that was checked with


def _row(
    course: Course, exercise: Exercise, folder: Path, known: Remembered | None, graded_by: str, now: datetime
) -> Row:
    title = exercise.short.replace("_", " ")
    path = _file(exercise, folder, known)
    most = known.max_points if known else _max_points(exercise)
    if path is None:
        return Row(exercise.number, title, Fraction(), most, NO_FILE)
    digest = digest_of(path)
    if digest is None:
        return Row(exercise.number, title, Fraction(), most, UNREADABLE, is_begun=True)
    if digest in {digest_of_bytes(text.encode()) for text in (exercise.starter, course.starter_of(exercise))}:
        return Row(exercise.number, title, Fraction(), most, NOT_STARTED)
    if known is None or known.basis.file != path.name:
        return Row(exercise.number, title, Fraction(), most, NOT_CHECKED, is_begun=True)
    words = _words(known, digest, graded_by, now)
    return Row(exercise.number, title, known.points, most, words, is_begun=words != NOT_STARTED, is_checked=True)


def _words(known: Remembered, digest: str, course: str, now: datetime) -> str:
    if known.digest != digest:
        return CHANGED
    if known.basis.course != course:
        return OTHER_COURSE
    if set(known.verdicts.values()) <= {"not_started", "skipped"}:
        return NOT_STARTED  # the starter with nothing but a comment more
    if all(verdict == "accepted" for verdict in known.verdicts.values()) or known.points >= known.max_points > 0:
        return ""  # a bonus may be left
    if set(known.verdicts.values()) <= {"accepted", "pending"}:
        return WAITS
    return ago(int((now - known.checked).total_seconds())) or "checked"


def _file(exercise: Exercise, folder: Path, known: Remembered | None) -> Path | None:
    """Return the learner's file: the one named after the exercise, else the one that was checked last."""
    names = [f"{exercise.id}.py", known.basis.file if known else ""]
    return next((folder / name for name in names if name and (folder / name).is_file()), None)


_POINTS = r"[0-9]{1,9}(\.[0-9]{1,20}|/[1-9][0-9]{0,8})?"


def _max_points(exercise: Exercise) -> Fraction | None:
    """Return the sum of its criteria's points without holding the rubric against its models, which takes long.

    None where it cannot be read: ``lagrader check`` says what is wrong with it.
    """
    try:
        points = _points(exercise)
    except (OSError, ValueError, CourseError):
        return None
    return sum(map(Fraction, points), Fraction()) if points else None


def _points(exercise: Exercise) -> list[str]:
    criteria = exercise.document.data.get("criteria")
    listed = criteria if isinstance(criteria, list) else []
    shown = [one for one in listed if isinstance(one, dict) and not hides(one.get("hidden"))]
    points = [str(criterion.get("points")) for criterion in shown if criterion.get("bonus") is not True]
    return [text for text in points if re.fullmatch(_POINTS, text)]


# --- how it looks ------------------------------------------------------------------------------------------


def progress_lines(title: str, rows: Sequence[Row], width: int, *, unicode: bool) -> list[str]:
    """Return the lines of the page above its last one."""
    counted = _counted(rows)
    known = [row.max_points for row in counted if row.max_points is not None]
    most = sum(known, Fraction()) if known else None
    total = Row(0, "", sum((row.points for row in counted), Fraction()), most)
    shown = console.shown(sentence(title), sys.stdout)
    lines = [*_header(shown, total.score, width), *_body(counted, width, unicode=unicode)]
    if beside := rows[len(counted) :]:  # laid out by themselves, so that they change nothing above
        lines += ["", *textwrap.wrap(BESIDE, width), *_body(beside, width, unicode=unicode)]
    return lines


def _counted(rows: Sequence[Row]) -> list[Row]:
    """Those that make the total: all where each of them goes further."""
    return [row for row in rows if not row.further] or list(rows)


def _header(title: str, score: str, width: int) -> list[str]:
    gap = width - cells(title) - len(score)
    if gap >= _BETWEEN:
        return [title + " " * gap + score]
    return [*textwrap.wrap(title, width, break_long_words=False), score.rjust(width)]


def cells(text: str) -> int:
    """Return how many cells of a terminal a text takes; Rich knows it better and takes longer to import."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _body(rows: Sequence[Row], width: int, *, unicode: bool) -> list[str]:
    """Return the rows: in one line each, with the words below, or all of it below where nothing fits."""
    numbers = max(len(str(row.number)) for row in rows)
    titles = max(len(row.title) for row in rows)
    scores = max(len(row.score) for row in rows)
    words = max(len(row.words) for row in rows)
    beside = 2 + numbers + 2 + titles + 2 + 2 + scores
    for behind in (words + 3 if words else 0, 0):
        bar = min(width - beside - behind, _BAR)
        if bar >= _SHORTEST_BAR:
            break
    else:
        return [line for row in rows for line in _below(row, width)]
    lines = []
    for row in rows:
        drawn = progress_bar(row.points, row.max_points or Fraction(), bar, unicode)
        line = f"  {row.number:>{numbers}}  {row.title:{titles}}  {drawn}  {row.score:>{scores}}"
        lines.append(f"{line}   {row.words}".rstrip() if behind or not words else line)
        if row.words and not behind:
            lines.append(" " * (numbers + 4) + row.words)
    return lines


def _below(row: Row, width: int) -> list[str]:
    lead = f"{row.number}  "
    parts = [part for text in (row.title, row.score, row.words) for part in textwrap.wrap(text, width - len(lead))]
    return [(lead if place == 0 else " " * len(lead)) + part for place, part in enumerate(parts)]


# --- what is next ------------------------------------------------------------------------------------------


def next_line(rows: Sequence[Row], again: str, elsewhere: Callable[[], str] = str) -> str:
    """Return the last line: what to type about the first exercise that was begun and isn't right, else the next one.

    ``elsewhere`` looks for the folder of the last check where that was another one, and returns it ready for a shell.
    """
    command = _command(rows)
    if command == "init" and all(row.words == NO_FILE for row in _counted(rows)) and (there := elsewhere()):
        return f"Next: back to where your last check was: cd {there}"
    words = "Compare with ours" if command.startswith("solution") else "Next"
    return f"{words}: lagrader {command} {again}".rstrip()


def _command(rows: Sequence[Row]) -> str:
    begun = [row for row in rows if row.is_begun and not row.is_done]
    if len(begun) > 1 and not any(row.is_checked for row in rows):
        return "check"  # all of them, for a first look
    if begun:
        return f"check {begun[0].number}"
    counted = _counted(rows)
    new = [row for row in counted if row.words == NOT_STARTED]
    if new:
        return f"show {new[0].number}"
    return "init" if any(row.words == NO_FILE for row in counted) else f"solution {counted[-1].number}"
