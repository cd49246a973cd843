"""Stubs that a rubric and Python take as they stand, whatever learners wrote."""

from __future__ import annotations

import ast
import textwrap
from pathlib import Path

import pytest
import yaml

from lagrader.course import Course
from lagrader.item_analysis import WrongGroup
from lagrader.item_analysis.stubs import parameters, stub, taken_names
from lagrader.results import Example, Verdict
from tests.checkers.affine import written
from tests.cli.program import course as copied
from tests.item_analysis.classes import course

COURSE = course()


def group(name: str, actual: str | None, code: str = "WRONG_VALUE", **more: object) -> WrongGroup:
    call = f"{name}(torch.tensor([1.]))"
    given = {"example": Example(call, expected="1.0", actual=actual)} | more
    return WrongGroup(name, ("anna", "ben"), Verdict.WRONG_ANSWER, code, "It is wrong.", **given)


def criterion(word: str, id_: str):
    return next(one for one in COURSE.find(word).whole_rubric.criteria if one.id == id_)


def stub_of(word: str, id_: str, actual: str | None, **more: object):
    exercise = COURSE.find(word)
    return stub(exercise, criterion(word, id_), group(f"ex{word}.{id_}", actual, **more), taken_names(exercise))


def test_a_function_has_the_references_parameters() -> None:
    found = stub_of("3", "output", "2.5")
    assert found is not None
    assert found.name == "output_wrong_value"
    assert found.rubric == "exercises/ex3_neuron/rubric.yaml"
    assert found.mistakes == "exercises/ex3_neuron/mistakes.py"
    assert found.python.startswith("def output_wrong_value(x, w, b):\n")
    (function,) = ast.parse(found.python).body
    assert isinstance(function, ast.FunctionDef)
    said = ast.get_docstring(function) or ""
    assert said.splitlines() == [
        "Do what 2 learners did where neuron was asked for.",
        "",
        "ex3.output(torch.tensor([1.]))",
        "expected  1.0",
        "theirs    2.5",
    ]
    assert list(yaml.safe_load(found.yaml)) == ["output_wrong_value"]


def test_a_class_is_a_module_with_what_is_called(tmp_path: Path) -> None:
    (exercise,) = Course.load(written(tmp_path)).exercises
    for place, method in ((0, "forward"), (1, "norm")):
        asked = exercise.whole_rubric.criteria[place]
        found = stub(exercise, asked, group(f"ex1.{asked.id}", "2.5"), taken_names(exercise))
        assert found is not None
        (node,) = ast.parse(found.python).body
        assert isinstance(node, ast.ClassDef)
        assert found.python.startswith(f"class {asked.id}_wrong_value(torch.nn.Module):\n")
        assert [one.name for one in node.body if isinstance(one, ast.FunctionDef)] == [method]


@pytest.mark.parametrize(
    "hostile",
    [
        '"""\nimport os\n"""',
        "\\",
        '"',
        "a\\",
        "'''",
        "\x00\x1b[31m",
        "\u202e\u2028",
        "\ud800",
        "x" * 5_000,
        "# \n- y: 1",
    ],
)
def test_what_learners_wrote_breaks_out_of_nothing(hostile: str) -> None:
    example = Example(hostile, (hostile,), hostile, hostile)
    found = stub_of("3", "output", None, example=example, exception=hostile, code="WRONG_VALUE")
    assert found is not None
    (function,) = ast.parse(found.python).body
    assert isinstance(function, ast.FunctionDef)
    assert [type(line) for line in function.body] == [ast.Expr, ast.Raise]
    assert found.python.isprintable() or all(line.isprintable() for line in found.python.split("\n"))
    assert max(map(len, found.python.splitlines())) < 300


@pytest.mark.parametrize(
    ("actual", "equals"),
    [
        ("3.5", 3.5),
        ("-0.65", -0.65),
        ("1e-05", 1e-05),
        ("1e+20", 1e20),
        ("7", 7),
        ("True", True),
        ("(3, 7)", [3, 7]),
        ("torch.Size([3, 7])", [3, 7]),
        ("tensor(0.5)", 0.5),
        ("'it''s'", "its"),
        ('"it\'s"', "it's"),
        ("'no'", "no"),
        ("None", None),
        ("inf", None),
        ("(1.5, 2)", None),
        ("<function f>", None),
        ("[[1. 2.]]", None),
        ("9" * 5_000, None),
        ("(" * 1_000, None),
    ],
)
def test_a_constant_is_known_by_what_it_equals(actual: str, equals: object) -> None:
    found = stub_of("5", "constant", actual, code="WRONG_ANSWER")
    if equals is None:
        assert found is None
        return
    assert found is not None
    assert found.python == ""
    entry = yaml.safe_load(found.yaml)["constant_wrong_answer"]
    assert entry["equals"] == equals
    assert type(entry["equals"]) is type(equals)


def test_a_letter_has_its_own_sentence_already() -> None:
    assert stub_of("3", "why", "'z'", code="NOT_A_LETTER") is None


def test_a_check_says_its_mistakes_itself() -> None:
    exercise = COURSE.find("1")
    check = next(one for one in exercise.whole_rubric.criteria if one.kind == "check")
    found = stub(exercise, check, group(f"ex1.{check.id}", "2"), taken_names(exercise))
    assert found is not None
    assert f'raise AssertionError("{found.name}")' in found.yaml
    assert list(yaml.safe_load(found.yaml)) == [found.name]


def test_names_are_new_ones() -> None:
    exercise = COURSE.find("3")
    taken = taken_names(exercise)
    assert {"bias_missing", "value_before_relu", "torch"} <= taken
    names = [stub(exercise, criterion("3", "output"), group("ex3.output", "2"), taken) for _ in range(3)]
    assert [one.name for one in names if one] == ["output_wrong_value", "output_wrong_value_2", "output_wrong_value_3"]


REFERENCES = {
    "def neuron(x, w: Tensor, b=0.0, *, k=torch.float32) -> Tensor:\n    return x": "x, w, b=0.0, *, k=None",
    "neuron = lambda x, *rest: x": "x, *rest",
    "neuron = torch.relu": "x, w, b",
}


@pytest.mark.parametrize("reference", REFERENCES)
def test_parameters_of_references_in_other_styles(reference: str, tmp_path: Path) -> None:
    home = copied(tmp_path)
    path = home / "solutions" / "ex3_neuron.py"
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.index("def neuron")] + reference + "\n", encoding="utf-8")
    exercise = Course.load(home).find("3")
    output = next(one for one in exercise.whole_rubric.criteria if one.id == "output")
    assert parameters(exercise, output) == REFERENCES[reference]


def test_a_course_takes_stubs_as_they_are_pasted(tmp_path: Path) -> None:
    """Into the rubric and mistakes.py of a copy, which then loads."""
    home = copied(tmp_path)
    call, answer = stub_of("5", "value", "2.5", code="OFF_BY_CONSTANT"), stub_of("5", "constant", "7.5")
    assert call is not None
    assert answer is not None
    rubric = home / call.rubric
    text = rubric.read_text(encoding="utf-8")
    for pasted, before in ((call, "      cubic_plus_square:\n"), (answer, "      at_2_value:\n")):
        assert before in text
        text = text.replace(before, textwrap.indent(pasted.yaml, " " * 6) + before, 1)
    rubric.write_text(text, encoding="utf-8")
    with (home / call.mistakes).open("a", encoding="utf-8") as file:
        file.write(f"\n\n{call.python}")
    criteria = {one.id: one for one in Course.load(home).find("5").whole_rubric.criteria}
    assert call.name in criteria["value"].mistakes
    assert criteria["constant"].mistakes[answer.name].equals == 7.5
