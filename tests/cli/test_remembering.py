"""``lagrader check``, twice and more: what it tells about the check before, and what never changes its exit code."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from tests.cli.program import check, course, environment, lagrader, right, swapped, work

NO_BIAS = ("(w, x) + b", "(w, x)")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return work(tmp_path, {3: swapped(3, *NO_BIAS)})


def save(home: Path, text: str, number: str = "ex3_neuron") -> None:
    (home / f"solutions/{number}.py").write_text(text, encoding="utf-8")


def changes(run: Any, number: int = 3) -> Any:
    return run.exercise(number)["changes"]


def test_an_evening_with_one_exercise(home: Path) -> None:
    first = check(home, "3")
    assert "last check" not in first.out
    assert changes(first) is None

    unsaved = check(home, "3")
    assert re.search(
        r"\n  The file has not changed since the last check \(\d+ seconds? ago\): saved\?\n\n", unsaved.out
    )
    assert changes(unsaved)["nothing_saved"] is True
    assert unsaved.code == first.code == 1

    save(home, swapped(3, *NO_BIAS) + "\n# tried something\n")
    assert "last check" not in check(home, "3").out  # saved, and no verdict is another one

    save(home, re.sub(r"VALUE\b.*= .*", "VALUE = 3", right(3)))
    mixed = check(home, "3")
    assert "  Now right since the last check (" in mixed.out
    assert " ago): neuron\n  No longer right: VALUE\n" in mixed.out
    assert (changes(mixed)["now_right"], changes(mixed)["no_longer_right"]) == (["output"], ["value"])
    assert changes(mixed)["nothing_saved"] is False

    save(home, right(3))
    done = check(home, "3")
    assert done.code == 0
    assert " ago): VALUE\n  ✓ " in done.out

    again = check(home, "3")
    assert again.code == 0
    assert "last check" not in again.out
    assert changes(again) is None


def test_nobody_who_saved_one_file_is_asked_about_another(home: Path) -> None:
    save(home, swapped(4, "return X @ W + b", "return X @ W"), "ex4_batch_layer")
    check(home)
    both = check(home)
    assert both.out.count("No file has changed since the last check (") == 1
    save(home, right(4), "ex4_batch_layer")
    after = check(home)
    assert "saved?" not in after.out
    assert changes(after, 4)["now_right"]
    assert changes(after, 3) is None


def test_a_file_that_cannot_be_read_any_more_is_told_once(home: Path) -> None:
    check(home, "3")
    save(home, "def neuron(\n")
    broken = check(home, "3")
    assert "last check" not in broken.out
    assert changes(broken)["no_longer_right"] == ["value", "why"]
    assert "saved?" in check(home, "3").out


def test_another_seed_or_course_is_not_compared(home: Path) -> None:
    check(home, "3")
    assert changes(check(home, "3", "--seed", "7")) is None
    assert changes(check(home, "3", "--seed", "7"))["nothing_saved"] is True
    copied = course(home)
    with (copied / "exercises/ex3_neuron/README.md").open("a", encoding="utf-8") as file:
        file.write("\nMore.\n")
    assert changes(check(home, "3", "--seed", "7", "--course", "course")) is None


def test_at_forty_columns(home: Path) -> None:
    check(home, "3")
    run = check(home, "3", env=environment(COLUMNS="40"))
    lines = run.out.split("\n")
    place = lines.index("  The file has not changed since the")
    assert re.fullmatch(r"  last check \(\d+ seconds? ago\): saved\?", lines[place + 1])


def test_a_clock_that_was_set_back(home: Path) -> None:
    check(home, "3")
    (path,) = Path(os.environ["LAGRADER_STATE"]).glob("*.json")
    data = json.loads(path.read_text(encoding="utf-8"))
    data["exercises"]["ex3_neuron"]["checked"] = "2999-01-01T00:00:00+00:00"
    path.write_text(json.dumps(data), encoding="utf-8")
    assert "The file has not changed since the last check: saved?" in check(home, "3").out
    assert "3  neuron" in lagrader("list", cwd=home).out


def test_nothing_is_written_beside_the_work(home: Path) -> None:
    before = sorted(path for path in home.rglob("*") if "__pycache__" not in path.parts)
    lagrader("check", "3", cwd=home)
    assert sorted(path for path in home.rglob("*") if "__pycache__" not in path.parts) == before


# --- what is wrong with the folder -------------------------------------------------------------------------


def broken_newer(folder: Path) -> None:
    (path,) = folder.glob("*.json")
    path.write_text('{"format_version": 99}', encoding="utf-8")


def broken_damaged(folder: Path) -> None:
    (path,) = folder.glob("*.json")
    path.write_text("{", encoding="utf-8")


def broken_by_a_file(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
    folder.touch()


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (broken_newer, "a newer lagrader wrote what is there; update lagrader, or delete "),
        (broken_damaged, "could not be read: it is kept as "),
        (broken_by_a_file, "is a file, not a folder; move it away, or name another folder in LAGRADER_STATE."),
    ],
)
@pytest.mark.parametrize("number", ["1", "3"])
def test_state_that_cannot_be_used_changes_neither_report_nor_exit_code(
    harm: Any, words: str, number: str, home: Path
) -> None:
    first = lagrader("check", number, cwd=home)
    harm(Path(os.environ["LAGRADER_STATE"]))
    run = lagrader("check", number, cwd=home)
    assert (run.code, run.out) == (first.code, first.out)
    told = run.err.removeprefix("Checking…\n")
    assert words in told
    assert told.count("\n") == 1
    json_ = lagrader("check", number, "--format", "json", cwd=home)
    assert json.loads(json_.out)["exercises"]


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder that takes no file, even from root")
def test_a_folder_that_takes_no_file(home: Path) -> None:
    run = lagrader("check", "1", cwd=home, env=environment(LAGRADER_STATE="/proc/self/state"))
    assert run.code == 0
    assert "Nothing is remembered for next time: /proc/self/state " in run.err


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder that takes no file, even from root")
def test_a_home_folder_that_is_not_there(home: Path) -> None:
    env = environment(LAGRADER_STATE=None, XDG_STATE_HOME=None, HOME="/proc/self/nowhere")
    run = lagrader("check", "1", cwd=home, env=env)
    assert run.code == 0
    assert "20 of 20" in run.out
    assert run.err.count("Nothing is remembered for next time: ") == 1
