"""The whole corpus as one class, as ``lagrader grade`` takes it: everybody has what is due, and nothing is left.

Right work stands between hostile work, in the same batch and through the same workers' parent. Root has an ordinary
user do this (``test_as_ordinary_user.py``): one by one, root's own grader meets the same work in ``test_hostile.py``.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from lagrader.batch import Batch
from lagrader.course import targets_of
from lagrader.gradebook import Basis, Gradebook, RunFacts, Status
from lagrader.grader import DEFAULT_SEED, Grader
from lagrader.submission.learners import find_learners
from tests.grading import COURSE, IDS, exercise_of, expected, solution, summary
from tests.hostile.test_hostile import FILES, Room, room  # noqa: F401 - a fixture
from tests.hostile.test_hostile import pytestmark as needs_the_sandbox
from tests.submission.class_files import laid_out

pytestmark = [
    needs_the_sandbox,
    pytest.mark.skipif(
        hasattr(os, "geteuid") and os.geteuid() == 0, reason="root has an ordinary user do it: test_as_ordinary_user.py"
    ),
]
BASIS = Basis("course", DEFAULT_SEED, "cpu", "0", "0")
RIGHT = {f"honest{number}": number for number in range(0, len(FILES), 20)}


@pytest.fixture(scope="module")
def graded(room: Room, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gradebook]:  # noqa: F811
    home = tmp_path_factory.mktemp("class")
    for path in FILES:
        works = {id_: solution(id_).encode() for id_ in IDS} | {exercise_of(path): path.read_bytes()}
        laid_out(home, {f"{path.parent.name}_{path.stem}/{id_}.py": text for id_, text in works.items()})
    for learner in RIGHT:
        laid_out(home, {f"{learner}/{id_}.py": f"{solution(id_)}\n# {learner}\n" for id_ in IDS})
    targets = targets_of(COURSE.exercises)
    with contextlib.ExitStack() as closing, Gradebook.writing(tmp_path_factory.mktemp("marks")) as book:
        class_ = find_learners(home, list(IDS), closing, "each")
        book.begin(RunFacts(BASIS, "course", "1", "each", str(home)))
        course = room.desk._course
        grader = Grader(room.desk._runner, course, course.exercises, seed=DEFAULT_SEED, hidden=True)
        room.desk._loop.run(Batch(grader, book, BASIS, class_.learners, targets, 2, lambda tally: None).run())
        room.desk._loop.run(grader.close())
        yield book


def test_everybody_who_meant_no_harm_has_full_marks(graded: Gradebook) -> None:
    rows = {row.learner: row for row in graded.rows()}
    assert {learner: rows[learner].points for learner in RIGHT} == dict.fromkeys(RIGHT, 100)


def test_nobody_stops_the_batch_or_counts_as_our_fault(graded: Gradebook) -> None:
    assert {row.status for row in graded.rows()} == {Status.GRADED}
    assert len(graded.rows()) == len(FILES) + len(RIGHT)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_it_has_its_verdict(path: Path, graded: Gradebook) -> None:
    row = next(row for row in graded.rows() if row.learner == f"{path.parent.name}_{path.stem}")
    report = graded.report(row.key or b"")
    assert report is not None
    results = {result.id: result for result in report.exercises}
    own = results.pop(exercise_of(path))
    shown, wanted = summary(own), expected(path)
    got = {name: verdict for name, verdict in shown.items() if verdict not in ("accepted", "skipped WAITS_FOR")}
    got = {name: verdict if " " in wanted.get(name, " ") else verdict.split()[0] for name, verdict in got.items()}
    assert got == wanted
    assert all(result.passed for result in results.values())


def test_nothing_is_left_behind(graded: Gradebook, room: Room) -> None:  # noqa: F811
    now, before = room.now(), room.before
    assert (now.processes, now.left, now.course, now.limits) == (
        before.processes,
        before.left,
        before.course,
        before.limits,
    )
