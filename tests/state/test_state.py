"""What is remembered, and that nothing which is wrong with its folder or its file ever gets in anybody's way."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lagrader.course import Course
from lagrader.results import Report, Verdict
from lagrader.state import folder as folders
from lagrader.state.memory import State
from lagrader.state.record import (
    FORMAT_VERSION,
    SIZE_LIMIT,
    Basis,
    DamagedError,
    NewerError,
    Record,
    Remembered,
    parse,
    written,
)
from tests.reports import samples

ROOT = Path(__file__).resolve().parents[2]
COURSE = Course(ROOT, "Linear algebra you actually need", "1.0", ())
DIGEST = "ab" * 32
NEURON = "ex3_neuron"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "state"
    monkeypatch.setenv(folders.VARIABLE, str(path))
    return path


@pytest.fixture
def work(tmp_path: Path) -> Path:
    path = tmp_path / "solutions"
    path.mkdir()
    return path


def the_file(folder: Path) -> Path:
    (found,) = folder.glob("*.json")
    return found


def saved(work: Path, report: Report = samples.KNOWN_MISTAKE) -> State:
    state = State(COURSE, work)
    state.save_check(report, {exercise.id: DIGEST for exercise in report.exercises})
    return state


# --- what is remembered ------------------------------------------------------------------------------------


def test_at_first_nothing_is_known_and_nothing_is_written(folder: Path, work: Path) -> None:
    state = State(COURSE, work)
    assert (dict(state.exercises), state.hints(NEURON), state.problem) == ({}, 0, "")
    assert not folder.exists()


def test_a_check_is_remembered(folder: Path, work: Path) -> None:
    before = datetime.now(UTC).replace(microsecond=0)
    assert saved(work).problem == ""
    found = State(COURSE, work).exercises
    assert list(found) == [NEURON]
    neuron = found[NEURON]
    assert (neuron.points, neuron.max_points) == (Fraction(8), Fraction(20))
    assert neuron.digest == DIGEST
    assert dict(neuron.verdicts) == {"value": "accepted", "why": "accepted", "output": "wrong_answer"}
    assert before <= neuron.checked <= datetime.now(UTC)
    assert neuron.checked.utcoffset() == timedelta()
    assert neuron.basis == Basis(samples.COURSE.digest, 41, "cpu", "ex3_neuron.py")
    assert the_file(folder).stat().st_mode & 0o077 == 0 or os.name == "nt"


def test_the_state_that_saved_knows_the_same_as_one_that_reads(folder: Path, work: Path) -> None:
    state = saved(work)
    state.save_hints(NEURON, 2)
    again = State(COURSE, work)
    assert again.exercises[NEURON]._replace(checked=state.exercises[NEURON].checked) == state.exercises[NEURON]
    assert again.hints(NEURON) == 2
    assert folder.is_dir()


def test_only_what_was_graded_is_remembered(folder: Path, work: Path) -> None:
    fault = replace(samples.BIAS_MISSING, verdict=Verdict.JUDGE_ERROR)
    report = samples.report(samples.DOT, samples.exercise(3, fault), samples.CUBIC)
    state = State(COURSE, work)
    state.save_check(report, {"ex1_dot_product": DIGEST, NEURON: DIGEST})  # no file for the fifth
    assert list(State(COURSE, work).exercises) == ["ex1_dot_product"]
    assert folder.is_dir()


def test_a_later_check_of_one_leaves_the_others(folder: Path, work: Path) -> None:
    saved(work, samples.EVENING)
    saved(work, samples.report(samples.NEURON_RIGHT))
    found = State(COURSE, work).exercises
    assert len(found) == 5
    assert found[NEURON].points == 20
    assert len(list(folder.glob("*.json"))) == 1


def test_hints_need_no_check_and_outlive_one(folder: Path, work: Path) -> None:
    state = State(COURSE, work)
    state.save_hints(NEURON, 2)
    assert state.hints(NEURON) == State(COURSE, work).hints(NEURON) == 2
    assert not State(COURSE, work).exercises
    saved(work)
    assert State(COURSE, work).hints(NEURON) == 2
    assert State(COURSE, work).hints("ex1_dot_product") == 0
    assert folder.is_dir()


def test_each_work_and_each_course_has_its_own(folder: Path, work: Path, tmp_path: Path) -> None:
    saved(work)
    (tmp_path / "other").mkdir()
    assert not State(COURSE, tmp_path / "other").exercises
    assert not State(replace(COURSE, title="Another"), work).exercises
    assert State(replace(COURSE, version="2.0", folder=tmp_path), work).exercises
    assert folder.is_dir()


def test_the_same_work_however_it_is_named(
    folder: Path, work: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved(work)
    (work / "ex3_neuron.py").touch()
    (tmp_path / "link").symlink_to(work)
    monkeypatch.chdir(tmp_path)
    for path in (Path("solutions"), Path("link"), work / "ex3_neuron.py", Path("solutions/../solutions")):
        assert State(COURSE, path).exercises, path
    assert folder.is_dir()


@given(
    st.fractions(0, 10**6),
    st.dictionaries(st.text(), st.sampled_from([verdict.value for verdict in Verdict])),
    st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30)),  # noqa: DTZ001 - a zone is added
    st.text(),
    st.integers(0, 99),
)
def test_what_is_written_is_read(
    points: Fraction, verdicts: dict[str, str], checked: datetime, word: str, hints: int
) -> None:
    moment = checked.replace(microsecond=0, tzinfo=UTC)
    one = Remembered(points, points + 1, verdicts, word, moment, Basis(word, hints, word, word))
    record = Record({word: one}, {word: hints})
    assert parse(written(record, word, word)) == record


# --- files that are not as they should be ------------------------------------------------------------------


def plain() -> dict[str, object]:
    exercise = {
        "points": "8",
        "max_points": "41/2",
        "verdicts": {"value": "accepted"},
        "digest": DIGEST,
        "checked": "2026-01-02T03:04:05+00:00",
        "course": "",
        "seed": 41,
        "device": "cpu",
        "file": "",
    }
    return {"format_version": FORMAT_VERSION, "exercises": {NEURON: exercise}, "hints": {}}


def test_the_plain_form_is_read() -> None:
    assert parse(json.dumps(plain()).encode()).exercises[NEURON].max_points == Fraction(41, 2)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("points", 8),
        ("points", "1e999999999"),
        ("points", "-1"),
        ("points", "1/0"),
        ("max_points", None),
        ("verdicts", ["accepted"]),
        ("verdicts", {"value": 1}),
        ("digest", None),
        ("checked", "yesterday"),
        ("checked", "2026-01-02T03:04:05"),
        ("checked", "0001-01-01T00:00:00+14:00"),
        ("checked", 0),
        ("seed", True),
        ("seed", -1),
        ("course", 1),
        ("device", []),
        ("file", None),
    ],
)
def test_each_value_is_held_against_its_kind(key: str, value: object) -> None:
    data = plain()
    data["exercises"][NEURON][key] = value  # type: ignore[index]
    with pytest.raises(DamagedError):
        parse(json.dumps(data).encode())


DAMAGED = {
    "empty": b"",
    "zeros": bytes(4096),
    "half": json.dumps(plain()).encode()[:-40],
    "not UTF-8": b'{"format_version": 1, "\xff": 1}',
    "a list": b"[]",
    "no version": b'{"exercises": {}, "hints": {}}',
    "version 0": b'{"format_version": 0, "exercises": {}, "hints": {}}',
    "version true": b'{"format_version": true, "exercises": {}, "hints": {}}',
    "no exercises": b'{"format_version": 1, "hints": {}}',
    "no hints": b'{"format_version": 1, "exercises": {}}',
    "hints below 0": b'{"format_version": 1, "exercises": {}, "hints": {"a": -1}}',
    "deep": b"[" * 100_000,
    "a number of thousands of digits": b'{"format_version": ' + b"9" * 5000 + b"}",
    "huge": b" " * (SIZE_LIMIT + 1) + json.dumps(plain()).encode(),
}


@pytest.mark.parametrize("data", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_file_is_kept_aside_and_begun_anew(data: bytes, folder: Path, work: Path) -> None:
    saved(work)
    path = the_file(folder)
    path.write_bytes(data)
    state = State(COURSE, work)
    assert not state.exercises
    aside = path.with_name(f"{path.name}.damaged")
    assert state.problem == (
        f"What was remembered of this work could not be read: it is kept as {aside}, and remembering begins anew."
    )
    assert aside.read_bytes() == data
    assert not path.exists()
    assert saved(work).problem == ""  # the next one has nothing to tell
    assert State(COURSE, work).exercises


def test_a_file_that_is_damaged_between_reading_and_saving(folder: Path, work: Path) -> None:
    saved(work)
    state = State(COURSE, work)
    assert state.exercises
    the_file(folder).write_bytes(b"{")
    state.save_hints(NEURON, 1)
    assert "kept as" in state.problem
    assert State(COURSE, work).hints(NEURON) == 1
    assert State(COURSE, work).exercises  # what this process knew


@pytest.mark.parametrize("more", [{}, {"hints": "of another kind"}])
def test_a_file_of_a_newer_version_is_never_overwritten(more: dict[str, object], folder: Path, work: Path) -> None:
    saved(work)
    path = the_file(folder)
    newer = json.dumps(plain() | {"format_version": FORMAT_VERSION + 1} | more).encode()
    path.write_bytes(newer)
    with pytest.raises(NewerError):
        parse(newer)
    state = saved(work)
    assert state.problem == (
        f"Nothing is remembered for next time: a newer lagrader wrote what is there; update lagrader, or delete {path}."
    )
    assert path.read_bytes() == newer
    assert state.exercises[NEURON].points == 8  # as long as this process lives


# --- folders that are not as they should be ----------------------------------------------------------------


@pytest.mark.parametrize("below", ["", "deep/state"])
def test_a_file_in_the_place_of_the_folder(
    below: str, tmp_path: Path, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("mine")
    monkeypatch.setenv(folders.VARIABLE, str(tmp_path / "file" / below))
    state = saved(work)
    assert state.problem.endswith(
        f": {tmp_path / 'file'} is a file, not a folder; move it away, or name another folder in LAGRADER_STATE."
    )
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.parametrize("kind", ["folder", "pipe", "device"])
def test_what_is_no_file_is_named_and_left_alone(kind: str, folder: Path, work: Path) -> None:
    if kind != "folder" and not hasattr(os, "mkfifo"):
        pytest.skip("kinds of files of Unix")
    saved(work)
    path = the_file(folder)
    path.unlink()
    {"folder": path.mkdir, "pipe": lambda: os.mkfifo(path), "device": lambda: path.symlink_to("/dev/zero")}[kind]()
    state = saved(work)  # and nobody waits for what a pipe has to say
    assert state.problem == (
        f"Nothing is remembered: {path} is no plain file; move it away, or name another folder in LAGRADER_STATE."
    )
    assert state.exercises[NEURON].points == 8
    assert path.exists()


def refuse(monkeypatch: pytest.MonkeyPatch, number: int, where: object = Path, name: str = "replace") -> None:
    def fail(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(where, name, fail)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "no room is left for {folder}; make room, or name another folder in LAGRADER_STATE."),
        (errno.EDQUOT, "no room is left for {folder}; make room, or name another folder in LAGRADER_STATE."),
        (errno.EROFS, "{folder} may not be written; allow it, or name another folder in LAGRADER_STATE."),
        (errno.EACCES, "{folder} may not be written; allow it, or name another folder in LAGRADER_STATE."),
        (errno.EIO, "{folder} cannot be used (Input/output error); name another folder in LAGRADER_STATE."),
    ],
)
def test_a_folder_that_takes_nothing(
    number: int, words: str, folder: Path, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        refuse(patch, number)
        state = saved(work)
    assert state.problem == f"Nothing is remembered for next time: {words.format(folder=folder)}"
    assert not list(folder.glob("*.json*"))
    assert not [path for path in folder.iterdir() if path.name.startswith(".")]  # nothing half written stays
    assert state.exercises[NEURON].points == 8
    assert saved(work).problem == ""


def test_what_was_there_outlives_a_full_disk(folder: Path, work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    saved(work)
    with monkeypatch.context() as patch:
        refuse(patch, errno.ENOSPC)
        assert saved(work, samples.report(samples.NEURON_RIGHT)).problem
    assert State(COURSE, work).exercises[NEURON].points == 8
    assert folder.is_dir()


def test_a_damaged_file_that_cannot_be_moved(folder: Path, work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    saved(work)
    path = the_file(folder)
    path.write_bytes(b"{")
    with monkeypatch.context() as patch:
        refuse(patch, errno.EROFS)
        state = saved(work)
    assert state.problem.startswith("What was remembered is damaged, and nothing new is remembered: ")
    assert path.read_bytes() == b"{"


def test_a_file_that_cannot_be_read(folder: Path, work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    saved(work)
    with monkeypatch.context() as patch:
        refuse(patch, errno.EACCES, os, "open")
        state = State(COURSE, work)
        assert not state.exercises
        assert state.problem.startswith(f"Nothing is remembered: {folder} may not be ")
    assert State(COURSE, work).exercises


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written(folder: Path, work: Path) -> None:
    folder.mkdir(mode=0o500)
    assert "may not be written; allow it" in saved(work).problem


def test_no_home_folder(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import platformdirs

    def fail(*_: object, **__: object) -> Path:
        raise RuntimeError("no home")

    monkeypatch.setenv(folders.VARIABLE, "")
    for result in (fail, lambda *_, **__: Path("~/.local/state")):
        monkeypatch.setattr(platformdirs, "user_state_path", result)
        state = saved(work)
        assert state.problem == (
            "Nothing is remembered for next time: there is no home folder here; name another folder in LAGRADER_STATE."
        )
        assert state.exercises


def test_a_work_that_is_a_circle_of_links(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    assert saved(tmp_path / "a").problem == ""
    assert folder.is_dir()


def test_where_the_folder_is_by_default(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(folders.VARIABLE)
    if sys.platform.startswith("linux"):
        monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
        assert folders.find() == tmp_path / "lagrader"
    else:
        found = folders.find()
        assert found is not None
        assert found.name == "lagrader"


# --- several at once ---------------------------------------------------------------------------------------

HAMMER = """
import sys
from pathlib import Path
from tests.state.test_state import COURSE, State
name, count, work = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])
for number in range(count):
    state = State(COURSE, work)
    state.save_hints(f"{name}{number}", number)
    assert not state.problem, state.problem
"""


def test_processes_that_write_at_once_lose_nothing(folder: Path, work: Path) -> None:
    command = [sys.executable, "-c", HAMMER]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    names, count = "abc", 60
    started = [subprocess.Popen([*command, name, str(count), str(work)], env=env) for name in names]
    assert [process.wait(timeout=60) for process in started] == [0, 0, 0]
    state = State(COURSE, work)
    lost = [f"{name}{i}" for name in names for i in range(count) if state.hints(f"{name}{i}") != i]
    assert not lost
    assert not [path for path in folder.iterdir() if path.name.startswith(".")]


def test_one_that_holds_the_lock_stops_nobody(folder: Path, work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folders, "_PATIENCE", 0.05)
    with folders.alone(folder):
        begun = time.monotonic()
        assert saved(work).problem == ""
        assert time.monotonic() - begun < 5
    assert State(COURSE, work).exercises


def test_no_locks_on_this_file_system(folder: Path, work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: int) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(folders, "_PATIENCE", 60.0)
    monkeypatch.setattr(folders, "_lock_now", fail)
    begun = time.monotonic()
    assert saved(work).problem == ""
    assert time.monotonic() - begun < 30  # it did not wait for what will never be
    assert State(COURSE, work).exercises
    assert folder.is_dir()


def test_two_who_find_the_same_damage_keep_what_one_of_them_wrote(
    folder: Path, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved(work)
    path = the_file(folder)
    whole = path.read_bytes()
    path.write_bytes(b"{")
    real: Callable[[Path], object] = folders.alone

    def after_the_other(where: Path) -> object:
        path.write_bytes(whole)  # the other one was first, and has begun anew
        return real(where)

    monkeypatch.setattr(folders, "alone", after_the_other)
    state = State(COURSE, work)
    assert state.exercises
    assert state.problem == ""
    assert path.read_bytes() == whole
