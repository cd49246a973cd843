"""``--format plain``: one line per finding, in ASCII, for editors and other readers of lines.

``file:line: severity: message [exercise.criterion points CODE]``, then ``ex3 8/20`` for each exercise (``ex7 8/20 not
counted`` for one that is in no total), then ``total 68/100``.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from lagrader.harmless import exact_ascii, prose_ascii, sentence, shortened, written_out
from lagrader.phrases import points_number
from lagrader.reports.interface import RenderOptions
from lagrader.reports.wording import code, is_failure, place, short_id, texts
from lagrader.results import CriterionResult, ExerciseResult, Report, Verdict

_MOST_CHARACTERS = 1_000


@dataclass(frozen=True, slots=True)
class PlainFormat:
    """See the module."""

    name: str = "plain"

    def render(self, report: Report, options: RenderOptions) -> str:
        """Return the report, a line per criterion that did not pass; the options change nothing."""
        lines = [line for exercise in report.exercises for line in _findings(exercise)]
        lines += [_score(exercise) for exercise in report.counted]
        lines += [f"{_score(exercise)} not counted" for exercise in report.beside]
        lines.append(f"total {_points(report.points, report.max_points)}")
        return "\n".join(lines) + "\n"


FORMAT = PlainFormat()


def _score(exercise: ExerciseResult) -> str:
    return f"{short_id(exercise)} {_points(exercise.points, exercise.max_points)}"


def _findings(exercise: ExerciseResult) -> list[str]:
    lines = [f"{_place(exercise, None)}: info: {_one_line(note)} [{short_id(exercise)}]" for note in exercise.notes]
    if exercise.problem:
        return [*lines, _finding(exercise, exercise.problem, "")]
    failed = [criterion for criterion in exercise.criteria if criterion.verdict is not Verdict.ACCEPTED]
    return lines + [_finding(exercise, criterion, f".{criterion.id}") for criterion in failed]


def _finding(exercise: ExerciseResult, criterion: CriterionResult, name: str) -> str:
    severity = "error" if is_failure(criterion) else "info"
    # A problem of the file costs the whole exercise, whatever points it carries itself.
    counted = criterion if name else exercise
    points = _points(counted.points, counted.max_points)
    tag = exact_ascii(f"{short_id(exercise)}{name} {points} {code(criterion)}")
    return f"{_place(exercise, criterion)}: {severity}: {_message(criterion)} [{tag}]"


def _message(criterion: CriterionResult) -> str:
    location = place(criterion)
    said = texts(criterion)[0]
    if location is not None:
        said = said.removeprefix(f"{location.file} ")  # the line begins with it
    note = _exception_message(criterion, said)
    stopped = criterion.verdict is Verdict.TIME_LIMIT_EXCEEDED
    if location is not None and (stopped or not criterion.trace):  # else the note is the name of a function
        note = note or location.note
    joint = ", " if stopped else ": "
    return _one_line(f"{said.rstrip('. ')}{joint}{note}" if note else said)


def _exception_message(criterion: CriterionResult, said: str) -> str:
    """Return what the exception says, where a sentence ends with no more than its name."""
    kind, _, message = criterion.exception.partition(": ")
    return message if said.rstrip(".").endswith(f" {kind}") else ""


def _one_line(said: str) -> str:
    return prose_ascii(sentence(shortened(" ".join(said.split()), _MOST_CHARACTERS, "...")))


def _place(exercise: ExerciseResult, criterion: CriterionResult | None) -> str:
    location = place(criterion) if criterion else None
    file = location.file if location else exercise.file or exercise.id
    line = location.line if location and location.line else 1
    return f"{exact_ascii(sentence(file.replace(chr(10), written_out(chr(10)))))}:{line}"


def _points(points: Fraction, max_points: Fraction) -> str:
    return f"{points_number(points)}/{points_number(max_points)}"
