"""Submissions through the real grader: each file of tests/submissions gets the verdict that its folder is named after.

So does each alternative of the course, which must be accepted.

``# criterion: ID VERDICT CODE`` at the top of a file says what one criterion must get, and
``# file: VERDICT CODE`` what the whole file must; the first of them is the folder's verdict.
What is not named must be accepted, or wait for what is.
"""

from __future__ import annotations

import ast
import json
import shutil
import sys
from fractions import Fraction
from pathlib import Path

import jsonschema
import pytest

from lagrader.course import Course
from lagrader.grader import imports_late
from lagrader.reports import RenderOptions, find
from lagrader.results import ExerciseResult, Verdict
from tests.grading import (
    ALTERNATIVES,
    COURSE,
    IDS,
    ROOT,
    Desk,
    code,
    criterion,
    exercise_of,
    expected,
    solution,
    starter,
    summary,
    verdict_of,
)

FOLDER = Path(__file__).parent / "submissions"
FILES = [*sorted(FOLDER.glob("*/*.py")), *ALTERNATIVES]
if not sys.platform.startswith("linux"):  # only there can a child's memory be limited
    FILES = [path for path in FILES if verdict_of(path) != "memory_limit_exceeded"]


@pytest.fixture(scope="module")
def desk():
    with Desk() as opened:
        yield opened


@pytest.fixture(scope="module")
def graded(desk: Desk, request: pytest.FixtureRequest) -> dict[Path, ExerciseResult]:
    """The results of all files that are asked for in this run, graded together."""
    here = Path(__file__)
    params = [getattr(item, "callspec", None) for item in request.session.items if item.path == here]
    paths = list(dict.fromkeys(spec.params["path"] for spec in params if spec and "path" in spec.params))
    reports = desk.grade_all([{exercise_of(path): path.read_text("utf-8")} for path in paths])
    return {path: report.exercises[0] for path, report in zip(paths, reports, strict=True)}


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{verdict_of(path)}/{path.stem}")
def test_each_submission_gets_the_verdict_of_its_folder(path: Path, graded: dict[Path, ExerciseResult]) -> None:
    result, wanted = graded[path], expected(path)
    assert next(iter(wanted.values()), "accepted").split()[0] == verdict_of(path)
    shown = summary(result)
    assert {name: shown.get(name) for name in wanted} == wanted
    others = {verdict for name, verdict in shown.items() if name not in wanted}
    assert others <= ({"accepted", "skipped WAITS_FOR"} if wanted else {"accepted"})
    assert result.points == sum(one.max_points for one in result.criteria if one.verdict == "accepted")
    assert result.passed == (not wanted)


# --- starters ----------------------------------------------------------------------------------------------

STARTERS = {id_: starter(id_) for id_ in IDS}
REFERENCE = {id_: solution(id_) for id_ in IDS}


def names_of(exercise: str) -> list[str]:
    return sorted(COURSE.find(exercise).target_names)


def without(text: str, name: str) -> str:
    """The text without what binds a name at module level."""
    tree = ast.parse(text)
    tree.body = [node for node in tree.body if name not in bound_by(node)]
    return ast.unparse(tree)


def piece(text: str, name: str) -> str:
    """The statement that binds a name at module level."""
    return next(ast.unparse(node) for node in ast.parse(text).body if name in bound_by(node))


def bound_by(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.Assign):
        return [target.id for target in node.targets if isinstance(target, ast.Name)]
    return [node.name] if isinstance(node, (ast.FunctionDef, ast.ClassDef)) else []


def test_starters_get_no_points_and_are_not_called_wrong(desk: Desk) -> None:
    report = desk.grade(STARTERS)
    verdicts = {one.verdict for exercise in report.exercises for one in exercise.criteria}
    assert (report.points, report.max_points, verdicts) == (0, 100, {Verdict.NOT_STARTED})
    assert not report.passed


STANDS_ON = {"gradient_at": {"f"}, "gradient": {"loss"}, "step": {"loss", "gradient"}, "train_step": {"forward"}}
"""Functions of the reference solutions that call others which learners write."""

HALF = [(id_, name) for id_ in IDS for name in names_of(id_)]


@pytest.mark.parametrize(("exercise", "name"), HALF)
def test_what_is_written_counts_and_the_rest_is_not_started(desk: Desk, exercise: str, name: str) -> None:
    """The starter with one name written, and the reference with one name not written."""
    one = f"import math\n{without(starter(exercise), name)}\n\n{piece(solution(exercise), name)}\n"
    all_but_one = f"{without(solution(exercise), name)}\n\n{piece(starter(exercise), name)}\n"
    written, unwritten = (report.exercises[0] for report in desk.grade_all([{exercise: one}, {exercise: all_but_one}]))
    for found in COURSE.find(exercise).rubric.criteria:
        about_it = name in found.learner_names
        others = set().union(*(STANDS_ON.get(one, set()) for one in found.learner_names))
        if not (others and about_it):
            assert criterion(written, found.id).verdict == ("accepted" if about_it else "not_started")
        if name not in others:
            assert criterion(unwritten, found.id).verdict == ("not_started" if about_it else "accepted")


def test_what_calls_a_function_that_is_not_written_waits_for_it(desk: Desk) -> None:
    text = without(solution("ex5_cubic_gradient"), "f") + "\n\n" + piece(starter("ex5_cubic_gradient"), "f")
    found = criterion(desk.grade({"ex5_cubic_gradient": text}).exercises[0], "gradient")
    assert (found.verdict, code(found)) == ("skipped", "WAITS_FOR")
    assert "f(x) is x³" in found.feedback[0].text


def test_an_exercise_is_what_is_asked_for(desk: Desk) -> None:
    report = desk.grade({"ex3_neuron": solution("ex3_neuron")})
    assert ([exercise.id for exercise in report.exercises], report.points) == (["ex3_neuron"], 20)
    assert report.passed
    assert not report.whole_course


def test_nothing_at_all_never_passes(desk: Desk) -> None:
    report = desk.grade({})
    assert (report.exercises, report.passed, report.score) == ((), False, None)


def test_a_file_that_is_missing_is_said_once(desk: Desk) -> None:
    report = desk.grade({"ex3_neuron": None})
    (exercise,) = report.exercises
    assert exercise.problem is not None
    assert (exercise.problem.verdict, code(exercise.problem)) == ("missing", "MISSING_FILE")
    assert {(one.verdict, one.feedback) for one in exercise.criteria} == {("missing", ())}


# --- what a criterion needs, and partial credit --------------------------------------------------------------


@pytest.mark.parametrize(
    ("exercise", "text", "unmet", "waiting"),
    [
        ("ex1_dot_product", "dot_loop = lambda a, b: 7.0", "loop", "own_loop"),
        ("ex1_dot_product", "dot_torch = lambda a, b: 1 / 0", "built_in", "torch_dot"),
        ("ex4_batch_layer", "layer = lambda X, W, b: X @ W", "output", "whole_batch"),
        ("ex5_cubic_gradient", "gradient_at = None", "gradient", "autograd"),
    ],
)
def test_a_criterion_waits_for_those_that_it_needs(desk: Desk, exercise: str, text: str, unmet: str, waiting: str):
    (result,) = desk.grade({exercise: f"{solution(exercise)}\n{text}\n"}).exercises
    skipped = criterion(result, waiting)
    assert (skipped.verdict, skipped.points, code(skipped)) == ("skipped", 0, "WAITS_FOR")
    assert criterion(result, unmet).title in skipped.feedback[0].text
    lost = criterion(result, unmet).max_points + skipped.max_points
    assert result.points == result.max_points - lost


@pytest.fixture(scope="module")
def generous(tmp_path_factory: pytest.TempPathFactory):
    """A course that gives points for each case of exercise 3, and a third of a point in all."""
    folder = tmp_path_factory.mktemp("course")
    for part in ("exercises", "solutions"):
        shutil.copytree(ROOT / part, folder / part)
    rubric = folder / "exercises" / "ex3_neuron" / "rubric.yaml"
    text = rubric.read_text("utf-8").replace(
        "    points: 12\n    call: neuron\n", "    points: 1/3\n    partial: true\n    call: neuron\n"
    )
    rubric.write_text(text, "utf-8")
    with Desk(Course.load(folder)) as opened:
        yield opened


def test_partial_credit_is_exact_and_by_case(generous: Desk) -> None:
    broken = (
        f"{solution('ex3_neuron')}\nright = neuron\nneuron = lambda x, w, b: right(x, w, b) if len(x) != 3 else -1.0\n"
    )
    (result,) = generous.grade({"ex3_neuron": broken}).exercises
    found = criterion(result, "output")
    assert (found.verdict, len(found.cases)) == ("wrong_answer", 13)
    assert 0 < found.passed < 13
    assert found.points == Fraction(found.passed, 13) / 3
    assert result.points == 8 + found.points
    assert not result.passed


# --- whatever comes back -------------------------------------------------------------------------------------

ODD_RESULTS = {
    "make_vectors": {
        "RESULT_TOO_LARGE": ["torch.rand(850, 1000), torch.rand(850, 1000)"],
        "VECTORS_NOT_TWO": [
            "[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]",
            "{'a': torch.randn(n), 3: {1, 2}}",
            "lambda: 1",
        ],
        "VECTORS_NOT_TENSORS": ["('\\ud800', '\\x00')", "torch.randn(n).to_sparse(), torch.zeros(1).expand(10**12)"],
    },
    "dot_loop": {
        "WRONG_TYPE": ["1j"],
        "UNREADABLE_RESULT": ["10**3000"],
        "SEVERAL_NOT_NUMBER": ["[[0.0] * 10] * 9"],
        "OBJECT_RETURNED": ["object()"],
        "TRUTH_NOT_NUMBER": ["True"],
        "TEXT_RETURNED": ["'32'"],
        "DIFFERS_BETWEEN_CALLS": ["torch.randn(2)"],
        "GENERATOR_RETURNED": ["(x for x in a)"],
        "NOT_A_NUMBER": ["float('nan')", "torch.tensor(float('nan'))"],
        "WRONG_VALUE": ["a.numel()"],
        "CONSTANT_RESULT": ["float('inf')", "-2**70"],
        "NO_RETURN": ["None"],
    },
}
ODD = [(name, code_, text) for name, codes in ODD_RESULTS.items() for code_, texts in codes.items() for text in texts]


@pytest.mark.parametrize(("name", "code_", "text"), ODD, ids=[text[:30] for _, _, text in ODD])
def test_whatever_a_function_returns_becomes_a_verdict(desk: Desk, name: str, code_: str, text: str) -> None:
    arguments = {"make_vectors": "n=100", "dot_loop": "a, b"}[name]
    work = f"{solution('ex1_dot_product')}\n\ndef {name}({arguments}):\n    return {text}\n"
    (result,) = desk.grade({"ex1_dot_product": work}).exercises
    lost = {one.id: code(one) for one in result.criteria if one.verdict == "wrong_answer"}
    assert lost == {{"make_vectors": "vectors", "dot_loop": "loop"}[name]: code_}


# --- the report ----------------------------------------------------------------------------------------------


def test_every_kind_of_report_fits_its_schema(desk: Desk, generous: Desk) -> None:
    schema = json.loads((ROOT / "docs" / "report.schema.json").read_text("utf-8"))
    validator = jsonschema.validators.validator_for(schema)(schema)
    by_verdict = {verdict_of(path): {exercise_of(path): path.read_text("utf-8")} for path in FILES}
    del by_verdict["time_limit_exceeded"]  # seconds, for a report like the others
    works = [REFERENCE, STARTERS, {}, {"ex3_neuron": None}, *by_verdict.values()]
    half = generous.grade({"ex3_neuron": f"{solution('ex3_neuron')}\nneuron = lambda x, w, b: abs(w @ x + b)\n"})
    options = RenderOptions()
    for report in [*desk.grade_all(works), half]:
        shown = json.loads(find("json").render(report, options))
        validator.validate(shown)
        assert shown["points"] == pytest.approx(float(report.points))
        assert [one["id"] for one in shown["exercises"]] == [exercise.id for exercise in report.exercises]


# --- our own faults ----------------------------------------------------------------------------------------


def test_a_fault_of_ours_costs_its_criterion_alone_and_nobody_points(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("ours")

    monkeypatch.setattr("lagrader.checkers.call._tried", broken)  # judge is not asked about what is known
    result = desk.grade({IDS[2]: solution(IDS[2])}).exercises[0]
    output = criterion(result, "output")
    assert output.verdict is Verdict.JUDGE_ERROR
    assert "lagrader itself failed (ZeroDivisionError in test_grader.py, line " in output.feedback[0].text
    assert criterion(result, "why").verdict is Verdict.ACCEPTED


@pytest.mark.parametrize(
    ("text", "late"),
    [
        ("import torch.func", True),
        ("g = torch.vmap(f)", True),
        ("from torch import vmap", True),
        ("from torch import (\n    nn,\n    optim,\n)", True),
        ("from torch.optim import SGD", True),
        ("from functorch import grad", True),
        ("import torch._dynamo", True),
        ("from torch.nn import functional", False),
        ("from torch import nn  # and optim", False),
        ("from torch import nn\noptim = 1", False),
        ("from torch import (nn)\noptim = 1", False),
    ],
)
def test_what_torch_imports_late_is_found_in_the_source(text: str, late: bool) -> None:
    assert imports_late(text) is late
