"""What a batch does with the work of many: equal work once, our failures again, and no mark for a fault of ours."""

from __future__ import annotations

import asyncio
import errno
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from lagrader.errors import CourseError, SandboxError
from lagrader.gradebook import FILE_NAME, Gradebook, GradebookError, Status
from tests.batch.classes import Grader, a_class, learners, points, program, rows, run, source
from tests.submission.class_files import laid_out

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "submissions"


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "marks"


def test_everybody_gets_a_row(folder: Path, out: Path) -> None:
    a_class(folder, {"anna": program(12), "ben": program(7), "cleo": program(0)})
    laid_out(folder, {"dora/notes.txt": "", "eve.zip": b"PK"})
    tally = run(folder, out, Grader())
    assert points(out) == {"anna": 12, "ben": 7, "cleo": 0, "dora": None, "eve": None}
    found = rows(out)
    assert [found[name].status for name in ("cleo", "dora", "eve")] == [
        *(Status.GRADED, Status.UNREADABLE, Status.UNREADABLE)
    ]
    assert found["dora"].reason == "It holds only notes.txt."
    assert found["eve"].reason == "eve.zip cannot be opened: it is no zip archive, or only the beginning of one."
    assert (tally.done, tally.total, tally.fresh) == (5, 5, 3)
    assert {kind: count for kind, count in tally.counts.items() if count} == {
        "full marks": 1,
        "partial": 2,
        "unreadable": 2,
    }


def test_as_many_at_once_as_there_are_jobs(folder: Path, out: Path) -> None:
    a_class(folder, {name: program(1, name) for name in learners(12)})
    for jobs in (1, 3):
        grader = Grader()
        run(folder, out / str(jobs), grader, jobs)
        assert grader.most == jobs
    assert points(out / "1") == points(out / "3")


def test_equal_work_is_graded_once(folder: Path, out: Path) -> None:
    a_class(folder, {name: program(5) for name in learners(6)} | {"other": program(5, "other")})
    grader = Grader()
    run(folder, out, grader, 4)
    assert len(grader.graded) == 2
    assert set(points(out).values()) == {5}
    assert len({row.content for row in rows(out).values()}) == 2


def test_equal_work_under_other_names_has_marks_of_its_own_but_is_told_to_be_equal(folder: Path, out: Path) -> None:
    laid_out(folder, {"anna/ex3_neuron.py": program(5), "ben/neuron.py": program(5)})
    grader = Grader()
    run(folder, out, grader)
    assert len(grader.graded) == 2
    assert len({row.content for row in rows(out).values()}) == 1


def test_run_again_only_what_is_new_or_changed_is_graded(folder: Path, out: Path) -> None:
    a_class(folder, {"anna": program(1), "ben": program(2)})
    run(folder, out, Grader())
    a_class(folder, {"ben": program(3), "cleo": program(4)})
    grader = Grader()
    tally = run(folder, out, grader)
    assert sorted(grader.graded) == [program(3), program(4)]
    assert (tally.done, tally.fresh) == (3, 2)
    assert points(out) == {"anna": 1, "ben": 3, "cleo": 4}
    with Gradebook.reading(out) as book:
        assert [int(entry.row.points or 0) for entry in book.history("ben")] == [2, 3]
    grader = Grader()
    run(folder, out, grader)
    assert grader.graded == []


# --- ours is not theirs ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ("lost", "The worker was lost."),
        ("bug", "lagrader itself failed (ZeroDivisionError in classes.py, line "),
        ("fault", "ex3_neuron: The course failed."),
    ],
)
def test_a_fault_of_ours_is_no_mark(more: str, reason: str, folder: Path, out: Path) -> None:
    a_class(folder, {"anna": program(7, more), "ben": program(7)})
    tally = run(folder, out, Grader(loses=9))
    anna = rows(out)["anna"]
    assert (anna.status, anna.points, anna.key) == (Status.NOT_GRADED, None, None)
    assert anna.reason.startswith(reason)
    assert points(out)["ben"] == 7
    assert (tally.counts["not graded"], tally.counts["partial"], tally.done) == (1, 1, 2)


def test_what_is_cancelled_within_the_grader_costs_nobody_a_row(folder: Path, out: Path) -> None:
    class Cancelling(Grader):
        async def grade_in_a_crowd(self, submission):
            if "cancelled" in source(submission):
                raise asyncio.CancelledError
            return await super().grade_in_a_crowd(submission)

        async def confirm(self, *_: object):
            raise asyncio.CancelledError

    a_class(folder, {"anna": program(7, "cancelled"), "ben": program(7, "slow"), "cleo": program(7)})
    tally = run(folder, out, Cancelling())
    assert {name: row.status for name, row in rows(out).items()} == {
        "anna": Status.NOT_GRADED,
        "ben": Status.NOT_GRADED,
        "cleo": Status.GRADED,
    }
    assert tally.done == 3


def test_it_is_tried_again_at_the_end_and_in_the_next_run(folder: Path, out: Path) -> None:
    a_class(folder, {"anna": program(7, "lost"), "ben": program(7)})
    grader = Grader(loses=0)
    tally = run(folder, out, grader)
    assert grader.graded.count(program(7, "lost")) == 2
    assert points(out) == {"anna": 7, "ben": 7}
    assert (tally.counts["not graded"], tally.counts["partial"]) == (0, 2)

    a_class(folder, {"cleo": program(3, "bug")})
    run(folder, out, Grader())
    assert rows(out)["cleo"].status is Status.NOT_GRADED
    (folder / "cleo" / "ex3_neuron.py").write_text(program(3))
    run(folder, out, Grader())
    assert points(out)["cleo"] == 3


def test_a_fault_costs_all_who_have_the_same_work_and_nobody_else(folder: Path, out: Path) -> None:
    a_class(folder, {"anna": program(7, "bug"), "ben": program(7, "bug"), "cleo": program(7)})
    run(folder, out, Grader(), 3)
    found = rows(out)
    assert [found[name].status for name in ("anna", "ben", "cleo")] == [
        *(Status.NOT_GRADED, Status.NOT_GRADED, Status.GRADED)
    ]


@pytest.mark.parametrize("number", [errno.EMFILE, errno.EIO])
def test_a_disk_that_fails_is_no_fault_of_a_learners(
    number: int, folder: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_class(folder, {"anna": program(7), "ben": program(8)})
    real = os.open

    def failing(path, *rest, **more):
        if "anna" in str(path):
            raise OSError(number, os.strerror(number))
        return real(path, *rest, **more)

    with monkeypatch.context() as patch:
        patch.setattr(os, "open", failing)
        run(folder, out, Grader())
    assert rows(out)["anna"].status is Status.NOT_GRADED
    assert points(out) == {"anna": None, "ben": 8}
    run(folder, out, Grader())
    assert points(out) == {"anna": 7, "ben": 8}


def test_a_broken_course_grades_nobody(folder: Path, out: Path) -> None:
    class Broken(Grader):
        async def prepared(self) -> None:
            raise CourseError("exercises/ex3: broken")

    a_class(folder, {"anna": program(7)})
    with pytest.raises(CourseError, match="broken"):
        run(folder, out, Broken())
    assert rows(out) == {}


def test_a_gradebook_that_cannot_be_written_stops_everything(
    folder: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_class(folder, {name: program(7, name) for name in learners(20)})
    enter = Gradebook.enter

    def full(self, row) -> None:
        if row.learner == "s9":
            raise GradebookError("the disk is full")
        enter(self, row)

    monkeypatch.setattr(Gradebook, "enter", full)
    grader = Grader()
    with pytest.raises(GradebookError, match="the disk is full"):
        run(folder, out, grader)
    assert len(grader.graded) < 20


# --- time limits -----------------------------------------------------------------------------------------


def test_a_time_limit_is_confirmed_once_when_nothing_competes(folder: Path, out: Path) -> None:
    a_class(folder, {"anna": program(7, "slow"), "ben": program(7, "slow forever"), "cleo": program(7)})
    grader = Grader()
    tally = run(folder, out, grader, 3)
    assert sorted(grader.confirmed) == [program(7, "slow"), program(7, "slow forever")]
    assert points(out) == {"anna": 7, "ben": 0, "cleo": 7}
    assert (tally.counts["stopped"], tally.counts["partial"]) == (1, 2)
    grader = Grader()
    run(folder, out, grader)
    assert (grader.graded, grader.confirmed) == ([], [])


def test_one_that_was_not_confirmed_is_in_the_next_run(folder: Path, out: Path) -> None:
    class Interrupted(Grader):
        async def confirm(self, *_: object) -> None:
            raise KeyboardInterrupt

    a_class(folder, {"anna": program(7, "slow")})
    with pytest.raises(KeyboardInterrupt):
        run(folder, out, Interrupted())
    assert points(out) == {"anna": 0}
    grader = Grader()
    run(folder, out, grader)
    assert (grader.graded, grader.confirmed) == ([], [program(7, "slow")])
    assert points(out) == {"anna": 7}


@pytest.mark.parametrize("stop", [SandboxError("The worker was lost."), ZeroDivisionError()])
def test_one_that_cannot_be_confirmed_is_no_mark_until_it_is(stop: Exception, folder: Path, out: Path) -> None:
    class Lost(Grader):
        async def confirm(self, *_: object) -> None:
            raise stop

    a_class(folder, {"anna": program(7, "slow"), "ben": program(7, "slow"), "cleo": program(7)})
    tally = run(folder, out, Lost())
    assert points(out) == {"anna": None, "ben": None, "cleo": 7}
    assert rows(out)["ben"].status is Status.NOT_GRADED
    assert (tally.counts["not graded"], tally.done) == (2, 3)
    run(folder, out, Grader())
    assert points(out) == {"anna": 7, "ben": 7, "cleo": 7}


def test_what_is_tried_again_has_its_time_limits_confirmed_too(folder: Path, out: Path) -> None:
    a_class(folder, {"anna": program(7, "lost slow")})
    grader = Grader(loses=0)
    run(folder, out, grader)
    assert grader.confirmed == [program(7, "lost slow")]
    assert points(out) == {"anna": 7}


def test_work_that_changes_meanwhile_gives_nobody_its_mark(folder: Path, out: Path) -> None:
    class Changing(Grader):
        async def grade_in_a_crowd(self, submission):
            found = await super().grade_in_a_crowd(submission)
            (folder / "anna" / "ex3_neuron.py").write_text(program(12))
            return found

    a_class(folder, {"anna": program(7, "slow"), "ben": program(7, "slow")})
    run(folder, out, Changing(), 2)
    assert points(out) == {"anna": None, "ben": None}
    assert rows(out)["anna"].reason == "The work was changed while it was graded: grade again."
    run(folder, out, Grader())
    assert points(out) == {"anna": 12, "ben": 7}


# --- kills -----------------------------------------------------------------------------------------------

GRADE = """
    import sys
    from pathlib import Path
    from tests.batch.classes import Grader, run
    run(Path(sys.argv[1]), Path(sys.argv[2]), Grader(), 4)
    print("done")
"""


@pytest.mark.slow
def test_killed_again_and_again_it_comes_to_what_an_undisturbed_run_comes_to(
    folder: Path, out: Path, tmp_path: Path
) -> None:
    programs = {
        name: program(number % 13, f"{name}{' slow' * (number % 20 == 0)}") for number, name in enumerate(learners(250))
    }
    a_class(folder, programs)
    for number in range(20):
        process = start(folder, out)
        until = time.monotonic() + 20
        while not (out / FILE_NAME).exists() and time.monotonic() < until:
            time.sleep(0.005)
        time.sleep(0.01 * number)
        process.send_signal(signal.SIGKILL)
        process.communicate()
    finish(folder, out)
    finish(folder, tmp_path / "undisturbed")
    assert rows(out) == rows(tmp_path / "undisturbed")
    assert points(out) == points(tmp_path / "undisturbed")
    assert len(points(out)) == 250


def finish(folder: Path, out: Path) -> None:
    for _ in range(20):
        if start(folder, out).communicate()[0] == "done\n":
            return
    pytest.fail("it never came to its end")


def start(folder: Path, out: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", textwrap.dedent(GRADE), str(folder), str(out)]
    return subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ
    )
