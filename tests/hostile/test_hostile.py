"""Every hostile submission gets its verdict, costs nobody else anything, and leaves nothing behind.

Each is graded beside right solutions of the four other exercises, by one grader for all: what one of them broke would
show in the next.
"""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lagrader import warmth
from lagrader.course import Course
from lagrader.reports import RenderOptions, find
from lagrader.results import Report
from lagrader.runner.allowance import Allowance
from lagrader.runner.proof import Proof
from lagrader.worker.landlock import abi
from lagrader.worker.syscalls import architecture
from tests.cli.test_warm import the_one
from tests.grading import IDS, ROOT, Desk, exercise_of, expected, solution, summary
from tests.hostile.surroundings import Surroundings, bad_characters

FOLDER = Path(__file__).parent
FILES = sorted(FOLDER.glob("*/*.py"))
GROUPS = ("escape", "exhaust", "files", "forge", "numbers")

SECONDS = 90.0
"""A submission that only waits costs what one may wait in all; nothing may take longer."""

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux") or not abi() or architecture() is None, reason="needs Landlock and seccomp"
)


class Room:
    """One grader for all cases, and what was around it before the first."""

    def __init__(self, desk: Desk) -> None:
        """Try the sandbox, since these programs do harm where it is missing; have the oracle started by right work."""
        self.desk = desk
        self.proof: Proof = desk.prove()
        if not self.proof.holds:
            pytest.skip(f"the sandbox is not whole here: {self.proof.missing}")
        assert desk.grade({id_: solution(id_) for id_ in IDS}).passed
        self.before = self.now()

    def now(self) -> Surroundings:
        return Surroundings.of(workers=[self.desk.zygote])

    def grade(self, path: Path) -> Report:
        works = {id_: solution(id_).encode() for id_ in IDS}
        return self.desk.grade(works | {exercise_of(path): path.read_bytes()})


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LAGRADER_SECRET", "lagrader_secret")
        # A quarter of the time, and for what only waits less still, so that a person does not wait for these tests.
        patch.setattr("lagrader.grader.SUBMISSION", Allowance.of(5.0))
        patch.setattr("lagrader.runner.child.WALL_FACTOR", 1)
        patch.setattr("lagrader.runner.child.WALL_EXTRA", 2.0)
        # All of it by a zygote that waited, as a learner's second check has it; as a class they meet one of their own.
        runtime = tmp_path_factory.mktemp("runtime")
        runtime.chmod(0o700)
        patch.setenv("XDG_RUNTIME_DIR", str(runtime))
        patch.delenv("LAGRADER_WARM")
        patch.delenv("CI", raising=False)
        course = hasty_course(tmp_path_factory.mktemp("course"))
        with Desk(course, warm=True) as first:
            first.prove()
        waiting = the_one()
        with Desk(course, warm=True) as desk:
            yield Room(desk)
        assert [one.pid for one in warmth.waiting()] == [waiting]
        warmth.stop()


def hasty_course(folder: Path) -> Course:
    """The course with half of its time limits."""
    for part in ("exercises", "solutions"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    for rubric in folder.glob("exercises/*/rubric.yaml"):
        rubric.write_text(f"time_limit: 1\n{rubric.read_text('utf-8')}", "utf-8")
    return Course.load(folder)


def test_there_are_enough_of_each_group() -> None:
    assert len(FILES) >= 80
    assert {path.parent.name for path in FILES} == set(GROUPS)
    assert all(path.read_bytes().lstrip(b"\xef\xbb\xbf").startswith(b"# Tries: ") for path in FILES)


def case(path: Path) -> Any:
    """A file as a test; what is to exhaust something, or sends as much as it may, takes long."""
    marks = [pytest.mark.slow] if path.parent.name in ("exhaust", "numbers") else []
    return pytest.param(path, marks=marks, id=f"{path.parent.name}/{path.stem}")


@pytest.mark.parametrize("path", [case(path) for path in FILES])
def test_it_is_contained(path: Path, room: Room) -> None:
    began = time.monotonic()
    report = room.grade(path)
    took = time.monotonic() - began
    results = {result.id: result for result in report.exercises}
    own = results.pop(exercise_of(path))
    shown, wanted = summary(own), expected(path)
    got = {name: verdict for name, verdict in shown.items() if verdict not in ("accepted", "skipped WAITS_FOR")}
    # Where a code is not asked for, the verdict will do.
    got = {name: verdict if " " in wanted.get(name, " ") else verdict.split()[0] for name, verdict in got.items()}
    assert got == wanted, own
    assert {id_: result.passed for id_, result in results.items()} == dict.fromkeys(results, True)
    assert took < SECONDS
    assert room.now() == room.before
    for name in ("terminal", "plain", "json"):
        assert bad_characters(find(name).render(report, RenderOptions(show_all=True))) == []
