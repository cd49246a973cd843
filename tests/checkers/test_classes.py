"""A class as an answer: right in any style, named where it can't be given its state, and judged as functions are."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from lagrader.checkers.unfit import unfit_feedback
from lagrader.results import Feedback, Verdict
from lagrader.wire import Unfit
from tests.checkers.affine import FILES, ID, MISTAKES, RUBRIC, SOLUTION, desk, written
from tests.cli.program import lagrader
from tests.grading import Desk, code, criterion, summary

BODY = SOLUTION.partition("    def forward")[2]
LAYER = "self.layer = torch.nn.Linear(n_in, n_out)"

RIGHT = {
    "parameters of its own": SOLUTION.replace(
        LAYER,
        "self.layer = torch.nn.Module()\n"
        "        self.layer.weight = torch.nn.Parameter(torch.empty(n_out, n_in))\n"
        "        self.layer.bias = torch.nn.Parameter(torch.empty(n_out))\n"
        "        self.layer.forward = lambda X: torch.nn.functional.linear(X, self.layer.weight, self.layer.bias)",
    ),
    "a layer under two names": SOLUTION.replace(LAYER, f"{LAYER}\n        self.all = torch.nn.Sequential(self.layer)"),
    "a constant in a buffer": SOLUTION.replace(
        "self.factor = factor", 'self.register_buffer("factor", torch.tensor(float(factor)))'
    ),
    "a lazy layer": SOLUTION.replace("Linear(n_in, n_out)", "LazyLinear(n_out)"),
    "another base between": SOLUTION.replace("(torch.nn.Module)", "(Base)").replace(
        "import torch\n", "import torch\n\n\nclass Base(torch.nn.Module):\n    pass\n"
    ),
    "another name and an alias": SOLUTION.replace("class Affine", "class Net") + "\nAffine = Net\n",
    "other parameters": SOLUTION.replace("n_in, n_out, factor", "width, height, times")
    .replace("n_in, n_out", "width, height")
    .replace("= factor", "= times"),
    "a function that makes it": SOLUTION.replace("class Affine", "class Net") + "\ndef Affine(*sizes):\n"
    "    return Net(*sizes)\n",
}

WRONG = {
    "the mistake": (SOLUTION.replace("self.factor * ", ""), "FACTOR_LEFT_OUT", "The factor is left out."),
    "a factor too many": (
        SOLUTION.replace("self.factor * ", "self.factor * 3 * "),
        "OFF_BY_FACTOR",
        "Your result is 3 times the expected one in all 7 cases.",
    ),
    "other names": (
        SOLUTION.replace("self.layer", "self.linear"),
        "STATE_MISSING",
        "Affine has no layer.weight or layer.bias. It has linear.weight: the name wanted is layer.weight.",
    ),
    "far other names": (
        SOLUTION.replace("self.layer", "self.z"),
        "STATE_MISSING",
        "It has z.weight and z.bias: the names on self are those of the statement.",
    ),
    "no bias": (SOLUTION.replace("n_out)\n", "n_out, bias=False)\n"), "STATE_MISSING", "It has layer.weight alone."),
    "layers in a list": (
        SOLUTION.replace("self.layer = ", "self.layers = [")
        .replace("n_out)\n", "n_out)]\n")
        .replace("self.layer(", "self.layers[0]("),
        "STATE_MISSING",
        "layers are set on self in __init__; a plain list of them is not seen.",
    ),
    "in and out exchanged": (
        SOLUTION.replace("Linear(n_in, n_out)", "Linear(n_out, n_in)"),
        "STATE_SHAPE",
        "layer.weight of Affine has the shape (2, 1), where (1, 2) is wanted. In and out have changed places: torch.nn",
    ),
    "a parameter too many": (
        SOLUTION.replace("self.factor = factor", "self.factor = torch.nn.Parameter(torch.tensor(float(factor)))"),
        "STATE_UNSET",
        "Affine has more parameters than were asked for: factor.",
    ),
    "plain tensors": (
        SOLUTION.replace(
            LAYER,
            "self.layer = torch.nn.Module()\n        self.layer.weight, self.layer.bias = torch.ones(1), torch.ones(1)",
        ),
        "PLAIN_TENSOR",
        "In Affine, layer.weight and layer.bias are plain tensors: ",
    ),
    "no super": (
        SOLUTION.replace("super().__init__()", "pass"),
        "SUPER_INIT_MISSING",
        "The class does not call super().__init__() before it sets anything on self",
    ),
    "no super, and nothing to set": (
        f"import torch\nclass Affine(torch.nn.Module):\n    def __init__(self, *sizes): pass\n\n    def forward{BODY}",
        "SUPER_INIT_MISSING",
        "The class does not call super().__init__()",
    ),
    "no module": (
        SOLUTION.replace("(torch.nn.Module)", ""),
        "NOT_A_MODULE",
        "Affine is no torch.nn.Module: write class Affine(torch.nn.Module)",
    ),
    "something else is made": (
        "def Affine(*sizes):\n    return [1]\n",
        "NOT_A_MODULE",
        "Affine(…) gives a list, which is no torch.nn.Module.",
    ),
    "no class": ("Affine = 3.5\n", "NOT_A_FUNCTION", "not a class: define it with class Affine(torch.nn.Module)."),
    "a constructor that takes less": (
        SOLUTION.replace("n_out, factor)", "n_out)").replace("= factor", "= 1"),
        "WRONG_ARGUMENTS",
        "Affine(n_in, n_out) does not fit: it is called with 3 arguments, in, out, 0.5.",
    ),
    "a constructor that stops": (SOLUTION.replace("= factor", "= 1 / 0"), "DIVISION_BY_ZERO", ""),
    "a forward that takes nothing": (
        SOLUTION.replace("forward(self, X)", "forward(self)"),
        "WRONG_ARGUMENTS",
        "Affine.forward() does not fit: it is called with 1 argument, X.",
    ),
    "a forward that is misspelt": (
        SOLUTION.replace("forward", "foward"),
        "MISSPELT_NAME",
        "There is no Affine.forward in the file, but there is Affine.foward: the name wanted is Affine.forward.",
    ),
    "no forward": (
        SOLUTION.replace("forward", "calculate"),
        "MISSING_NAME",
        "There is no Affine.forward in the file.",
    ),
    "a forward that is a number": (SOLUTION + "    forward = 3\n", "NOT_A_FUNCTION", "Affine.forward is a int, not a"),
    "nothing returned": (
        SOLUTION.replace("return self.factor", "print(self.factor").replace("(X)\n\n", "(X))\n\n"),
        "PRINTED_NOT_RETURNED",
        "Affine.forward prints",
    ),
    "a list": (
        SOLUTION.replace("return self.factor * self.layer(X)", "return [self.factor * self.layer(X)]"),
        "LIST_NOT_TENSOR",
        "Affine.forward returns a Python list; a tensor is asked for",
    ),
    "an input changed": (
        SOLUTION.replace("return self.factor", "X += 1\n        return self.factor").replace("(X)\n\n", "(X - 1)\n\n"),
        "INPUT_CHANGED",
        "Affine.forward changes its input X in place",
    ),
    "forward stops": (SOLUTION.replace("self.factor * ", "self.factor @ "), "OPERANDS", ""),
    "a random layer": (
        SOLUTION.replace("self.layer(X)\n\n", "torch.nn.Linear(*self.layer.weight.shape[::-1])(X)\n\n"),
        "DIFFERS_BETWEEN_CALLS",
        "",
    ),
}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with desk(tmp_path_factory.mktemp("affine")) as found:
        yield found


def said(found: Desk, text: str) -> Feedback:
    (feedback,) = criterion(found.grade({ID: text}).exercises[0], "output").feedback
    return feedback


def test_the_reference_has_all_points(small: Desk) -> None:
    assert small.grade({ID: SOLUTION}).points == 10


@pytest.mark.parametrize("style", RIGHT)
def test_a_right_class_in_any_style_has_all_points(small: Desk, style: str) -> None:
    assert RIGHT[style] != SOLUTION
    result = small.grade({ID: RIGHT[style]}).exercises[0]
    assert result.points == 10, summary(result)


@pytest.mark.parametrize("fault", WRONG)
def test_a_wrong_class_is_told_what_is_wrong(small: Desk, fault: str) -> None:
    text, wanted, words = WRONG[fault]
    assert text != SOLUTION
    feedback = said(small, text)
    assert (feedback.code, words in feedback.text) == (wanted, True), feedback


def test_the_starters_class_is_not_started(small: Desk) -> None:
    result = small.grade({ID: FILES[f"exercises/{ID}/starter.py"]}).exercises[0]
    assert {one.verdict for one in result.criteria} == {Verdict.NOT_STARTED}


def test_another_road_loses_the_roads_points_alone(small: Desk) -> None:
    text = SOLUTION.replace("self.factor * self.layer(X)", "self.factor * (X @ self.layer.weight.T + self.layer.bias)")
    result = small.grade({ID: text}).exercises[0]
    assert (result.points, code(criterion(result, "road"))) == (9, "NOT_THROUGH_TORCH_NN_FUNCTIONAL_LINEAR")


def test_a_method_and_what_it_refuses_are_judged(small: Desk) -> None:
    never = small.grade({ID: SOLUTION.replace("> 6", "> 60")}).exercises[0]
    assert summary(never)["limit"] == "wrong_answer NOT_RAISED"
    assert "Affine.norm gave an answer" in criterion(never, "limit").feedback[0].text
    gone = small.grade({ID: SOLUTION.replace("def norm", "def size")}).exercises[0]
    assert summary(gone)["norm"] == "missing MISSING_NAME"


def test_where_it_returns_is_shown(small: Desk) -> None:
    result = criterion(small.grade({ID: WRONG["the mistake"][0]}).exercises[0], "output")
    assert result.location is not None
    assert (result.location.source or "").strip() == "return self.layer(X)"


def test_what_is_shown_can_be_pasted_and_gives_what_is_said(small: Desk) -> None:
    text = WRONG["the mistake"][0]
    example = criterion(small.grade({ID: text}).exercises[0], "output").example
    assert example is not None
    assert example.setup[-2:] == (
        "model = Affine(2, 1, 0.5)",
        "model.load_state_dict({'layer.weight': W, 'layer.bias': b})",
    )
    assert example.call == "model(torch.tensor([[1., 2.]]))"
    typed = "\n".join([text, *example.setup, f"print({example.call}.tolist())"])
    ran = subprocess.run([sys.executable, "-c", typed], check=True, capture_output=True, encoding="utf-8")
    assert ran.stdout == "[[5.0]]\n"
    assert (example.expected, example.actual) == ("[[ 2.5]]", "[[>5.0]]")


def test_the_smallest_case_that_shows_it_is_found(small: Desk) -> None:
    text = SOLUTION.replace("return self.factor * self.layer(X)", "return self.factor * self.layer(X) * (len(X) < 3)")
    example = criterion(small.grade({ID: text}).exercises[0], "output").example
    assert example is not None
    assert example.smallest
    assert "model = Affine(1, 2, 0.5)" in example.setup or "model = Affine(2, 1, 0.5)" in example.setup
    assert example.call.startswith("model(torch.tensor([[")


def test_a_class_that_keeps_what_it_was_given_does_so_in_each_object_alone(small: Desk) -> None:
    """Every case has an object of its own: what forward adds up in it, the next case does not see."""
    text = SOLUTION.replace(
        "return self.factor * self.layer(X)",
        "self.calls = getattr(self, 'calls', 0) + 1\n        return self.calls * self.factor * self.layer(X)",
    )
    assert small.grade({ID: text}).points == 10


FAULTS = {
    "a size that no case has": ("construct: [in, out, 0.5]", "construct: [in, width, 0.5]", 'no size "width" here'),
    "an input that no case has": ("layer.bias: b}\n    red", "layer.bias: c}\n    red", 'no input "c" here'),
    "a method of nothing": (
        "  - id: norm\n",
        "  - {id: x, title: x, points: 1, call: Affine, method: norm, cases: *cases}\n\n  - id: norm\n",
        "a method needs an object: add construct, [] where it takes nothing",
    ),
    "a state of whole numbers": ("b: {tensor: [4]}}", "b: {tensor: [4], dtype: int64}}", "b is of int64 (cases[0])"),
    "a state that is no tensor": ("b: {tensor: [4]}}", "b: {number: 4}}", "b is no tensor (cases[0])"),
    "a key that is misspelt": ("construct: [in", "constuct: [in", 'unknown key "constuct"; did you mean "construct"?'),
    "a constructor's argument that is none": ("0.5]\n    state", "{x: 1}]\n    state", "construct"),
    "a state that the reference does not have": (
        "{layer.weight: W, layer.bias: b}\n    reduction",
        "{lair.weight: W, layer.bias: b}\n    reduction",
        "criteria[0].state: Affine of the reference solution has no lair.weight. It has layer.weight: the name wanted",
    ),
    "a state of another shape": (
        "W: {normal: [out, in]}, b: {normal: [out], nonzero: true}}\n    mistakes",
        "W: {normal: [in, out]}, b: {normal: [out], nonzero: true}}\n    mistakes",
        "layer.weight of Affine of the reference solution has the shape",
    ),
    "a state that leaves a parameter out": (
        "{layer.weight: W, layer.bias: b}\n    reduction",
        "{layer.weight: W}\n    reduction",
        "Affine of the reference solution has more parameters than were asked for: layer.bias.",
    ),
}


def refused(folder: Path, **changed: str) -> str:
    """What is said of a broken course, where it is loaded or where it is prepared."""
    written(folder, **changed)
    run = lagrader("check", "--course", ".", "solutions", cwd=folder)
    assert (run.code, run.out) == (2, "")
    return run.err


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_of_the_course_is_told_with_file_and_line(fault: str, tmp_path: Path) -> None:
    old, new, words = FAULTS[fault]
    assert old in RUBRIC
    error = refused(tmp_path, rubric=RUBRIC.replace(old, new, 1))
    assert re.search(r"^exercises/ex1_affine/rubric\.yaml:[0-9]+: ", error, re.MULTILINE)
    assert words in error


def test_a_mistake_that_can_not_be_given_the_state_is_told_with_its_line(tmp_path: Path) -> None:
    error = refused(tmp_path, mistakes=MISTAKES.replace("self.layer", "self.other"))
    line = 1 + RUBRIC.splitlines().index("      factor_left_out: {say: The factor is left out.}")
    assert f"rubric.yaml:{line}: criteria[0].mistakes.factor_left_out: factor_left_out of mistakes.py has no" in error


@pytest.mark.parametrize("names", [("w",), ("w", "b"), tuple(f"layer{n}.weight" for n in range(40))])
def test_many_names_are_cut_and_strange_ones_harmless(names: tuple[str, ...]) -> None:
    strange = tuple(name + "\x1b[31m" for name in names)
    for unfit in (Unfit(missing=strange), Unfit(unset=strange), Unfit(plain=strange), Unfit(found=strange[0])):
        text = unfit_feedback(unfit, "Net").text
        assert "\x1b" not in text
        assert len(text) < 600
