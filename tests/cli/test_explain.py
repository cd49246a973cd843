"""``lagrader explain``: every code on one screen, the course's own too, and codes that don't exist."""

from __future__ import annotations

import ast
import io
import re
import subprocess
import sys
import textwrap
import tokenize
from dataclasses import replace
from pathlib import Path

import pytest
from rich.cells import cell_len
from typer.main import get_command

from lagrader.cli.app import app
from lagrader.cli.explain import Own, owns, page_for, try_it
from lagrader.course import Course
from lagrader.diagnosis.codes import lessons
from lagrader.reports import RenderOptions
from tests.cli.program import EXERCISES, ROOT, Run, course, environment, lagrader, work

COURSE = Course.load(ROOT)
OWN = owns(COURSE)
GENERAL = {code: one for code, one in lessons().items() if code not in {own.code for own in OWN}}
"""The lessons that a page shows: where the course has a mistake of the same name, that one comes instead."""
SCREEN = 24
"""Lines of the terminal that a person begins with."""


def explained(code: str, options: RenderOptions) -> list[str]:
    return page_for(code, COURSE, options, "").rstrip("\n").split("\n")


def test_every_code_is_one_screen() -> None:
    for code in [*(code for code in lessons() if "*" not in code), *(own.code for own in OWN)]:
        lines = explained(code.lower(), RenderOptions())
        assert lines[0].startswith(f"{code}: ")
        assert len(lines) <= SCREEN, code
        assert max(map(cell_len, lines)) <= 80, code
        assert lines[-1].startswith(("Next: lagrader ", "Next: change your file")), code


@pytest.mark.parametrize("columns", [40, 20])
def test_codes_in_a_narrow_ascii_console(columns: int) -> None:
    for code in [*lessons(), *(own.code for own in OWN)][::4]:
        lines = explained(code.replace("*", "X"), RenderOptions(columns, unicode=False))
        # Code that can't be broken stays whole; at 40 columns there is none.
        assert max(len(line) for line in lines if columns == 40 or line[:1] != " ") <= columns, code
        assert all(line.isascii() for line in lines), code
        assert "\\u" not in "".join(lines), code


def code_of(lines: list[str]) -> str:
    """Return what a person would copy from a page: everything that is indented, up to the last line."""
    found = [line if line[:1] == " " else "" for line in lines[1:]]
    return textwrap.dedent("\n".join(found)).strip("\n") + "\n"


def comments(code: str) -> str:
    """Return the words of all comments, one after the other."""
    tokens = tokenize.generate_tokens(io.StringIO(code).readline)
    said = (one.string.lstrip("# ") for one in tokens if one.type == tokenize.COMMENT)
    return " ".join(" ".join(said).split())


@pytest.mark.slow
@pytest.mark.parametrize("columns", [20, 40, 60, 80])
def test_an_example_is_the_lessons_program_however_narrow_the_page(columns: int) -> None:
    for code, one in GENERAL.items():
        shown = code_of(explained(code.replace("*", "X"), RenderOptions(columns)))
        assert ast.dump(ast.parse(shown)) == ast.dump(ast.parse(one.example)), code
        assert comments(shown).replace(" ", "") == comments(one.example).replace(" ", ""), code


def test_a_lessons_words_all_come_through() -> None:
    for code, one in GENERAL.items():
        page = " ".join(explained(code.replace("*", "X"), RenderOptions()))
        assert " ".join(one.text.replace("`", "").split()) in " ".join(page.split()), code


def test_what_to_do_next_suits_the_code() -> None:
    steps = {"JUDGE_ERROR": "lagrader doctor", "MISSING_FILE": "lagrader init", "PENDING": "lagrader list"}
    for code in GENERAL:
        step = explained(code.replace("*", "X"), RenderOptions())[-1]
        assert step == f"Next: {steps.get(code, 'change your file, save it, then lagrader check')}", code
    assert set(steps) <= set(lessons())
    assert page_for("judge_error", COURSE, RenderOptions(), "--course c").endswith(
        "\nNext: lagrader doctor --course c\n"
    )
    assert "Our fault" in lessons()["JUDGE_ERROR"].title
    assert {step.split()[1] for step in steps.values()} <= set(get_command(app).list_commands(None))  # type: ignore[attr-defined]


def test_a_general_code_with_its_example(tmp_path: Path) -> None:
    run = lagrader("explain", "no_return", cwd=tmp_path)
    assert (run.code, run.err) == (0, "")
    assert run.out.startswith("NO_RETURN: ")
    assert "    print(double_right(3))  # 6\n" in run.out
    assert run.out.endswith("\nNext: change your file, save it, then lagrader check\n")


def test_one_of_several_codes_that_share_a_lesson(tmp_path: Path) -> None:
    for code in ("CHOICE_B", "NOT_THROUGH_TORCH_DOT", "FILE_BINARY"):
        assert lagrader("explain", code.lower(), cwd=tmp_path).out.startswith(f"{code}: ")


def test_a_mistake_of_the_course(tmp_path: Path) -> None:
    run = lagrader("explain", "BIAS_MISSING", cwd=tmp_path)
    assert (run.code, run.err) == (0, "")
    assert run.out.startswith("BIAS_MISSING: You left the bias out.\n")
    assert "The bias moves the point at which the neuron begins to answer." in run.flat
    assert (
        "\nIt belongs to this part of exercise 3, A neuron from scratch:\n  neuron(x, w, b) is relu(w · x + b)\n"
    ) in run.out
    assert "Work out on paper what it should give here." in run.flat
    assert run.out.count("    print(neuron(") == 3  # one input alone may hide the mistake
    assert run.out.endswith("\nNext: lagrader hint 3\n")


def test_a_mistake_in_a_constant(tmp_path: Path) -> None:
    run = lagrader("explain", "VALUE_BEFORE_RELU", cwd=tmp_path)
    assert "\nWith this mistake, VALUE is -0.65.\n" in run.out
    assert "\n  VALUE: what the neuron gives for the lesson's numbers\n" in run.out
    assert "To see what your own function gives for other numbers" in run.flat
    assert run.out.count("    print(neuron(") == 1
    run = lagrader("explain", "ex4.output_shape", cwd=tmp_path)
    assert "\nIt belongs to exercise 4, A whole batch through a layer.\n" in run.out
    assert "    print(tuple(layer(" in run.out


WITH_EXAMPLE = [
    own for own in OWN if (own.exercise.number, own.criterion.id) not in {(12, "parameter_count"), (12, "module")}
]
"""Nothing else there gives a plain number to compare the constant with, and no call makes an object and sets it."""


@pytest.mark.slow
@pytest.mark.parametrize("columns", [20, 40, 80])
def test_an_own_example_is_the_same_program_however_narrow_the_page(columns: int) -> None:
    for own in WITH_EXAMPLE:
        page = explained(own.code, RenderOptions(columns))
        start = next(at for at, line in enumerate(page) if re.match(r" +(import|from) ", line))
        assert ast.dump(ast.parse(code_of(["", *page[start:]]))) == ast.dump(
            ast.parse(try_it(own.exercise, own.criterion))
        ), own.code
        assert columns == 20 or max(map(cell_len, page)) <= columns, own.code


def test_a_criterion_as_the_plain_format_names_it(tmp_path: Path) -> None:
    run = lagrader("explain", "ex3.output", cwd=tmp_path)
    assert run.out.startswith("ex3.output: neuron(x, w, b) is relu(w · x + b)\n")
    assert "Three steps: multiply each input by its weight" in run.flat
    assert lagrader("explain", "neuron.output", cwd=tmp_path).out == run.out


@pytest.mark.parametrize("own", WITH_EXAMPLE, ids=lambda own: own.code)
def test_a_mistakes_example_can_be_written_out(own: Own) -> None:
    example = try_it(own.exercise, own.criterion)
    assert example
    compile(example, own.code, "exec")


@pytest.mark.slow
def test_the_examples_run_in_the_folder_of_the_work(tmp_path: Path) -> None:
    work(tmp_path)
    for exercise in COURSE.exercises:
        (tmp_path / "solutions" / f"{exercise.id}.py").write_text(exercise.solution, encoding="utf-8")
    examples = {try_it(own.exercise, own.criterion) for own in WITH_EXAMPLE}
    assert {own.exercise.number for own in OWN} >= set(EXERCISES)
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(sorted(examples))],
        cwd=tmp_path / "solutions",
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout.count(b"\n") >= len(examples)


def test_a_code_that_does_not_exist(tmp_path: Path) -> None:
    for word, meant in (("NO_RETRUN", "NO_RETURN"), ("bias_mising", "BIAS_MISSING"), ("shaeps", "SHAPES")):
        run = lagrader("explain", word, cwd=tmp_path)
        assert (run.code, run.out) == (2, "")
        assert run.err == (
            f'There is no code "{word}"; did you mean {meant}? lagrader explain shows which there are.\n'
        )
    run = lagrader("explain", "\x1b[31mqq\u202eqq" + "q" * 500, cwd=tmp_path)
    assert (run.code, run.out) == (2, "")
    assert "\x1b" not in run.err
    assert "\u202e" not in run.err
    assert len(run.err) < 200


@pytest.mark.parametrize("word", ["", " ", "99", "ex9.output", "ex3.", ".", "*", "CHOICE_*_"])
def test_words_that_are_no_code(tmp_path: Path, word: str) -> None:
    run = lagrader("explain", word, cwd=tmp_path)
    assert (run.code, run.out) == (2, "")
    assert run.err.startswith(f'There is no code "{word.strip()}"')


def flat(run: Run) -> str:
    return " ".join(run.out.split())


def test_without_a_code_the_groups_are_listed(tmp_path: Path) -> None:
    run = lagrader("explain", cwd=tmp_path)
    assert (run.code, run.err) == (0, "")
    assert run.out.count("\n") <= SCREEN
    told = {int(number) for number in re.findall(r"\((\d+)\)\n", run.out)}
    assert sum(int(number) for number in re.findall(r"\((\d+)\)\n", run.out)) == len(lessons()) + len(OWN)
    assert told
    for group in ("shapes", "gradients"):
        assert f"  {group} " in run.out
        listed = lagrader("explain", group, cwd=tmp_path)
        assert listed.code == 0
        assert re.search(r"^  [A-Z_*]+  +\S", listed.out, re.MULTILINE)
    listed = lagrader("explain", "neuron", cwd=tmp_path)
    assert all(own.code in listed.out for own in OWN if own.exercise.number == 3)


def test_lists_in_a_narrow_console(tmp_path: Path) -> None:
    env = environment(COLUMNS="40", PYTHONIOENCODING="ascii")
    for words in ((), ("numbers",), ("1",)):
        run = lagrader("explain", *words, cwd=tmp_path, env=env)
        assert run.out.isascii()
        assert max(map(len, run.out.split("\n"))) <= 40


def test_a_course_of_ones_own(tmp_path: Path) -> None:
    folder = course(tmp_path)
    rubric = folder / "exercises/ex3_neuron/rubric.yaml"
    text = rubric.read_text(encoding="utf-8")
    mistakes = folder / "exercises/ex3_neuron/mistakes.py"
    rubric.write_text(text.replace("bias_missing:", "negated:"), encoding="utf-8")
    mistakes.write_text(mistakes.read_text("utf-8").replace("def bias_missing", "def negated"), encoding="utf-8")
    run = lagrader("explain", "NEGATED", "--course", str(folder), cwd=tmp_path)
    assert run.out.startswith("NEGATED: You left the bias out.")  # the author's comes before the general one
    assert run.out.endswith(f"Next: lagrader hint 3 --course {folder}\n".replace("\n", "")[-20:] + "\n")
    rubric.write_text(text.replace("points: 4", "points: many"), encoding="utf-8")
    run = lagrader("explain", "NEGATED", "--course", str(folder), cwd=tmp_path)
    assert run.out.startswith("NEGATED: The sign is the wrong way round")  # that holds without the course
    run = lagrader("explain", "BIAS_MISSING", "--course", str(folder), cwd=tmp_path)
    assert (run.code, run.out) == (2, "")
    assert "rubric.yaml:" in run.err


def test_colour_holds_no_more_than_the_text() -> None:
    options = RenderOptions()
    colored = page_for("NO_RETURN", COURSE, replace(options, color=True), "")
    assert "\x1b[1m" in colored
    assert re.sub(r"\x1b\[[0-9;]*m", "", colored) == page_for("NO_RETURN", COURSE, options, "")
