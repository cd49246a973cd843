"""``lagrader list`` as the course at a glance: what is remembered, what was saved since, and what is next."""

from __future__ import annotations

import json
import os
import re
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from lagrader.cli import progress
from lagrader.cli.progress import Row, next_line, progress_lines, progress_rows
from lagrader.course import Course
from lagrader.state.digests import digest_of
from lagrader.state.record import Basis, Remembered
from tests.cli.program import EXERCISES, ROOT, check, course, environment, lagrader, right, swapped, work

NOW = datetime(2026, 1, 2, 12, tzinfo=UTC)


def starter(number: int) -> str:
    return (ROOT / "exercises" / EXERCISES[number] / "starter.py").read_text(encoding="utf-8")


def row(number: int, title: str, points: int, words: str = "", *, begun: bool = True, checked: bool = True) -> Row:
    return Row(number, title, Fraction(points), Fraction(20), words, begun, checked)


EVENING = [
    row(1, "dot product", 20),
    row(2, "matmul shapes", 20),
    row(3, "neuron", 12, "3 minutes ago"),
    row(4, "batch layer", 16, "changed since"),
    row(5, "cubic gradient", 0, "not started", begun=False, checked=False),
]
TITLE = "Linear algebra you actually need"


# --- how it looks ------------------------------------------------------------------------------------------


def test_at_eighty_columns() -> None:
    assert progress_lines(TITLE, EVENING, 80, unicode=True) == [
        "Linear algebra you actually need                                       68 of 100",
        "  1  dot product     ████████████████████  20 of 20",
        "  2  matmul shapes   ████████████████████  20 of 20",
        "  3  neuron          ████████████░░░░░░░░  12 of 20   3 minutes ago",
        "  4  batch layer     ████████████████░░░░  16 of 20   changed since",
        "  5  cubic gradient  ░░░░░░░░░░░░░░░░░░░░   0 of 20   not started",
    ]


def test_at_forty_columns_in_ascii() -> None:
    assert progress_lines(TITLE, EVENING, 40, unicode=False) == [
        "Linear algebra you actually need",
        "                               68 of 100",
        "  1  dot product     #########  20 of 20",
        "  2  matmul shapes   #########  20 of 20",
        "  3  neuron          #####....  12 of 20",
        "     3 minutes ago",
        "  4  batch layer     #######..  16 of 20",
        "     changed since",
        "  5  cubic gradient  .........   0 of 20",
        "     not started",
    ]


def test_at_twenty_columns() -> None:
    lines = progress_lines(TITLE, EVENING, 20, unicode=True)
    assert lines[:4] == ["Linear algebra you", "actually need", "           68 of 100", "1  dot product"]
    assert lines[-3:] == ["5  cubic gradient", "   0 of 20", "   not started"]


@pytest.mark.parametrize("width", [20, 30, 36, 37, 40, 50, 66, 67, 80, 200])
@pytest.mark.parametrize("title", [TITLE, "線形代数", "x"])
def test_it_fits(width: int, title: str) -> None:
    lines = progress_lines(title, EVENING, width, unicode=True)
    assert max(map(progress.cells, lines)) <= width
    assert next(line for line in lines if line.endswith("68 of 100"))
    assert {progress.cells(line) for line in lines if line.endswith("68 of 100")} == {width}


def test_all_numbers_stand_below_each_other() -> None:
    rows = [row(9, "a", 20), row(10, "bb", 5), row(11, "c", 0)._replace(points=Fraction(1, 3))]
    assert progress_lines("", rows, 60, unicode=False)[1:] == [
        "   9  a   ####################   20 of 20",
        "  10  bb  #####...............    5 of 20",
        "  11  c   #...................  1/3 of 20",
    ]


# --- what is next ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        (EVENING, "Next: lagrader check 3"),
        ([*EVENING[:2], EVENING[4]], "Next: lagrader show 5"),
        ([EVENING[4], row(6, "x", 0, "not checked yet", checked=False)], "Next: lagrader check 6"),
        ([row(6, "x", 0, "not checked yet", checked=False), row(7, "y", 0, "cannot be read", checked=False)],
         "Next: lagrader check"),
        ([EVENING[0], row(6, "x", 0, "not checked yet", checked=False), row(7, "y", 20, "changed since")],
         "Next: lagrader check 6"),
        ([EVENING[0], row(6, "x", 0, "no file yet", begun=False, checked=False)], "Next: lagrader init"),
        (EVENING[:2], "Compare with ours: lagrader solution 2"),
    ],
)  # fmt: skip
def test_the_last_line_names_the_right_command(rows: list[Row], line: str) -> None:
    assert next_line(rows, "") == line
    assert next_line(rows, "--course x") == f"{line} --course x"


# --- what is known -----------------------------------------------------------------------------------------

COURSE = Course.load(ROOT)
NEURON = COURSE.find("neuron")


def remembered(path: Path, points: int = 8, **more: object) -> Remembered:
    one = Remembered(
        Fraction(points),
        Fraction(20),
        {"output": "accepted" if points == 20 else "wrong_answer"},
        digest_of(path) or "",
        NOW - timedelta(minutes=3),
        basis=Basis(COURSE.digest, 41, "cpu", path.name),
    )
    return one._replace(**more)  # type: ignore[arg-type]


def found(path: Path, known: Remembered | None, now: datetime = NOW) -> tuple[int, str, bool]:
    rows = progress_rows(COURSE, path.parent, {NEURON.id: known} if known else {}, now)
    assert [one.number for one in rows] == [one.number for one in COURSE.exercises]
    assert [one.further for one in rows] == [one.number > 5 for one in rows]
    assert {one.max_points for one in rows} == {Fraction(20)}
    return int(rows[2].points), rows[2].words, rows[2].is_done


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "ex3_neuron.py"
    path.write_text("VALUE = 1\n", encoding="utf-8")
    return path


def test_each_state_of_a_file(file: Path) -> None:
    assert found(file, None) == (0, "not checked yet", False)
    assert found(file, remembered(file)) == (8, "3 minutes ago", False)
    assert found(file, remembered(file, 20)) == (20, "", True)
    assert found(file, remembered(file), NOW - timedelta(hours=1)) == (8, "checked", False)  # a clock set back
    known = remembered(file, 20)
    assert found(file, known._replace(basis=known.basis._replace(course="other"))) == (
        20, "course changed since", False,
    )  # fmt: skip
    assert found(file, known._replace(verdicts={"output": "not_started"}, points=Fraction())) == (
        0, "not started", False,
    )  # fmt: skip
    file.write_text("VALUE = 2\n", encoding="utf-8")
    assert found(file, known) == (20, "changed since", False)
    file.write_bytes(starter(3).replace("\n", "\r\n").encode())
    assert found(file, known) == (0, "not started", False)
    file.unlink()
    assert found(file, known) == (0, "no file yet", False)
    file.mkdir()
    assert found(file, known) == (0, "no file yet", False)


def test_a_file_of_another_name_that_was_checked(file: Path) -> None:
    other = file.with_name("all.py")
    other.write_text("VALUE = 3\n", encoding="utf-8")
    assert found(file, remembered(other)) == (0, "not checked yet", False)  # the proper name comes first
    file.unlink()
    assert found(file, remembered(other)) == (8, "3 minutes ago", False)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("    points: 12\n", "    points: 12  # of 20\n"),  # a remark: read as YAML
        ("    points: 12\n", '    points: "12"\n'),
        ("criteria:\n", "criteria: # four\n"),
        ("\n    points: 12\n", "\n    points:\n      12\n"),
        ("explain: >-\n", "explain: >-\n      points: 99\n      - points: 99\n"),
        ("criteria:\n", "criteria:\n\n# points: 99\n  # - points: 99\n"),
        ("version: 1\n", "version: 1\nnote:\n  - points: 99\n"),
        ("\n", "\r\n"),
    ],
)
def test_points_are_found_however_a_rubric_is_written(old: str, new: str, tmp_path: Path) -> None:
    copied = course(tmp_path)
    path = copied / "exercises/ex3_neuron/rubric.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_bytes(text.replace(old, new, -1 if old == "\n" else 1).encode())
    assert progress_rows(Course.load(copied), tmp_path, {}, NOW)[2].max_points == 20


def test_points_of_the_course_are_found_without_its_models() -> None:
    for exercise in COURSE.exercises:
        points = progress._points(exercise)
        assert points == [str(criterion.points) for criterion in exercise.rubric.criteria]


# --- the program -------------------------------------------------------------------------------------------


def test_after_a_check(tmp_path: Path) -> None:
    home = work(tmp_path, {3: swapped(3, "(w, x) + b", "(w, x)"), 4: None, 5: starter(5)})
    check(home, "2", "3")
    run = lagrader("list", cwd=home)
    assert (run.code, run.err) == (0, "")
    lines = run.out.split("\n")
    assert lines[0] == f"{TITLE}{'28 of 100':>48}"
    words = [line[51:] for line in lines[1:6]]
    assert [words[0], words[1], *words[3:]] == ["   not checked yet", "", "   no file yet", "   not started"]
    assert re.fullmatch(r"   \d+ seconds? ago", words[2])
    assert lines[6:8] == ["", "Going further (not counted)"]
    assert lines[-2:] == ["Next: lagrader check 1", ""]
    (home / "solutions/ex3_neuron.py").write_text(right(3), encoding="utf-8")
    changed = lagrader("list", cwd=home)
    assert "  3  neuron          ████████░░░░░░░░░░░░   8 of 20   changed since\n" in changed.out
    check(home)
    after = lagrader("list", cwd=home)
    assert after.out.startswith(f"{TITLE}{'60 of 100':>48}\n")
    assert after.out.endswith("Next: lagrader show 5\n")


def test_all_done(tmp_path: Path) -> None:
    home = work(tmp_path)
    assert check(home).code == 0
    run = lagrader("list", cwd=home)
    assert run.out.split("\n")[0].endswith("100 of 100")
    assert run.out.endswith("Compare with ours: lagrader solution 5\n")
    assert lagrader(cwd=home).out == run.out


def test_a_rubric_that_cannot_be_read(tmp_path: Path) -> None:
    home = work(tmp_path)
    copied = course(tmp_path)
    (copied / "exercises/ex3_neuron/rubric.yaml").write_text("a: [", encoding="utf-8")
    run = lagrader("list", "--course", "course", cwd=home)
    assert (run.code, run.err) == (0, "")
    assert "no points known" in run.out
    assert "0 of 80" in run.out


def test_state_that_cannot_be_read_is_told_once_and_changes_nothing_else(tmp_path: Path) -> None:
    home = work(tmp_path)
    whole = lagrader("list", cwd=home)
    (tmp_path / "file").touch()
    run = lagrader("list", cwd=home, env=environment(LAGRADER_STATE=str(tmp_path / "file")))
    assert (run.code, run.out) == (0, whole.out)
    assert run.err.count("is a file, not a folder") == 1
    assert run.err.count("\n") == 1


def test_a_damaged_state_is_begun_anew(tmp_path: Path) -> None:
    home = work(tmp_path)
    check(home, "1")
    (path,) = Path(os.environ["LAGRADER_STATE"]).glob("*.json")
    path.write_text(json.dumps({"format_version": 1}), encoding="utf-8")
    run = lagrader("list", cwd=home)
    assert run.code == 0
    assert "begins anew." in run.err
    assert "not checked yet" in run.out
    assert lagrader("list", cwd=home).err == ""
