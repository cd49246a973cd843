"""A hundred shards of a thousand learners made one: gradebooks as lagrader grade leaves them, made without grading."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from places import ROOT, Place, Row

sys.path.insert(0, str(ROOT))

if TYPE_CHECKING:
    from lagrader.course import Course
    from lagrader.results import CriterionResult, Report

SHARDS, LEARNERS = 100, 1_000
DISTINCT = 100
"""Different reports: each stands in the gradebooks under as many keys as there are learners for it."""
CASES = 12
"""Of a criterion, as many as ours have."""


def merge(place: Place, rounds: int) -> Iterator[Row]:
    """The whole command: gradebooks read and held against each other, one written, with its table."""
    folders = make_shards(place.folder / "shards", SHARDS, SHARDS * LEARNERS)
    out = place.folder / "merged"
    took = place.run(["-m", "lagrader", "merge", *map(str, folders), "--out", str(out)]).wall
    size = (out / "gradebook.sqlite").stat().st_size / 1e6
    detail = f"{SHARDS} shards, {SHARDS * LEARNERS:,} learners; a gradebook of {size:.0f} MB"
    yield Row("merge", "a merge of 100 shards of 1,000", took, "s", 10.0, detail)


def make_shards(folder: Path, count: int, learners: int) -> list[Path]:
    """Make the gradebooks of all shards of a class, every third learner with a failure; return their folders."""
    from lagrader.course import Course
    from lagrader.gradebook import Shard, book, codec, kind_of

    course = Course.load(ROOT)
    reports = [_report(course, number) for number in range(DISTINCT)]
    results = [(str(one.points), str(one.max_points), kind_of(one).value, codec.encode(one)) for one in reports]
    ids = [f"s{number}" for number in range(learners)]
    shards = [Shard(number, count) for number in range(1, count + 1)]
    parts: dict[Shard, list[tuple[int, str]]] = {shard: [] for shard in shards}
    for number, learner in enumerate(ids):
        parts[next(shard for shard in shards if shard.holds(learner))].append((number, learner))
    # Reading each table would decode every report: here those of one kind are the same bytes.
    with patch.object(book, "decode", cache(codec.decode)):
        return [_make(folder / f"part-{shard.number}", shard, parts[shard], ids, course, results) for shard in shards]


def _make(
    folder: Path,
    shard: Any,
    people: Sequence[tuple[int, str]],
    ids: Sequence[str],
    course: Course,
    results: Sequence[tuple[Any, ...]],
) -> Path:
    from lagrader.gradebook import Basis, Gradebook, RunFacts
    from lagrader.gradebook.shards import fingerprint, note_part
    from lagrader.reports.grades.file import write_grades
    from lagrader.reports.grades.table import read_table

    basis = Basis(course.digest, 7, "cpu", "0.1.0", "2.13.0+cpu")
    with Gradebook.writing(folder) as book:
        book.seed(7)
        book.begin(RunFacts(basis, course.title, course.version, "each", "submissions", str(ROOT)))
        note_part(book, shard, fingerprint(ids))
        for number, learner in people:
            key = basis.key(learner.encode())
            book.execute(
                "INSERT INTO results VALUES (?, 1, '2026-01-01T00:00:00.000+00:00', 0.1, ?, ?, ?, '[]', ?)",
                *(key, *results[number % DISTINCT]),
            )
            book.execute(
                "INSERT INTO entries (run, made, current, learner, name, email, label, late, status, reason, notes, "
                "key, content) VALUES (1, '2026-01-01T00:00:00.000+00:00', 1, ?, ?, '', ?, 0, 'graded', '', '[]', ?, "
                "?)",
                *(learner, f"Learner {number}", learner, key, key),
            )
        book.end("finished")
        write_grades(book, read_table(book))
    return folder


def _report(course: Course, number: int) -> Report:
    from lagrader.results import ExerciseResult, Report

    exercises = (
        ExerciseResult(
            exercise.number,
            exercise.id,
            exercise.rubric.title,
            f"{exercise.id}.py",
            tuple(_criterion(one, number) for one in exercise.rubric.criteria),
        )
        for exercise in course.exercises
        if not exercise.further
    )
    return Report(course.identity, "cpu", 7, tuple(exercises), {"proven": True})


def _criterion(one: Any, number: int) -> CriterionResult:
    from fractions import Fraction

    from lagrader.results import CaseResult, CriterionResult, Example, Feedback, Location, Verdict

    most = Fraction(one.points)
    names = [f"drawn vectors {place} (n={number * place % 97})" for place in range(CASES)]
    if number % 3 or one.id != "output":
        cases = tuple(CaseResult(name, Verdict.ACCEPTED) for name in names)
        return CriterionResult(one.id, one.title, most, most, Verdict.ACCEPTED, cases=cases)
    told = (Feedback("BIAS_MISSING", "You left the bias out.", "The neuron computes dot(w, x) + b."),)
    example = Example(f"neuron(torch.tensor([{number}.]))", expected="1.0", actual=f"{number}.5")
    cases = tuple(CaseResult(name, Verdict.WRONG_ANSWER, told, example) for name in names)
    where = Location("ex3_neuron.py", number, f"    return torch.dot(w, x)  # {number}")
    return CriterionResult(
        one.id, one.title, Fraction(), most, Verdict.WRONG_ANSWER, told, cases, example=example, location=where
    )
