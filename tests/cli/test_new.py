"""``lagrader new``: what it writes is a whole course, and it writes over nothing."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from lagrader.cli.skeleton import title_of
from lagrader.cli.writing import New, write_together
from lagrader.course import Course
from lagrader.rubric import CallCriterion
from tests.cli.program import Run, check, lagrader
from tests.grading import Desk

ID = "ex1_weighted_mean"
PARTS = ("README.md", "rubric.yaml", "starter.py", "mistakes.py")
STYLES = ("einsum", "multiplied", "shares")


def files_of(number: int, short: str) -> set[str]:
    home = f"exercises/ex{number}_{short}"
    styles = {f"{home}/alternatives/{style}.py" for style in STYLES}
    return {f"{home}/{part}" for part in PARTS} | styles | {f"solutions/ex{number}_{short}.py"}


OF_THE_COURSE = {"README.md", ".gitignore", "exercises/course.yaml", "exercises/rubric.schema.json"}


def tree(folder: Path) -> dict[str, bytes | None]:
    """All that is in a folder, with its contents."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else None
        for path in sorted(folder.rglob("*"))
    }


def files(folder: Path) -> set[str]:
    return {name for name, content in tree(folder).items() if content is not None}


def refused(folder: Path, *words: str) -> str:
    """Run what must be refused, with nothing written, and return what is said."""
    before = tree(folder)
    run = lagrader("new", *words, cwd=folder)
    assert (run.code, run.out) == (2, ""), run.err
    assert tree(folder) == before
    return " ".join(run.err.split())


def new(folder: Path, *words: str) -> Run:
    run = lagrader("new", *words, cwd=folder)
    assert (run.code, run.err) == (0, ""), run.err
    return run


# --- a course ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new course with a second exercise."""
    folder = tmp_path_factory.mktemp("new")
    new(folder, "linear-algebra")
    new(folder / "linear-algebra", "--exercise", "softmax")
    return folder / "linear-algebra"


def test_a_course_is_written(tmp_path: Path) -> None:
    run = new(tmp_path, "some/linear-algebra")
    folder = tmp_path / "some" / "linear-algebra"
    assert files(folder) == OF_THE_COURSE | files_of(1, "weighted_mean")
    *written, said, following = run.out.replace("\\", "/").splitlines()
    assert {line.removeprefix("  written  some/linear-algebra/") for line in written} == files(folder)
    assert said == "A course with one exercise, which works as it stands and is yours to change."
    assert following.replace("'", "") == "Next: cd some/linear-algebra, then lagrader check --course ."


def test_it_goes_into_this_folder(tmp_path: Path) -> None:
    run = new(tmp_path, ".")
    assert files(tmp_path) == OF_THE_COURSE | files_of(1, "weighted_mean")
    assert run.out.endswith("Next: lagrader check --course .\n")


def test_full_marks_for_its_solution_and_none_for_its_starter(home: Path) -> None:
    right = check(home, "--course", ".")
    assert (right.code, right.points()) == (0, {1: 20, 2: 20})
    for number, id_ in ((1, ID), (2, "ex2_softmax")):
        run = check(home, str(number), "--course", ".", f"exercises/{id_}/starter.py")
        assert (run.code, run.points()) == (1, {number: 0})
        assert "not started" in run.out


def test_it_reads_well_at_eighty_columns(home: Path, tmp_path: Path) -> None:
    run = new(tmp_path, "linear-algebra")
    assert max(map(len, run.out.splitlines())) <= 80
    run = lagrader("list", "--course", ".", cwd=home)
    assert run.out.startswith("Linear algebra ")
    run = lagrader("show", "1", "--course", ".", cwd=home)
    assert max(map(len, run.out.splitlines())) <= 80
    for name in ("EXAMPLE", "weighted_mean(x, w)", "Weighted mean"):
        assert name in run.out


def test_nothing_of_a_template_is_left(home: Path) -> None:
    for name, content in tree(home).items():
        assert not re.search(rb"@[A-Z_]+@", content or b""), name
        assert not name.endswith(".txt")
    starter = (home / "exercises/ex2_softmax/starter.py").read_text(encoding="utf-8")
    assert starter.startswith('"""Exercise 2: softmax. `lagrader show 2` has the statement."""')
    assert "lagrader check 2 --course . exercises/ex2_softmax/starter.py" in (
        home / "exercises/ex2_softmax/rubric.yaml"
    ).read_text(encoding="utf-8")


def test_editors_get_the_schema(home: Path) -> None:
    schema = (home / "exercises" / "rubric.schema.json").read_text(encoding="utf-8")
    assert schema == lagrader("schema", cwd=home).out.replace("\r\n", "\n")


@pytest.mark.slow
def test_it_passes_its_audit(home: Path) -> None:
    run = lagrader("audit", ".", "--seeds", "5", cwd=home)
    assert run.code == 0, run.out


@pytest.fixture(scope="module")
def desk(home: Path) -> Iterator[Desk]:
    with Desk(Course.load(home)) as desk:
        yield desk


def test_every_mistake_is_named_and_every_wrong_road_refused(home: Path, desk: Desk) -> None:
    exercise = Course.load(home).find("1")
    mistakes = exercise.mistakes or ""
    named = {}
    for criterion in exercise.rubric.criteria:
        for name in getattr(criterion, "refuses", []):
            named[name] = (criterion.id, criterion.target, "")
        if isinstance(criterion, CallCriterion):
            named |= {name: (criterion.id, criterion.target, name.upper()) for name in criterion.mistakes}
    assert set(named) == {node.name for node in ast.parse(mistakes).body if isinstance(node, ast.FunctionDef)}
    works = [{ID: f"{exercise.solution}\n{mistakes}\n{target} = {name}\n"} for name, (_, target, _) in named.items()]
    for (name, (id_, _, code)), report in zip(named.items(), desk.grade_all(works), strict=True):
        results = {result.id: result for result in report.exercises[0].criteria}
        assert results[id_].points == 0, name
        assert results["example"].points == 4
        if code:
            assert code in [feedback.code for feedback in results[id_].feedback], name
        else:
            assert results["value"].points == 12, name


def test_each_wrong_value_is_named(home: Path, desk: Desk) -> None:
    exercise = Course.load(home).find("1")
    wrong = exercise.rubric.criteria[0].mistakes
    works = [{ID: exercise.solution.replace("= 3.5", f"= {mistake.equals}")} for mistake in wrong.values()]
    for name, report in zip(wrong, desk.grade_all(works), strict=True):
        assert [feedback.code for feedback in report.exercises[0].criteria[0].feedback] == [name.upper()]


@pytest.mark.parametrize("seed", [1, 41, 2026])
def test_every_style_gets_full_marks(seed: int, home: Path, desk: Desk) -> None:
    paths = sorted((home / "exercises" / ID / "alternatives").glob("*.py"))
    assert [path.stem for path in paths] == list(STYLES)
    reports = desk.grade_all([{ID: path.read_text(encoding="utf-8")} for path in paths], seed)
    assert [report.exercises[0].points for report in reports] == [20] * len(STYLES)


# --- titles ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("linear-algebra", "Linear algebra"),
        ("CS_101", "CS 101"),
        ("線形代数", "線形代数"),
        ("null", "Null"),
        ("1e5", "1e5"),
        ("---", "A new course"),
        ('a"b: c', "A b c"),
    ],
)
def test_a_title_comes_from_the_folders_name(name: str, title: str, tmp_path: Path) -> None:
    assert title_of(tmp_path / name) == title


@pytest.mark.parametrize("name", ["null", "1e5", "-x"])
def test_any_title_makes_a_course(name: str, tmp_path: Path) -> None:
    new(tmp_path, f"./{name}")
    new(tmp_path, "--exercise", "null", "--course", f"./{name}")
    course = Course.load(tmp_path / name)
    assert course.title == title_of(Path(name))
    assert course.find("null").rubric.title == "Null"


# --- one more exercise -------------------------------------------------------------------------------------


def test_an_exercise_gets_the_next_number(home: Path, tmp_path: Path) -> None:
    new(tmp_path, "course")
    run = new(tmp_path / "course", "--exercise", "softmax")
    assert run.out.replace("\\", "/").splitlines()[0] == "  written  exercises/ex2_softmax/README.md"
    assert run.out.endswith(
        "Exercise 2 works as it stands: a weighted mean, for you to change, file by file.\n"
        "Next: lagrader check 2 --course .\n"
    )
    run = new(tmp_path, "--exercise", "ex7_matmul", "--course", "course")
    assert run.out.endswith("Next: cd course, then lagrader check 7 --course .\n")
    new(tmp_path, "--course", "course", "--exercise", "neuron")
    ids = [exercise.id for exercise in Course.load(tmp_path / "course").exercises]
    assert ids == [ID, "ex2_softmax", "ex7_matmul", "ex8_neuron"]
    assert files(tmp_path / "course") == OF_THE_COURSE.union(
        files_of(1, "weighted_mean"), files_of(2, "softmax"), files_of(7, "matmul"), files_of(8, "neuron")
    )


def test_a_course_without_its_first_exercise_gets_one(tmp_path: Path) -> None:
    (tmp_path / "exercises").mkdir()
    (tmp_path / "exercises" / "course.yaml").write_text('title: Mine\nversion: "1"\n')
    new(tmp_path, "--exercise", "softmax")
    assert [exercise.id for exercise in Course.load(tmp_path).exercises] == ["ex1_softmax"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (
            "",
            '"" can\'t be the name of an exercise: up to 60 small letters, digits and _, with a letter first, such as',
        ),
        ("Soft-Max", "with a letter first; soft_max would do."),
        ("EX4_Softmax", "; ex4_softmax would do."),
        ("3", ", such as softmax or ex2_softmax."),
        ("ex4", ", such as softmax or ex2_softmax."),
        ("ex4_", ", such as softmax"),
        ("ex4_5", ", such as softmax"),
        ("ex1234567_softmax", ", such as softmax"),
        ("../softmax", "; softmax would do."),
        ("softmax.py", "; softmax_py would do."),
        ("x" * 61, f"; {'x' * 60} would do."),
        ("Größe", "; grosse would do."),
        ("線形", ", such as softmax"),
        ("ex2_matmul", "There is an exercise 2 already: ex2_softmax. The next number is 3: --exercise matmul takes it"),
        ("softmax", 'There is an exercise "softmax" already. Give the new one another name.'),
        ("ex9_softmax", 'There is an exercise "softmax" already.'),
    ],
)
def test_names_that_cannot_be(name: str, said: str, home: Path) -> None:
    assert said in refused(home, "--exercise", name)


# --- nothing is overwritten --------------------------------------------------------------------------------


def test_a_course_that_is_there(home: Path) -> None:
    said = refused(home.parent, "linear-algebra")
    assert said == (
        "linear-algebra is a course already. To add an exercise to it: "
        "cd linear-algebra, then lagrader new --exercise NAME"
    )
    assert refused(home, ".").endswith("To add an exercise to it: lagrader new --exercise NAME")


@pytest.mark.parametrize("part", ["exercises", "solutions"])
def test_a_place_that_a_course_needs(part: str, tmp_path: Path) -> None:
    (tmp_path / part).mkdir()
    (tmp_path / part / "mine.py").write_text("mine")
    assert refused(tmp_path, ".").startswith(f"{part} is there already, and holds something")


def test_what_is_beside_a_course_stays(tmp_path: Path) -> None:
    for name in ("README.md", ".gitignore", "other.py"):
        (tmp_path / name).write_text("mine")
    (tmp_path / "exercises").mkdir()
    run = new(tmp_path, ".")
    assert {(tmp_path / name).read_text() for name in ("README.md", ".gitignore", "other.py")} == {"mine"}
    assert "  kept     README.md\n  kept     .gitignore\n" in run.out
    assert lagrader("check", "--course", ".", cwd=tmp_path).code == 0


def test_a_file_where_a_folder_is_needed(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("mine")
    assert refused(tmp_path, "x") == "x is a file, and a folder is needed: name another one, lagrader new DIR."
    (tmp_path / "y").mkdir()
    (tmp_path / "y" / "solutions").write_text("mine")
    said = refused(tmp_path, "y").replace("\\", "/")
    assert said == "y/solutions is a file, and a folder is needed: name another one, lagrader new DIR."


def test_a_solution_that_is_there(tmp_path: Path) -> None:
    new(tmp_path, ".")
    (tmp_path / "solutions" / "ex2_softmax.py").write_text("mine")
    said = refused(tmp_path, "--exercise", "softmax").replace("\\", "/")
    assert said == (
        "solutions/ex2_softmax.py is there already; nothing was written. Move it away, or take another name."
    )


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir(mode=0o555)
    assert "cannot be written (Permission denied). To begin elsewhere: lagrader new DIR." in refused(tmp_path, "x")


def test_a_name_that_no_folder_can_have(tmp_path: Path) -> None:
    said = refused(tmp_path, "x" * 300)
    assert "cannot be written (" in said
    assert "To begin elsewhere: lagrader new DIR." in said


def test_where_one_file_cannot_be_written_none_is_left(tmp_path: Path) -> None:
    (tmp_path / "there").write_text("mine")
    before = tree(tmp_path)
    names = ("a/b/first", "a/second", "third", "there")
    with pytest.raises(FileExistsError):
        write_together([New(tmp_path / name, "text") for name in names])
    assert tree(tmp_path) == before
    with pytest.raises(NotADirectoryError):
        write_together([New(tmp_path / name, "text") for name in ("a/b/first", "there/second")])
    assert tree(tmp_path) == before


# --- usage -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "Name the new course's folder: lagrader new DIR. One more exercise: --exercise NAME."),
        (["--course", "x"], "--course goes with --exercise NAME; a new course goes into lagrader new DIR."),
        (["x", "--exercise", "softmax"], "For that: lagrader new --exercise softmax --course x"),
        (["--exercise", "softmax"], ". holds no course: there is no exercises/course.yaml in it. Name the course's"),
        (["--exercise", "softmax", "--course", "nowhere"], "nowhere holds no course"),
    ],
)
def test_usage(words: list[str], said: str, tmp_path: Path) -> None:
    assert said in refused(tmp_path, *words)
