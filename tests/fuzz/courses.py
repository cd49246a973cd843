"""Courses: a stranger's rubric is refused, or its cases are drawn and packed, in little time and memory.

What the grader does before any program runs. An input is a rubric; it stands in for that of an exercise of the
shipped course, whose name its first line gives.
"""

from __future__ import annotations

import atexit
import re
import shutil
import tempfile
from copy import deepcopy
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml

from lagrader.cases import Case, draw
from lagrader.course import Course
from lagrader.errors import CourseError, RubricError
from lagrader.rubric import BaseCriterion, CallCriterion
from lagrader.tolerance import tolerance_for
from lagrader.wire import Call, pack_request
from tests.fuzz.mutate import as_json, tree_changed
from tests.fuzz.yaml_texts import ROOT, check_error
from tests.fuzz.yaml_texts import make as any_yaml

SECONDS = 10.0
MEMORY = 1 << 29
BOMBS: list[Any] = []

RUBRICS = {path.parent.name: path.read_bytes() for path in sorted((ROOT / "exercises").glob("*/rubric.yaml"))}
TREES: dict[str, Any] = {name: yaml.safe_load(text) for name, text in RUBRICS.items()}


def make(rng: Random) -> bytes:
    """A rubric of the course whose cases, above all, ask for something else."""
    name = rng.choice(list(RUBRICS))
    if rng.random() < 0.1:
        return b"# %b\n" % name.encode() + any_yaml(rng)
    tree = deepcopy(TREES[name])
    holders = [criterion for criterion in tree["criteria"] if "cases" in criterion]
    if not holders or rng.random() < 0.2:
        tree = tree_changed(tree, rng)
    else:
        holder = rng.choice(holders)
        cases = rng.choice((holder["cases"], [_case(rng)], [_case(rng)]))
        holder["cases"] = cases if rng.random() < 0.6 else tree_changed(cases, rng, [_case(rng)])
        if rng.random() < 0.1:
            holder[rng.choice(("reduction", "returns", "dtype", "tolerance", "result"))] = rng.choice(ODD)
    return b"# %b\n" % name.encode() + as_json(tree)


# --- hostile cases -----------------------------------------------------------------------------------------

ODD = [
    0,
    -1,
    1,
    1e308,
    -1e308,
    10**6,
    10**7,
    10**30,
    10**400,
    2**53,
    2**63,
    "n",
    "number",
    "any",
    {"rtol": 1e308},
    ["n"],
]
TAME, WILD = (0, 1, 1, 2, 2, 3, 9), (10**3, 10**5, 10**6, 10**9, 2**40, 2**63, 10**400, -1)


def _case(rng: Random) -> dict[str, Any]:
    """One case with sizes, values for handles, and inputs: legal for the most part, and as large as may be."""
    names = [f"n{number}" for number in range(_number(rng))]
    case: dict[str, Any] = {"sizes": {name: _size(rng) for name in names}, "inputs": {}, "given": {}}
    case["repeat"] = rng.choice((1, 2, 9, 500, 501))
    if rng.random() < 0.3:
        case["distinct"] = rng.choice((names, names[:2], names * 3))
    if rng.random() < 0.1:
        case["name"] = rng.choice(("x", "x" * 100_000, "\ud800", "\x1b[31m"))
    for group, count in (("given", rng.choice((0, 0, 1, 2))), ("inputs", _number(rng))):
        for number in range(count):
            case[group][f"{group[0]}{number}"] = _input(rng, names, case["given"])
    return case


def _number(rng: Random) -> int:
    return rng.choice((20, 21, 33, 1000)) if rng.random() < 0.02 else rng.randint(1, 4)


def _size(rng: Random) -> Any:
    low, high = sorted(rng.choice(TAME if rng.random() < 0.9 else WILD) for _ in range(2))
    return rng.choice((low, [low, high], [low, high + 1]))


def _input(rng: Random, names: list[str], given: dict[str, Any]) -> dict[str, Any]:
    source = rng.choice(("normal", "uniform", "integers", "tuple", "size", "tensor", "tensor", "number", "truth"))
    known = rng.choice([*given, "g0"])
    if source in ("normal", "uniform") and rng.random() < 0.3 and known in given:
        return {
            source: next(iter(given[known].values())),
            "product_with": {known: rng.choice((1.3, 1e-9, -1e9, 1e300))},
        }
    number = rng.choice((31, 32, 33, 65)) if rng.random() < 0.02 else rng.choice((0, 1, 1, 1, 2, 3))
    fixed = {"tensor": _literal(rng), "number": rng.choice((0, 1.5, -1e308, 10**400, "@raw .nan@")), "truth": True}
    spec = {source: fixed.get(source, rng.choices((*names[:20], 1, 2), k=number))}
    for key, (sources, values) in EXTRAS.items():
        if rng.random() < 0.3 and (source in sources or rng.random() < 0.03):
            spec[key] = rng.choice(values)
    return spec


DRAWN = ("normal", "uniform", "integers")
EXTRAS: dict[str, tuple[tuple[str, ...], tuple[Any, ...]]] = {
    "low": (DRAWN[1:], (-1e308, -0.1, -1, 0, 0, 1, -(2**53))),
    "high": (DRAWN[1:], (1e308, 0.1000001, 0.3, 1, 1, 9, 2**24, 2**53)),
    "nonzero": (DRAWN, (True,)),
    "plain": (DRAWN, (True,)),
    "dtype": ((*DRAWN, "tensor", "number"), ("float16", "bfloat16", "float64", "int64", "int32", "bool")),
}


def _literal(rng: Random) -> Any:
    number = rng.choice(
        (0, 1, 1.5, 1.5, "@raw .nan@", "@raw .inf@", "@raw -.inf@", 1e300, 2**53, 10**30, True, "x", {}, None)
    )
    row: Any = [number] * rng.choice((0, 1, 2, 3))
    for _ in range(rng.choice((0, 0, 0, 1, 31, 32, 50))):
        row = [row]
    return rng.choice((row, row, number, [row, row], [row, number], [number] * 5000, [0, "@raw .inf@", "@raw -.inf@"]))


# --- the promises ------------------------------------------------------------------------------------------


def check(data: bytes) -> None:
    """Read the rubric in its course; draw and pack what its cases ask for."""
    found = re.match(rb"# (\w+)\n", data)
    name = found[1].decode() if found and found[1].decode() in RUBRICS else next(iter(RUBRICS))
    exercise = Course.load(_folder()).find(name).folder
    try:
        (exercise / "rubric.yaml").write_bytes(data)
        _check(name)
    except RubricError as error:
        check_error(error, data)
    except CourseError as error:
        _check_course_error(str(error), name)
    finally:
        (exercise / "rubric.yaml").write_bytes(RUBRICS[name])


def _check_course_error(said: str, name: str) -> None:
    assert name in said, said
    assert len(said) < 2000, f"an error of {len(said):,} characters"


@cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="course"))
    atexit.register(shutil.rmtree, folder)
    for part in ("exercises", "solutions"):
        shutil.copytree(ROOT / part, folder / part)
    return folder


def _check(name: str) -> None:
    exercise = Course.load(_folder()).find(name)
    drawn = [(criterion, draw(criterion, name, 41)) for criterion in exercise.rubric.criteria]
    for criterion, cases in drawn:
        for case in cases:
            assert len(case.name) < 2000, f"a name of {len(case.name):,} characters"
            pack_request(1, Call("m", "f", case.args))
            _tolerance(criterion, case)


def _tolerance(criterion: BaseCriterion, case: Case) -> None:
    if isinstance(criterion, CallCriterion):
        terms = criterion.reduction if isinstance(criterion.reduction, int) else case.longest_axis
        tolerance_for(case.values, criterion.tolerance, terms, "cpu")
