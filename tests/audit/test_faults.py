"""One fault at a time, planted in a small course that is sound: the audit names it, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import pytest

from tests.audit.small import (
    ALTERNATIVE,
    AUDIT,
    CHECKS,
    DRAWN,
    FILES,
    HIDES_ABS,
    MISTAKES,
    README,
    RUBRIC,
    SOLUTION,
    STARTER,
    Auditor,
    course,
    findings,
)

Change = str | tuple[str, str] | None


class Planted(NamedTuple):
    """What is changed, and the one finding that must come of it."""

    changes: dict[str, Change]
    code: str
    criterion: str
    asked: Mapping[str, Any] = MappingProxyType({})
    """What the audit is asked for, where the least will not do."""


CASES = f"""\
    cases:
      - name: three entries
        inputs: {{x: {{tensor: [1, 2, 3]}}, w: {{tensor: [4, 5, -6]}}}}
{DRAWN}"""
RELATIVE = """\
    tolerance: {rtol: 1.0e-5}
    cases:
      - inputs: {x: {tensor: [1]}, w: {tensor: [-1]}}
      - repeat: 8
        sizes: {n: [1, 20]}
        inputs: {x: {uniform: [n], low: 1, high: 2}, w: {uniform: [n], low: 1, high: 2}}
"""
SAME_WEIGHT = """\
    cases:
      - name: three entries
        inputs: {x: {tensor: [1, 2, 3]}, w: {tensor: [2, 2, 2]}}
      - repeat: 8
        sizes: {n: [1, 20]}
        inputs: {x: {normal: [n]}, w: {uniform: [n], low: 2, high: 2}}
"""
FIXED_SIZE = CASES.replace("{n: [1, 20]}", "{n: 5}")
EXAMPLE = """\
# Scaled sums

```python
import torch

print(torch.tensor([2.0, 3.0]).sum().item())     # 5.0
```
"""
WRITTEN_OUT = """\
      - inputs: {x: {tensor: [2, 2, 5]}, w: {tensor: [1, 3, 7]}}
      - inputs: {x: {tensor: [0.5]}, w: {tensor: [3]}}
"""

PLANTED = {
    "a name that the statement leaves out": Planted({README: ("`weighted(x, w)`", "A function")}, "NAME_UNSAID", "sum"),
    "a name misspelt in a hint": Planted(
        {RUBRIC: ("hints: [What stands behind the sum?", "hints: [What does wieghted() add last?")},
        "NAME_MISSPELT",
        "sum",
    ),
    "another exercise's number": Planted({STARTER: ("lagrader show 1", "lagrader show 2")}, "NUMBER_ELSEWHERE", ""),
    "a starter with an answer": Planted({STARTER: ("TWICE_SIX = None", "TWICE_SIX = 14.0")}, "STARTER_EARNS", "twice"),
    "a starter that stops": Planted({STARTER: ("TWICE_SIX = None", "TWICE_SIX = None\n1 / 0")}, "STARTER_STOPS", ""),
    "a reference that is wrong now and then": Planted(
        {SOLUTION: ("torch.dot(x, w) + 1", "torch.dot(x, w) + (1 if len(x) != 7 else 2)")},
        "REFERENCE_DOUBTFUL",
        "sum",
        {"seeds": 12},
    ),
    "a wrong constant in the reference": Planted(
        {SOLUTION: ("TWICE_SIX = 14", "TWICE_SIX = 15")}, "REFERENCE_DOUBTFUL", "twice"
    ),
    "a reference that draws": Planted(
        {SOLUTION: ("torch.dot(x, w) + 1", "torch.dot(x, w) + 1 + torch.randn(()) / 10")}, "REFERENCE_RANDOM", "sum"
    ),
    "points that nobody can earn": Planted(
        {RUBRIC: ("forbid: [torch.sum]", "require: [torch.outer]")}, "NOBODY_EARNS", "road"
    ),
    "an alternative that stops": Planted(
        {ALTERNATIVE: ("import torch", "import torch\n1 / 0")}, "ALTERNATIVE_STOPS", ""
    ),
    "an alternative that is the reference": Planted(
        {ALTERNATIVE: FILES[SOLUTION].replace("14", "14  # twice 7")}, "NO_ALTERNATIVES", ""
    ),
    "a right answer that loses": Planted(
        {
            ALTERNATIVE: ("total += a * b", "total += a * b * (1 + 1e-5)"),
            "exercises/ex1_scale/alternatives/by_dot.py": FILES[SOLUTION].replace("torch.dot(x, w) + 1", "1 + w @ x"),
        },
        "UNFAIR",
        "sum",
    ),
    "a starter that stops where it is called": Planted(
        {STARTER: ("def weighted(x, w)", "def weighted(x)")}, "STARTER_STOPS", "sum"
    ),
    "a starter that has what a check wants": Planted(
        {STARTER: ('"""Return two vectors of n entries."""', "return torch.full((n,), 0.5), torch.full((n,), -0.5)")},
        "STARTER_EARNS",
        "halves",
    ),
    "a constant that may be far off": Planted(
        {RUBRIC: ("    answer: TWICE_SIX\n", "    answer: TWICE_SIX\n    tolerance: {atol: 5}\n")},
        "TOLERANCE_LOOSE",
        "twice",
    ),
    "no alternatives": Planted({ALTERNATIVE: None}, "NO_ALTERNATIVES", ""),
    "a tolerance too tight": Planted(
        {RUBRIC: ("    returns: number\n", "    returns: number\n    tolerance: {rtol: 1.0e-9}\n")},
        "TOLERANCE_TIGHT",
        "sum",
    ),
    "a tolerance too loose": Planted(
        {RUBRIC: ("    returns: number\n", "    returns: number\n    tolerance: {atol: 0.2}\n")},
        "TOLERANCE_LOOSE",
        "sum",
    ),
    "a mistake that is right": Planted(
        {MISTAKES: ("return torch.dot(x, w) + len(x)", "return torch.dot(w, x) + 1")}, "CANNOT_JUDGE", "sum"
    ),
    "two mistakes that are one": Planted(
        {MISTAKES: ("return torch.dot(x, w) + len(x)", "return torch.dot(w, x)")}, "MISTAKES_ALIKE", "sum"
    ),
    "a mistake of a check without its function": Planted(
        {MISTAKES: ("def halves_whole", "def _halves_whole")}, "MISTAKE_UNTRIED", "halves"
    ),
    "a mistake that the check takes": Planted(
        {MISTAKES: ("return torch.ones(n), -torch.ones(n)", "return torch.ones(n) / 2, -torch.ones(n) / 2")},
        "MISTAKE_EARNS",
        "halves",
    ),
    "a mistake in another one's words": Planted(
        {MISTAKES: ("return torch.ones(n), -torch.ones(n)", "return torch.ones(n)")}, "MISTAKE_MISNAMED", "halves"
    ),
    "a function that belongs to nothing": Planted(
        {MISTAKES: ("import torch\n", "import torch\n\n\ndef forgotten(x, w):\n    return x\n")}, "MISTAKE_UNUSED", ""
    ),
    "a name that checks.py alone knows": Planted(
        {CHECKS: ('"the vectors do not have n entries"', '"halves_length"')}, "MISTAKE_UNKNOWN", ""
    ),
    "a check that stops": Planted(
        {CHECKS: ("assert isinstance(result, (tuple, list)) and len(result) == 2", "assert len(result) == 2")},
        "CHECK_STOPS",
        "halves",
    ),
    "a check that lets everything pass": Planted(
        {CHECKS: ("for n, result in zip((4, 7), results):", "for n, result in []:")},
        "ALWAYS_PASSES",
        "halves",
        {"mutants": 50},
    ),
    "something refused that is taken": Planted(
        {MISTAKES: ("(x * w).sum() + 1", "torch.dot(w, x) + 1")}, "REFUSED_EARNS", "road", {"mutants": 50}
    ),
    "something refused that fails before": Planted(
        {
            MISTAKES: (
                "def by_product(x, w):\n    return (x * w).sum() + 1",
                "def by_product(x, w):\n    return torch.sum(x * w) + 1\n\n\ndef by_sum(x, w):\n    return x.sum()",
            ),
            RUBRIC: ("refuses: [by_product]", "refuses: [by_product, by_sum]"),
        },
        "REFUSED_UNSEEN",
        "road",
    ),
    "cases that can be learnt by heart": Planted({RUBRIC: (DRAWN, WRITTEN_OUT)}, "SHORTCUT_EARNS", "sum"),
    "a step for one example": Planted(
        {RUBRIC: ("    returns: number\n", "    returns: number\n    partial: [{from: 10 %, points: 1}]\n")},
        "SHORTCUT_EARNS",
        "sum",
    ),
    "points for anything": Planted({RUBRIC: ("    needs: [sum]\n", "")}, "SHORTCUT_EARNS", "road"),
    "a fault that the cases hide": Planted(
        HIDES_ABS, "MUTANTS_SURVIVE", "sum", {"mutants": 50, "least_score": Fraction(1)}
    ),
    "a first hint with the code in it": Planted(
        {RUBRIC: ("What stands behind the sum?", "'Try torch.dot(a, b) + 1 once.'")}, "HINT_SPOILS", "sum"
    ),
    "a first hint with the number in it": Planted(
        {RUBRIC: ("What is one more than six?", "'Twice seven, so TWICE_SIX is 14.'")}, "HINT_SPOILS", "twice"
    ),
    "an example that says something else than it prints": Planted(
        {README: ("# Scaled sums\n", EXAMPLE.replace("5.0", "6.0"))}, "EXAMPLE_WRONG", ""
    ),
    "an example that stops": Planted(
        {README: ("# Scaled sums\n", EXAMPLE.replace("torch.tensor", "torch.tensr"))}, "EXAMPLE_WRONG", ""
    ),
    "feedback with the number in it": Planted(
        {RUBRIC: ("say: One was not added.", "'say': 'No, TWICE_SIX is 14.'")}, "FEEDBACK_SPOILS", "twice"
    ),
    "a relative tolerance where 0 is expected": Planted({RUBRIC: (CASES, RELATIVE)}, "TOLERANCE_AT_ZERO", "sum"),
    "an input that is always the same": Planted(
        {RUBRIC: (CASES, SAME_WEIGHT)},
        "INPUT_CONSTANT",
        "sum",
    ),
    "a size that is always the same": Planted({RUBRIC: (CASES, FIXED_SIZE)}, "SIZE_FIXED", "sum"),
    "inputs that must be kept, without a word": Planted(
        {RUBRIC: ("    returns: number\n", "    returns: number\n    keeps_inputs: true\n")}, "KEEPS_UNSAID", "sum"
    ),
    "no points": Planted({RUBRIC: ("    points: 4\n", "    points: 0\n")}, "NO_POINTS", "sum"),
    "an accepted mutant that is none": Planted(
        {AUDIT: "accepted:\n  - {mutant: return 0, reason: never seen}\n"}, "ACCEPTED_UNUSED", ""
    ),
}


@pytest.fixture(scope="module")
def auditor() -> Iterator[Auditor]:
    """One warm process for all."""
    with Auditor() as found:
        yield found


def test_an_example_that_is_right_is_no_finding(auditor: Auditor, tmp_path: Path) -> None:
    found = auditor.audit(course(tmp_path, {README: ("# Scaled sums\n", EXAMPLE)}))
    assert findings(found) == set()


@pytest.mark.slow
def test_the_course_is_sound_without_them(auditor: Auditor, tmp_path: Path) -> None:
    found = auditor.audit(course(tmp_path, {}), mutants=200)
    assert findings(found) == set()
    assert found.passed
    assert found.mutation.score == 1


@pytest.mark.slow
@pytest.mark.parametrize("name", PLANTED)
def test_one_fault_is_one_finding(name: str, auditor: Auditor, tmp_path: Path) -> None:
    planted = PLANTED[name]
    found = auditor.audit(course(tmp_path, planted.changes), **planted.asked)
    assert findings(found) == {(planted.code, planted.criterion)}
    assert not found.passed
