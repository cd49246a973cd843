"""The shipped course is consistent with itself: rubrics, starters, references, mistakes and statements agree.

The engine is not used here, so that a fault of the course and a fault of the engine can't hide each other. Cases are
drawn by the few lines at the end of this file.
"""

from __future__ import annotations

import ast
import contextlib
import importlib.util
import io
import itertools
import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import torch
import yaml

from lagrader.rubric import (
    AnswerCriterion,
    CallCriterion,
    CaseSpec,
    CheckCriterion,
    CourseFile,
    InputSpec,
    Mistake,
    RaisesCriterion,
    Rubric,
)

ROOT = Path(__file__).parent.parent.parent
EXERCISES = ROOT / "exercises"
CONTRACT = {
    "ex1_dot_product": {"make_vectors", "dot_loop", "dot_torch", "dots_match"},
    "ex2_matmul_shapes": {"PRODUCT_SHAPE", "product_shape", "make_product"},
    "ex3_neuron": {"x", "w", "b", "neuron", "VALUE", "WHY"},
    "ex4_batch_layer": {"layer", "OUTPUT_SHAPE", "ROW_MEANING"},
    "ex5_cubic_gradient": {"f", "gradient_at", "GRADIENT_AT_2"},
    "ex6_transpose": {"gram_matrix", "outer_product", "class_scores", "FITTING_PRODUCT"},
    "ex7_activations": {"my_relu", "my_sigmoid", "my_gelu", "my_softmax", "collapsed", "WHY_ACTIVATIONS"},
    "ex8_cosine_similarity": {"cosine", "most_similar", "similarities", "NEGATED"},
    "ex9_bmm": {"products", "products_at", "times_vectors", "batched_shape", "WHY_NOT"},
    "ex10_einsum": {"product", "row_dots", "bilinear", "PATTERN_SHAPE", "PATTERN_MEANING"},
    "ex11_descent": {"loss", "gradient", "step", "TOO_FAR"},
    "ex12_two_layers": {"forward", "train_step", "TwoLayers", "PARAMETER_COUNT"},
}
COUNTED = 5
"""Exercises that count; those behind them go further."""
UNWANTED = re.compile(r"!(?!=)|\b(simply|just|obviously|great|well done|congratulations)\b", re.IGNORECASE)

every_exercise = pytest.mark.parametrize("exercise", sorted(CONTRACT))


def load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"course_{path.parent.name}_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def rubric_of(exercise: str) -> Rubric:
    return Rubric.model_validate(yaml.safe_load((EXERCISES / exercise / "rubric.yaml").read_text("utf-8")))


def reference_of(exercise: str) -> ModuleType:
    return load(ROOT / "solutions" / f"{exercise}.py")


def part(exercise: str, name: str) -> ModuleType:
    return load(EXERCISES / exercise / f"{name}.py")


def mistakes_of(rubric: Rubric) -> list[tuple[Any, str, Mistake]]:
    return [(criterion, name, mistake) for criterion in rubric.criteria for name, mistake in criterion.mistakes.items()]


def call_mistakes(rubric: Rubric) -> list[tuple[CallCriterion, str]]:
    return [(c, name) for c, name, _ in mistakes_of(rubric) if isinstance(c, CallCriterion)]


def messages(rubric: Rubric) -> Iterator[tuple[str, str, str]]:
    """Yield (where, say, explain) of everything that may be said to a learner."""
    for criterion in rubric.criteria:
        yield criterion.id, criterion.say, criterion.explain
        for name, mistake in criterion.mistakes.items():
            yield f"{criterion.id}.{name}", mistake.say, mistake.explain


def defined_in(path: Path) -> set[str]:
    """Names that the module itself defines: imports don't count."""
    names: set[str] = set()
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            names.add(node.name)
        elif isinstance(node, ast.Assign):
            names.update(target.id for target in node.targets if isinstance(target, ast.Name))
    return names


def mistaken_names(exercise: str) -> set[str]:
    """The names that mistakes.py defines, without its helpers and names of types."""
    names = defined_in(EXERCISES / exercise / "mistakes.py") - {"Shape", "Four"}
    return {name for name in names if not name.startswith("_")}


def test_the_course_has_a_title_and_a_version() -> None:
    course = CourseFile.model_validate(yaml.safe_load((EXERCISES / "course.yaml").read_text("utf-8")))
    assert (course.title, course.version) == ("Linear algebra you actually need", "1.0")


def test_the_exercises_are_there_and_five_of_them_give_100_points() -> None:
    assert {path.parent.name for path in EXERCISES.glob("*/rubric.yaml")} == set(CONTRACT)
    assert {path.stem for path in (ROOT / "solutions").glob("*.py")} == set(CONTRACT)
    rubrics = [rubric_of(exercise) for exercise in CONTRACT]
    assert sum(rubric.max_points for rubric in rubrics if not rubric.further) == 100
    assert [rubric.further for rubric in rubrics] == [place >= COUNTED for place in range(len(rubrics))]


@every_exercise
def test_a_rubric_gives_20_points_three_hints_and_names_its_schema(exercise: str) -> None:
    rubric = rubric_of(exercise)
    assert rubric.max_points == 20
    assert len(rubric.hints) == 3
    first = (EXERCISES / exercise / "rubric.yaml").read_text("utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=../rubric.schema.json"


@every_exercise
def test_five_mistakes_at_least_are_known_by_name(exercise: str) -> None:
    assert len(mistakes_of(rubric_of(exercise))) >= 5
    assert len(call_mistakes(rubric_of(exercise))) >= 5


@every_exercise
def test_mistakes_and_their_functions_belong_together(exercise: str) -> None:
    rubric = rubric_of(exercise)
    listed = {name for criterion, name, _ in mistakes_of(rubric) if criterion.kind in ("call", "check")}
    listed |= {name for criterion in rubric.criteria for name in getattr(criterion, "refuses", ())}
    assert listed == mistaken_names(exercise)


def test_a_code_means_one_thing_in_the_whole_course() -> None:
    names = [name for exercise in CONTRACT for _, name, _ in mistakes_of(rubric_of(exercise))]
    assert sorted(names) == sorted(set(names))


@every_exercise
def test_every_message_is_there_and_in_the_courses_tone(exercise: str) -> None:
    rubric = rubric_of(exercise)
    for where, say, explain in messages(rubric):
        assert say.endswith("."), where
        assert explain, where
        assert not UNWANTED.search(say + explain.replace(" != ", " ")), where
    assert not any(UNWANTED.search(hint) for hint in rubric.hints)


@every_exercise
def test_a_mistakes_function_says_what_it_does(exercise: str) -> None:
    mistakes = part(exercise, "mistakes")
    for name in mistaken_names(exercise):
        assert getattr(mistakes, name).__doc__, name


def test_what_only_an_author_can_foresee_is_refused_by_code() -> None:
    criteria = [criterion for exercise in CONTRACT for criterion in rubric_of(exercise).criteria]
    bare = [one.id for one in criteria if one.kind in ("operations", "source", "raises", "check") and not one.refuses]
    assert bare == []


@every_exercise
def test_check_functions_exist_and_name_listed_mistakes(exercise: str) -> None:
    path = EXERCISES / exercise / "checks.py"
    checks = [criterion for criterion in rubric_of(exercise).criteria if isinstance(criterion, CheckCriterion)]
    assert path.exists() == bool(checks)
    named = set(re.findall(r'"([a-z]+_[a-z_]+)"', path.read_text("utf-8"))) if checks else set()
    assert named == {name for criterion in checks for name in criterion.mistakes}
    for criterion in checks:
        assert callable(getattr(part(exercise, "checks"), criterion.check))


@pytest.mark.filterwarnings("ignore:.*torch.jit:DeprecationWarning")  # torch's own, of forward mode
@every_exercise
def test_alternatives_are_whole_answers_in_styles_of_their_own(exercise: str) -> None:
    paths = sorted((EXERCISES / exercise / "alternatives").glob("*.py"))
    assert len(paths) >= 8
    modules = [load(path) for path in paths]
    assert len({module.__doc__ for module in modules} - {None}) == len(paths)
    for module in modules:
        assert CONTRACT[exercise] - {"x", "w", "b"} <= set(vars(module)), module.__file__


@every_exercise
def test_reference_and_starter_define_the_contracts_names(exercise: str) -> None:
    targets: set[str] = set()
    for criterion in rubric_of(exercise).criteria:
        if isinstance(criterion, CheckCriterion):
            targets.update(call.call for call in criterion.calls)
        else:
            targets.add(criterion.target)
    assert targets == CONTRACT[exercise] - {"x", "w", "b"}
    assert defined_in(EXERCISES / exercise / "starter.py") == CONTRACT[exercise]
    assert defined_in(ROOT / "solutions" / f"{exercise}.py") == CONTRACT[exercise]


@every_exercise
def test_the_starter_is_silent_and_unwritten(exercise: str) -> None:
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        starter = part(exercise, "starter")
    assert printed.getvalue() == ""
    assert starter.__doc__
    for name in CONTRACT[exercise] - {"x", "w", "b"}:
        value = getattr(starter, name)
        if not callable(value):
            assert value is None, name
            continue
        assert value.__doc__, name
        made = value.__init__ if isinstance(value, type) else value
        with pytest.raises(NotImplementedError):
            value(*[1] * (made.__code__.co_argcount - isinstance(value, type)))


@every_exercise
def test_starter_and_reference_have_the_same_signatures(exercise: str) -> None:
    starter, reference = part(exercise, "starter"), reference_of(exercise)
    for name in CONTRACT[exercise]:
        if callable(getattr(starter, name)):
            ours, theirs = getattr(reference, name), getattr(starter, name)
            if isinstance(theirs, type):
                ours, theirs = ours.__init__, theirs.__init__
            names = [function.__code__.co_varnames[: function.__code__.co_argcount] for function in (ours, theirs)]
            assert names[0] == names[1]
            assert ours.__defaults__ == theirs.__defaults__


def test_the_neurons_numbers_are_the_same_in_starter_and_reference() -> None:
    starter, reference = part("ex3_neuron", "starter"), reference_of("ex3_neuron")
    for name, numbers in {"x": [1.0, 2.0, 3.0], "w": [0.5, -1.0, 0.25], "b": 0.1}.items():
        assert torch.equal(getattr(starter, name), torch.tensor(numbers))
        assert torch.equal(getattr(reference, name), torch.tensor(numbers))


def test_reference_constants_are_what_the_functions_give() -> None:
    ex2, ex3, ex4, ex5 = (reference_of(name) for name in list(CONTRACT)[1:COUNTED])
    ex8, _, ex10, ex11, ex12 = (reference_of(name) for name in list(CONTRACT)[COUNTED + 2 :])
    assert tuple((torch.ones(3, 5) @ torch.ones(5, 7)).shape) == ex2.PRODUCT_SHAPE == ex2.product_shape((3, 5), (5, 7))
    assert ex3.VALUE == ex3.neuron(ex3.x, ex3.w, ex3.b).item() == 0
    assert tuple(ex4.layer(torch.ones(8, 3), torch.ones(3, 5), torch.ones(5)).shape) == ex4.OUTPUT_SHAPE
    assert ex5.GRADIENT_AT_2 == ex5.gradient_at(2.0).item() == 3
    a, b = torch.tensor([1.0, 0.0]), torch.tensor([0.6, 0.8])
    assert ex8.cosine(a, b).item() == pytest.approx(0.6)
    assert pytest.approx(ex8.cosine(10 * a, -b).item()) == ex8.NEGATED
    shape = torch.einsum("bij,bkj->bik", torch.ones(8, 5, 3), torch.ones(8, 4, 3)).shape
    assert tuple(shape) == ex10.PATTERN_SHAPE
    assert sum(one.numel() for one in ex12.TwoLayers(3, 4, 2).parameters()) == ex12.PARAMETER_COUNT
    w, X, y = torch.ones(1), torch.ones(1, 1), torch.zeros(1)
    losses = [ex11.loss(ex11.step(w, X, y, lr), X, y).item() for lr in (0.0, 0.1, 10.0)]
    assert losses[1] < losses[0] < losses[2]


def test_why_not_is_what_torch_does() -> None:
    A, B = torch.ones(4, 2, 3), torch.ones(1, 3, 5)
    assert (A @ B).shape == (4, 2, 5)
    with pytest.raises(RuntimeError, match="batch"):
        torch.bmm(A, B)


def test_a_pattern_that_keeps_the_columns_dots_the_columns() -> None:
    P, Q = torch.arange(6.0).reshape(2, 3), torch.arange(6.0, 12.0).reshape(2, 3)
    assert torch.equal(torch.einsum("ij,ij->j", P, Q), torch.stack([P[:, j] @ Q[:, j] for j in range(3)]))


@every_exercise
def test_answers_and_their_mistakes_differ(exercise: str) -> None:
    reference = reference_of(exercise)
    for criterion in rubric_of(exercise).criteria:
        if not isinstance(criterion, AnswerCriterion):
            continue
        right = getattr(reference, criterion.answer)
        assert criterion.correct in (None, right)
        wrong = [mistake.equals for mistake in criterion.mistakes.values()]
        assert None not in wrong
        values = [plain(value) for value in (right, *wrong)]
        assert all(a != b for a, b in itertools.combinations(values, 2)), criterion.id
        assert all(choice.say for letter, choice in criterion.one_of.items() if letter != criterion.correct)


@every_exercise
def test_statement_and_starter_list_the_choices_as_the_rubric_has_them(exercise: str) -> None:
    texts = [(EXERCISES / exercise / name).read_text("utf-8") for name in ("README.md", "starter.py")]
    for criterion in rubric_of(exercise).criteria:
        for letter, choice in criterion.one_of.items() if isinstance(criterion, AnswerCriterion) else ():
            assert f"- {letter}: {choice.text}\n" in texts[0]
            assert f"#   {letter}  {choice.text}\n" in texts[1]


@every_exercise
def test_the_statement_runs_as_written_and_prints_what_it_says(exercise: str) -> None:
    text = (EXERCISES / exercise / "README.md").read_text("utf-8")
    code = "\n".join(re.findall(r"```python\n(.*?)```", text, re.DOTALL))
    promised = re.findall(r"^print\(.*\)\s+# (.*)$", code, re.MULTILINE)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, f"{exercise}/README.md", "exec"), {})  # noqa: S102 - our own statement, not a learner's code
    assert promised
    assert printed.getvalue().splitlines() == promised


@every_exercise
def test_the_statement_names_everything_to_write_and_fits_a_terminal(exercise: str) -> None:
    text = (EXERCISES / exercise / "README.md").read_text("utf-8")
    for name in CONTRACT[exercise] - {"x", "w", "b"}:
        assert f"`{name}" in text, name
    prose = [line for line in text.splitlines() if not line.startswith("  - ")]
    assert max(map(len, prose)) <= 80
    assert not re.search(r"points\b|tolerance", text, re.IGNORECASE)
    assert not UNWANTED.search(text.replace("`!=`", ""))


@every_exercise
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_each_mistake_differs_from_the_reference_and_from_the_others(exercise: str, seed: int) -> None:
    reference, mistakes = reference_of(exercise), part(exercise, "mistakes")
    for criterion in rubric_of(exercise).criteria:
        if not isinstance(criterion, CallCriterion):
            continue
        cases = draw_all(criterion.cases, seed, reference)
        right = outcomes(getattr(reference, criterion.call), cases, criterion)
        wrong = {name: outcomes(getattr(mistakes, name), cases, criterion) for name in criterion.mistakes}
        for name, results in wrong.items():
            assert sum(not same(a, b) for a, b in zip(right, results, strict=True)) >= 2, name
        for one, other in itertools.combinations(wrong, 2):
            assert any(not same(a, b) for a, b in zip(wrong[one], wrong[other], strict=True)), (one, other)


@every_exercise
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_reference_raises_where_it_must(exercise: str, seed: int) -> None:
    reference = reference_of(exercise)
    for criterion in rubric_of(exercise).criteria:
        if isinstance(criterion, RaisesCriterion):
            for arguments in draw_all(criterion.cases, seed, reference):
                with pytest.raises(ValueError, match="can't be multiplied"):
                    getattr(reference, criterion.raises)(*arguments)


# --- a small drawer of cases, for these tests alone --------------------------------------------------------


class Drawn(list[Any]):
    """The arguments of one case, with its sizes and their names."""

    sizes: dict[str, int]
    names: list[str]


def draw_all(cases: list[CaseSpec], seed: int, reference: ModuleType) -> list[Drawn]:
    torch.manual_seed(seed)
    chance = random.Random(seed)
    return [draw_case(case, chance, reference) for case in cases for _ in range(case.repeat)]


def draw_case(case: CaseSpec, chance: random.Random, reference: ModuleType) -> Drawn:
    sizes = draw_sizes(case, chance)
    values: dict[str, Any] = {}
    for name, spec in (case.given | case.inputs).items():
        values[name] = draw_input(spec, sizes, values, reference)
    drawn = Drawn(values[name] for name in case.inputs)
    drawn.sizes, drawn.names = sizes, list(case.inputs)
    return drawn


def draw_sizes(case: CaseSpec, chance: random.Random) -> dict[str, int]:
    while True:
        sizes = {name: size if isinstance(size, int) else chance.randint(*size) for name, size in case.sizes.items()}
        if len({sizes[name] for name in case.distinct}) == len(case.distinct):
            return sizes


def draw_input(spec: InputSpec, sizes: dict[str, int], values: dict[str, Any], reference: ModuleType) -> Any:
    given = getattr(spec, spec.source if spec.source != "tuple" else "tuple_")
    if spec.source == "call":
        return getattr(reference, given)(*(values[name] for name in spec.args))
    if spec.source == "number":
        return given
    dtype = getattr(torch, spec.dtype)
    if spec.source == "tensor":
        return torch.tensor(given, dtype=dtype)
    shape = tuple(sizes.get(size, size) for size in given)
    if spec.source in ("tuple", "size"):
        return shape if spec.source == "tuple" else torch.Size(shape)
    return draw_tensor(spec, shape, values, dtype)


def draw_tensor(spec: InputSpec, shape: tuple[Any, ...], values: dict[str, Any], dtype: torch.dtype) -> Any:
    if spec.source == "integers":
        tensor = torch.randint(int(spec.low), int(spec.high) + 1, shape).float()
    else:
        tensor = torch.randn(shape) if spec.source == "normal" else torch.empty(shape).uniform_(spec.low, spec.high)
    for name, product in spec.product_with.items():
        tensor = tensor * (product / torch.dot(tensor, values[name]))
    if spec.nonzero:
        tensor = torch.where(tensor.abs() < 0.1, tensor + 0.5, tensor)
    return tensor.item() if spec.plain else tensor.to(dtype)


def outcomes(function: Callable[..., Any], cases: list[Drawn], criterion: CallCriterion) -> list[Any]:
    found = []
    for case in cases:
        inputs = [x.clone() if isinstance(x, torch.Tensor) else x for x in case]
        found.append(outcome(*called(function, case, inputs, criterion)))
    return found


def called(
    function: Callable[..., Any], case: Drawn, inputs: list[Any], criterion: CallCriterion
) -> tuple[Callable[..., Any], list[Any]]:
    """The function and its arguments; of a class an object with its state set, and the arguments that are left."""
    if not criterion.is_class:
        return function, inputs
    given = dict(zip(case.names, inputs, strict=True))
    made = function(*(case.sizes.get(one, one) for one in criterion.construct_ or ()))  # type: ignore[arg-type]
    made.load_state_dict({name: given.pop(key) for name, key in criterion.state.items()})
    return made, list(given.values())


def outcome(function: Callable[..., Any], arguments: list[Any]) -> Any:
    try:
        return function(*arguments)
    except Exception as error:  # noqa: BLE001 - whatever a mistake raises is its result
        return type(error)


def plain(value: Any) -> Any:
    return list(value) if isinstance(value, (tuple, list)) else value


def same(one: Any, other: Any) -> bool:
    """Whether two results would count as equal: shapes and numbers within float32's rounding, the rest exactly."""
    if isinstance(one, tuple) and isinstance(other, tuple) and any(isinstance(x, torch.Tensor) for x in (*one, *other)):
        return len(one) == len(other) and all(map(same, one, other))
    numbers = (int, float, torch.Tensor)
    if any(not isinstance(x, numbers) or isinstance(x, bool) for x in (one, other)):
        return type(one) is type(other) and str(one) == str(other)
    a, b = (torch.as_tensor(x, dtype=torch.float64) for x in (one, other))
    if a.numel() == b.numel() == 1 and (a.ndim == 0 or b.ndim == 0):
        a, b = a.reshape(()), b.reshape(())
    return a.shape == b.shape and torch.allclose(a, b, rtol=1e-4, atol=1e-4)
