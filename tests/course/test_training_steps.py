"""Training steps are judged fairly: every right style, on 200 seeds, is well within the tolerance, and lowers a loss.

All of it runs in this process, since it takes a hundred thousand calls; the numbers are those that learners get.
"""

from __future__ import annotations

import contextlib
import importlib.util
import io
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import torch

from lagrader.cases import Case, draw
from lagrader.checkers.interface import Subject
from lagrader.checkers.preparing import tolerance_of
from lagrader.checkers.requests import recipe_of
from lagrader.comparison import compare
from lagrader.rubric import CallCriterion
from lagrader.wire import Value
from lagrader.worker.construct import Made, make
from lagrader.worker.values import build, widen
from tests.grading import COURSE, ROOT

SEEDS = 200
ROOM = 0.5
"""Of the tolerance, at most, that any right style takes up."""

PARTS = [("ex11_descent", "gradient"), ("ex11_descent", "step"), ("ex12_two_layers", "train_step")]
EVERY_PART = [*PARTS, ("ex11_descent", "loss"), ("ex12_two_layers", "forward"), ("ex12_two_layers", "module")]


def load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"style_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    with contextlib.redirect_stdout(io.StringIO()):
        spec.loader.exec_module(module)
    return module


def styles(exercise: str) -> dict[str, ModuleType]:
    """Every right answer of an exercise, by the name of its file."""
    paths = [path for path, _ in COURSE.find(exercise).alternatives]
    paths += sorted((ROOT / "tests" / "submissions" / "accepted").glob(f"{exercise}__*.py"))
    return {path.stem: load(path) for path in [ROOT / "solutions" / f"{exercise}.py", *paths]}


def criterion(exercise: str, id_: str) -> CallCriterion:
    found = next(one for one in COURSE.find(exercise).rubric.criteria if one.id == id_)
    assert isinstance(found, CallCriterion)
    return found


def answer(asked: CallCriterion, module: ModuleType, case: Case, *, exact: bool) -> Value:
    """What a style gives: in the inputs' own dtype, or exactly, in float64."""
    args = [build(value, "cpu", exact, lambda handle: handle) for value in case.args]
    function, recipe = getattr(module, asked.call), recipe_of(asked, case)
    with contextlib.redirect_stdout(io.StringIO()), default(torch.float64 if exact else torch.float32):
        if recipe is None:
            return widen(function(*args))
        made = make(asked.call, function, recipe, args, "cpu", lambda *_: None)
        assert isinstance(made, Made)
        return widen(made.function(*made.args))


@contextlib.contextmanager
def default(dtype: torch.dtype) -> Iterator[None]:
    before = torch.get_default_dtype()
    torch.set_default_dtype(dtype)
    try:
        yield
    finally:
        torch.set_default_dtype(before)


def cases(exercise: str, asked: CallCriterion) -> Iterator[Case]:
    for seed in range(SEEDS):
        yield from (case for case in draw(asked, exercise, seed) if not case.literal or not seed)


@pytest.mark.filterwarnings("ignore:.*torch.jit:DeprecationWarning")  # torch's own, of forward mode
@pytest.mark.slow
@pytest.mark.parametrize(("exercise", "id_"), EVERY_PART)
def test_every_right_style_has_room_under_every_seed(exercise: str, id_: str) -> None:
    asked, found = criterion(exercise, id_), styles(exercise)
    subject = Subject(asked, exercise, 0, "cpu")
    assert len(found) >= 11
    reference, worst = found[exercise], dict.fromkeys(found, 0.0)
    for case in cases(exercise, asked):
        expected = answer(asked, reference, case, exact=True)
        tolerance = tolerance_of(subject, case)
        for name, module in found.items():
            got = compare(expected, answer(asked, module, case, exact=False), asked.returns, tolerance)
            assert got.kind == "none", (name, case)
            worst[name] = max(worst[name], got.error / got.allowed if got.allowed else 0.0)
    assert max(worst.values()) <= ROOM, worst


LOSSES: dict[str, Callable[[ModuleType, list[Any], Any], float]] = {
    "step": lambda module, args, w: module.loss(w, *args[1:3]).item(),
    "train_step": lambda module, args, new: ((module.forward(args[0], *new) - args[1]) ** 2).mean().item(),
}


@pytest.mark.parametrize(("exercise", "id_"), [part for part in PARTS if part[1] in LOSSES])
def test_the_right_step_lowers_the_loss(exercise: str, id_: str) -> None:
    asked, reference = criterion(exercise, id_), load(ROOT / "solutions" / f"{exercise}.py")
    for case in islice(cases(exercise, asked), 500):
        args: list[Any] = [build(value, "cpu", True, lambda handle: handle) for value in case.args]
        before = args[0] if id_ == "step" else args[2:6]
        after = getattr(reference, asked.call)(*args)
        losses = [LOSSES[id_](reference, args, parameters) for parameters in (before, after)]
        assert losses[1] < losses[0], case
