"""Words and options of ``lagrader check``, and what each exit code stands for."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from lagrader.cli.check import exit_code
from lagrader.cli.output import parse_targets
from lagrader.cli.words import parse_words
from lagrader.course import Course
from lagrader.devices import check_name
from lagrader.errors import UsageError
from lagrader.results import CourseIdentity, CriterionResult, ExerciseResult, Report, Verdict
from tests.cli.program import ROOT, check, lagrader, right, swapped, work


@pytest.fixture(scope="module")
def course() -> Course:
    return Course.load(ROOT)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Right answers, but for the first and the third."""
    changed = {1: swapped(1, "return torch.dot(a, b)", "return a @ b"), 3: swapped(3, "(w, x) + b", "(w, x)")}
    return work(tmp_path_factory.mktemp("home"), changed)


# --- which words are exercises -----------------------------------------------------------------------------


ALL = list(range(1, 13))


@pytest.mark.parametrize(
    ("words", "numbers", "path"),
    [
        ([], ALL, "solutions"),
        (["3"], [3], "solutions"),
        (["03", "ex3", "ex3_neuron", "neuron", "Neuron"], [3], "solutions"),
        (["5", "neuron"], [3, 5], "solutions"),
        (["other"], ALL, "other"),
        (["3", "other"], [3], "other"),
        (["neuron.py"], ALL, "neuron.py"),
        (["./neuron"], ALL, "neuron"),
        (["solutions/ex3_neuron.py"], ALL, "solutions/ex3_neuron.py"),
    ],
)
def test_words(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], numbers: list[int], path: str
) -> None:
    monkeypatch.chdir(work(tmp_path))
    for folder in ("other", "neuron", "3"):  # a number, an id and a short name are exercises all the same
        (tmp_path / folder).mkdir()
    (tmp_path / "neuron.py").write_text("")
    asked = parse_words(words, course)
    assert [exercise.number for exercise in asked.exercises] == numbers
    assert asked.path.absolute() == (tmp_path / path).absolute()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["77"], "There is no exercise 77; there are 1 to 12. lagrader list shows them."),
        (["nuron"], 'There is no exercise, file or folder called "nuron"; did you mean "neuron"? lagrader list'),
        (["qqq"], 'There is no exercise, file or folder called "qqq". lagrader list shows the exercises.'),
        (["solutions/ex3_neurn.py"], "There is no solutions/ex3_neurn.py. Did you mean solutions/ex3_neuron.py?"),
        (["no/such/folder"], "There is no no/such/folder. Give a file or a folder with your work."),
        (["3,4"], 'There is no exercise "3,4": name them one by one, such as lagrader check 3 4.'),
        (["1-3"], "name them one by one"),
        ([""], "An empty word is neither an exercise nor a path."),
        (["solutions", "."], "One path at a time: found solutions and ."),
    ],
)
def test_words_that_name_nothing(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], said: str
) -> None:
    monkeypatch.chdir(work(tmp_path))
    with pytest.raises(UsageError) as raised:
        parse_words(words, course)
    assert said in str(raised.value)


def test_unknown_exercise_number(tmp_path: Path) -> None:
    for command in ("check", "show", "solution"):
        run = lagrader(command, "77", cwd=tmp_path)
        assert (run.code, run.out) == (2, "")
        assert run.err.endswith("There is no exercise 77; there are 1 to 12. lagrader list shows them.\n")


@pytest.mark.parametrize(
    ("path", "again"),
    [
        ("solutions", ""),
        ("./solutions/", ""),
        ("solutions/ex3_neuron.py", ""),
        ("solutions/mine.py", "solutions/mine.py"),
        ("other one", "'other one'"),
        ("-x", "./-x"),
    ],
)
def test_a_path_is_said_again_only_where_it_must_be(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str, again: str
) -> None:
    monkeypatch.chdir(work(tmp_path))
    for folder in ("other one", "-x"):
        (tmp_path / folder).mkdir()
    (tmp_path / "solutions/mine.py").write_text("")
    assert parse_words([path], course).path_again == again


def test_advice_leads_to_the_same_work(tmp_path: Path) -> None:
    home = work(tmp_path / "home0", {3: swapped(3, "(w, x) + b", "(w, x)")})
    run = lagrader("check", "3", f"{home.name}/solutions", cwd=home.parent)
    assert run.out.rstrip().endswith(f"Next: lagrader hint 3 {home.name}/solutions")
    (home / "solutions/ex3_neuron.py").write_text("def neuron(x, w, b)\n")
    run = lagrader("check", "3", f"{home.name}/solutions", cwd=home.parent)
    assert f"solutions/ex3_neuron.py, then lagrader check 3 {home.name}/solutions\n" in run.out
    file = f"{home.name}/solutions/ex3_neuron.py"
    run = lagrader("check", file, cwd=home.parent)
    assert run.out.rstrip().endswith(f"lagrader check {file}")
    assert lagrader("check", "solutions/ex3_neuron.py", cwd=home).out.rstrip().endswith("then lagrader check 3")


def test_the_current_folder_was_deleted(course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if os.name != "posix":
        pytest.skip("Windows does not delete a folder that somebody is in")
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    with pytest.raises(UsageError, match="was deleted: go to another one"):
        parse_words([], course)


# --- formats -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("formats", "said"),
    [
        (["xml"], 'There is no format "xml"; did you mean "junit"? There are terminal, plain, json, '),
        (["jsn"], 'There is no format "jsn"; did you mean "json"?'),
        (["plain", "terminal"], "Only one --format can go to standard output"),
        (["json="], "--format json= names no file: write --format json=FILE, or --format json."),
        (["json=no/such/r.json"], "cannot be written: there is no folder no/such. Make it first."),
        (["json=."], "names a folder: name a file in it, such as report.json."),
        (["json=a", "plain=a"], "Two reports cannot both be written to a"),
    ],
)
def test_formats_that_cannot_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, formats: list[str], said: str) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError) as raised:
        parse_targets(formats)
    assert said in str(raised.value)


def test_a_format_is_refused_before_anything_runs(tmp_path: Path) -> None:
    run = lagrader("check", "--format", "json=no/such/r.json", cwd=work(tmp_path))
    assert (run.code, run.out) == (2, "")
    assert "Make it first." in run.err


def test_several_formats(home: Path) -> None:
    words = ["--format", "plain", "--format", "json=r.json", "--format", "terminal=t.txt"]
    run = lagrader("check", "1", "3", *words, cwd=home)
    assert run.code == 1
    assert run.out.endswith(f"total {18 + 8}/40\n")
    assert json.loads((home / "r.json").read_text())["points"] == 26
    assert "26 of 40" in (home / "t.txt").read_text(encoding="utf-8")


# --- exit codes --------------------------------------------------------------------------------------------


def _report(*points: tuple[int, int], verdict: Verdict = Verdict.WRONG_ANSWER) -> Report:
    criteria = tuple(
        CriterionResult(str(n), "", Fraction(got), Fraction(most), Verdict.ACCEPTED if got == most else verdict)
        for n, (got, most) in enumerate(points)
    )
    return Report(CourseIdentity("c", "1", ""), "cpu", 41, (ExerciseResult(1, "ex1_a", "a", None, criteria),))


@pytest.mark.parametrize(
    ("percent", "code"), [(None, 1), (59, 0), (60, 0), (60.0001, 1), (61, 1), (100, 1), (0, 0), (33.3, 0)]
)
def test_fail_under(percent: float | None, code: int) -> None:
    assert exit_code(_report((60, 60), (0, 40)), percent) == code


def test_fail_under_is_exact() -> None:
    third = _report((1, 1), (0, 2))
    assert exit_code(third, 33.33) == 0
    assert exit_code(third, 33.34) == 1
    tenth = Report(third.course, "cpu", 41, _report((7, 7), (0, 3)).exercises)
    assert exit_code(tenth, 70) == 0


def test_nothing_tried_is_never_a_pass() -> None:
    nothing = _report()
    assert exit_code(nothing, None) == exit_code(nothing, 0) == 3
    assert exit_code(replace(nothing, exercises=()), 0) == 3


def test_our_own_fault_is_never_a_pass() -> None:
    ours = _report((0, 1), (99, 99), verdict=Verdict.JUDGE_ERROR)
    assert exit_code(ours, None) == exit_code(ours, 0) == 3


@pytest.mark.parametrize("format_", ["terminal", "plain", "json"])
def test_exit_codes_are_the_same_in_every_format(home: Path, format_: str) -> None:
    # 26 of 40 points are 65 %.
    code, percent = (0, "65") if format_ == "plain" else (1, "65.1")
    assert lagrader("check", "1", "3", "--format", format_, "--fail-under", percent, cwd=home).code == code


def test_wrong_usage_tells_what_would_be_right(tmp_path: Path) -> None:
    for words, said in (
        (["check", "--xyz"], "lagrader check has no option --xyz. lagrader check -h lists them."),
        (["check", "--formt", "json"], "has no option --formt. Did you mean --format?"),
        (["--foo"], "lagrader has no option --foo."),
        (["chek"], 'There is no command "chek". Did you mean lagrader check?'),
        (["xyzzy"], 'There is no command "xyzzy". lagrader -h lists them.'),
        (["test"], "Did you mean lagrader check?"),
        (["START"], "Did you mean lagrader init?"),
        (["3"], '"3" is no command. To check it: lagrader check 3.'),
        (["ex3"], "To check it: lagrader check ex3."),
        (["check", "--fail-under", "60%"], "--fail-under takes a number from 0 to 100, and '60%' is none."),
        (["check", "--fail-under", "160"], "--fail-under takes a number from 0 to 100, and '160.0' is none."),
        (["check", "--seed", "x"], "--seed takes a whole number from 0 on, and 'x' is none."),
        (["check", "--seed"], "--seed needs a value behind it, or takes none."),
        (["grade", "x", "--jobs", "0"], "--jobs takes a whole number from 1 on, and '0' is none."),
        (["init", "--ci", "jenkins"], "--ci takes github or gitlab, and 'jenkins' is none."),
        (["show", "1", "2"], "That is more than lagrader show takes: 2. It is: lagrader show N"),
        (["grade"], "For example: lagrader grade submissions --out marks"),
        (["grades"], "needs the folder that lagrader grade was given with --out. For example: lagrader grades marks"),
        (["check", "--fail-under", "101"], "--fail-under"),
        (["check", "--seed", "x"], "--seed"),
        (["check", "--format", "md"], 'There is no format "md"; did you mean "markdown"?'),
        (["show"], "lagrader show needs the number or name of an exercise. For example: lagrader show 3"),
    ):
        run = lagrader(*words, cwd=tmp_path)
        assert (run.code, run.out) == (2, "")
        assert said in run.err
        assert len(run.err.removeprefix("Checking…\n").splitlines()) == 1


def test_help_as_a_word(tmp_path: Path) -> None:
    assert lagrader("help", cwd=tmp_path).out == lagrader("-h", cwd=tmp_path).out
    assert lagrader("help", "check", cwd=tmp_path).out == lagrader("check", "--help", cwd=tmp_path).out


# --- device and seed ---------------------------------------------------------------------------------------


def test_a_device_that_is_not_here(home: Path) -> None:
    run = lagrader("check", "1", "--device", "cuda:63", cwd=home)
    assert (run.code, run.out) == (2, "")
    assert "Device cuda:63 is not here" in run.err
    assert "Here: cpu" in run.err


@pytest.mark.parametrize(("name", "close"), [("gpu", "cuda"), ("CUDA", "cuda"), ("cuda:x", "cuda"), ("cpuu", "cpu")])
def test_a_device_that_is_nowhere(name: str, close: str) -> None:
    with pytest.raises(UsageError) as raised:
        check_name(name)
    said = f'There is no device "{name}"; did you mean "{close}"? It can be auto, cpu, cuda, cuda:N or mps.'
    assert str(raised.value) == said


def test_the_seed_draws_other_inputs_and_repeats_them(tmp_path: Path) -> None:
    # Right for the lesson's round numbers, so that the example comes from a drawn case.
    home = work(tmp_path, {3: swapped(3, "(w, x) + b", "(w, x) + b + 100 * (x[0] != x[0].round())")})
    first, again, other = (check(home, "3", "--seed", seed) for seed in ("7", "7", "8"))
    shown, repeated, others = (run.exercise(3) | {"changes": None} for run in (first, again, other))
    assert shown == repeated
    assert shown != others
    assert (first.report["seed"], other.report["seed"]) == (7, 8)
    assert first.points() == other.points() == {3: 8}
    assert "seed 7" in first.out


# --- a single file -----------------------------------------------------------------------------------------


def test_one_file_that_holds_several_exercises(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(f"{right(3)}\n{right(4)}")
    run = check(tmp_path, "mine.py")
    assert run.points() == {3: 20, 4: 20}
    assert run.code == 0


def test_a_notebook_that_is_none_says_why(tmp_path: Path) -> None:
    (tmp_path / "mine.ipynb").write_text("{}")
    run = lagrader("check", "mine.ipynb", cwd=tmp_path)
    assert run.code == 1
    assert "mine.ipynb cannot be read: it is no notebook." in run.flat
