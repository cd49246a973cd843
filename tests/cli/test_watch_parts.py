"""The parts of ``watch`` that need no worker: mounts that are silent, what is a change, what is watched first."""

from __future__ import annotations

import asyncio
import io
import os
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import pytest

from lagrader.cli.watch import loop
from lagrader.cli.watch.changes import READ_LIMIT, Places, digest
from lagrader.cli.watch.mounts import file_system, silent_mount
from lagrader.cli.watch.page import Memory, Order, Page
from lagrader.cli.watch.reading import Reading, Work
from lagrader.cli.watch.screen import Screen
from lagrader.course import Course
from lagrader.errors import UsageError
from lagrader.results import CourseIdentity, CriterionResult, ExerciseResult, Report, Verdict
from lagrader.state.digests import digest_of
from tests.cli.program import ROOT, work

MOUNTS = """\
22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
40 22 0:35 / /mnt/c rw,noatime - 9p C:\\134 rw,aname=drvfs
41 22 0:36 / /home/ada rw - nfs4 server:/home rw
42 41 0:37 / /home/ada/my\\040work rw - tmpfs tmpfs rw
43 22 0:38 / /media/far rw - fuse.sshfs ada@far: rw
44 22 0:39 / /twice rw - ext4 /dev/sdb rw
45 22 0:40 / /twice rw - cifs //server/share rw
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/home/bob", "ext4"),
        ("/mnt/c/Users/ada", "9p"),
        ("/mnt/cc", "ext4"),
        ("/home/ada", "nfs4"),
        ("/home/ada/my work/solutions", "tmpfs"),
        ("/media/far/x", "fuse.sshfs"),
        ("/twice", "cifs"),
    ],
)
def test_the_deepest_mount_counts(path: str, kind: str) -> None:
    assert file_system(path, MOUNTS) == kind


def test_a_silent_mount_is_named(tmp_path: Path) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text(f"22 1 8:1 / {tmp_path.resolve()} rw - nfs4 server:/home rw\n")
    assert silent_mount(tmp_path, mounts) == "the folder is on a nfs4 mount, which does not tell of every change"
    mounts.write_text(f"22 1 8:1 / {tmp_path.resolve()} rw - ext4 /dev/sda rw\n")
    assert silent_mount(tmp_path, mounts) == ""
    assert silent_mount(tmp_path, tmp_path / "none") == ""
    mounts.write_bytes(b"\xff\n- - -\n")
    assert silent_mount(tmp_path, mounts) == ""


def test_content_counts_and_time_does_not(tmp_path: Path) -> None:
    file = tmp_path / "a.py"
    file.write_text("x = 1\n")
    places = Places(frozenset({tmp_path}), frozenset({file}))
    before = places.contents()
    os.utime(file, (1, 1))
    assert places.contents() == before
    file.write_text("x = 2\n")
    changed = places.contents()
    assert changed != before
    (tmp_path / "b.py").touch()
    assert places.contents() != changed


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_what_is_no_plain_file_is_never_opened(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert digest(pipe) != digest(tmp_path)
    assert digest(tmp_path / "none") == b"FileNotFoundError"
    large = tmp_path / "large"
    large.write_bytes(b"#" * READ_LIMIT)
    before = digest(large)
    large.write_bytes(b"#" * (READ_LIMIT + 1))
    assert digest(large) != before


def test_what_a_file_imports_is_looked_at_before_it_is_there(tmp_path: Path) -> None:
    home = work(tmp_path, {3: "import torch\nfrom nets.layers import bias\nVALUE = bias\n"})
    loaded = Course.load(ROOT)
    watched = Work(home / "solutions", loaded.find("3"), loaded.exercises)
    watched.read()
    assert home / "solutions" / "nets" / "layers.py" in watched.places().files
    (home / "solutions" / "nets").mkdir()
    assert home / "solutions" / "nets" in watched.places().folders


# --- which exercise ----------------------------------------------------------------------------------------


def _done(loaded: Course, home: Path, numbers: set[int]) -> Memory:
    memory = Memory(loaded, home / "solutions")
    results, digests = [], {}
    for exercise in loaded.exercises:
        if exercise.number in numbers:
            points = exercise.rubric.max_points
            path = home / "solutions" / f"{exercise.id}.py"
            criterion = CriterionResult("all", "all", points, points, Verdict.ACCEPTED)
            results.append(ExerciseResult(exercise.number, exercise.id, "x", str(path), (criterion,)))
            digests[exercise.id] = digest_of(path) or ""
    identity = CourseIdentity(loaded.title, loaded.version, loaded.digest)
    memory.state.save_check(Report(identity, "cpu", 41, tuple(results)), digests)
    return memory


def test_the_first_that_is_not_done(tmp_path: Path) -> None:
    home, loaded = work(tmp_path), Course.load(ROOT)
    order = Order(loaded, loaded.exercises, home / "solutions", 41, "cpu", _done(loaded, home, {1, 2, 4}))
    assert order.first_left().number == 3
    after = {exercise.number: order.after(exercise) for exercise in loaded.exercises if not exercise.further}
    assert {number: following and following.number for number, following in after.items()} == {
        1: 2,
        2: 3,
        3: 4,
        4: 5,
        5: 3,
    }


def test_all_done(tmp_path: Path) -> None:
    home, loaded = work(tmp_path), Course.load(ROOT)
    order = Order(loaded, loaded.exercises, home / "solutions", 41, "cpu", _done(loaded, home, {1, 2, 3, 4, 5}))
    assert order.first_left().number == 1
    assert order.after(loaded.exercises[-1]) is None


def test_the_state_is_read_anew_each_time(tmp_path: Path) -> None:
    home, loaded = work(tmp_path), Course.load(ROOT)
    memory = Memory(loaded, home / "solutions")
    assert not memory.state.exercises
    _done(loaded, home, {2})  # another process
    assert memory.state.exercises["ex2_matmul_shapes"].points == Fraction(20)
    assert memory.state.exercises["ex2_matmul_shapes"].checked <= datetime.now(UTC)


# --- never a page on an older save -------------------------------------------------------------------------


def test_a_paragraph_of_a_course_does_not_steer_the_terminal() -> None:
    stream = io.TextIOWrapper(io.BytesIO(), "utf-8")
    Screen(stream, live=False).add("Hint 1 of 2.\n\x1b]0;title\x07Look at b.")
    stream.seek(0)
    assert stream.read() == "Hint 1 of 2.\n\\x1b]0;title\\x07Look at b.\n"


def test_a_folder_whose_name_steers_does_not_either(tmp_path: Path) -> None:
    loaded = Course.load(ROOT)
    order = Order(loaded, loaded.exercises, tmp_path, 41, "cpu", Memory(loaded, tmp_path))
    assert Page(None, "There is no od\x07d.\n").text(order) == "There is no od\\x07d.\n"


class _Screen:
    """Notes which pages were shown."""

    def __init__(self) -> None:
        self.pages: list[str] = []
        self.added: list[str] = []

    def page(self, text: str) -> None:
        self.pages.append(text)

    def add(self, text: str, *, dim: bool) -> None:
        self.added.append(text)

    def wait(self, state: str, keys: list[str]) -> None: ...

    def close(self) -> None: ...


class _Runner:
    async def start_ahead(self) -> None: ...


@pytest.mark.parametrize(
    ("error", "said"), [(UsageError("The course is gone."), ["The course is gone."]), (OSError("no terminal"), None)]
)
def test_what_goes_wrong_at_a_key_is_told_or_ends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, said: list[str] | None
) -> None:
    """The event loop alone would print a traceback and go on."""
    home, loaded = work(tmp_path), Course.load(ROOT)
    order = Order(loaded, loaded.exercises, home / "solutions", 41, "cpu", Memory(loaded, home / "solutions"))

    def refuse(_: Order, __: object) -> None:
        raise error

    monkeypatch.setattr(Order, "after", refuse)

    async def run() -> list[str]:
        screen = _Screen()
        watch = loop.Watch(_Runner(), order, screen)  # type: ignore[arg-type]
        watch._wanted.clear()
        watch._guarded(watch._on_key, "n")
        if watch._ended.done():
            watch._ended.result()
        return screen.added

    if said is None:
        with pytest.raises(OSError, match="no terminal"):
            asyncio.run(run())
    else:
        assert asyncio.run(run()) == said


def test_a_check_that_was_dropped_is_not_shown_when_its_content_comes_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Saved as A, as B while A is checked, and as A again before that check has come to its end."""
    home, loaded = work(tmp_path), Course.load(ROOT)
    order = Order(loaded, loaded.exercises, home / "solutions", 41, "cpu", Memory(loaded, home / "solutions"))
    content, finish, made = "A", asyncio.Event(), []

    async def make_page(order: Order, grader: object, reading: Reading, **_: bool) -> Page:
        made.append(reading.mark)
        number = len(made)
        if number == 1:
            await finish.wait()
        return Page(None, f"check {number}\n")

    monkeypatch.setattr(loop, "make_page", make_page)
    monkeypatch.setattr(Work, "read", lambda self: Reading((content,), None))

    async def run() -> list[str]:
        nonlocal content
        screen = _Screen()
        watch = loop.Watch(_Runner(), order, screen)  # type: ignore[arg-type]
        checking = asyncio.ensure_future(watch._check_when_wanted())
        while not made and not checking.done():  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0)
        for content in ("B", "A"):  # noqa: B007 - what the file says now
            watch._on_change()
        finish.set()
        while not screen.pages and not checking.done():  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0)
        checking.cancel()
        return screen.pages

    assert asyncio.run(run()) == ["check 2\n"]
