"""A small course that is sound, for planting one fault at a time: an audit of it takes a few seconds."""

from __future__ import annotations

import asyncio
import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from lagrader.audit import Audit
from lagrader.audit.run import Asked, audit
from lagrader.course import Course
from lagrader.runner import Runner

HOME = "exercises/ex1_scale"
RUBRIC = f"{HOME}/rubric.yaml"
README = f"{HOME}/README.md"
STARTER = f"{HOME}/starter.py"
MISTAKES = f"{HOME}/mistakes.py"
CHECKS = f"{HOME}/checks.py"
SOLUTION = "solutions/ex1_scale.py"
ALTERNATIVE = f"{HOME}/alternatives/written_out.py"
AUDIT = f"{HOME}/audit.yaml"


def _text(text: str) -> str:
    return textwrap.dedent(text).lstrip("\n")


FILES: Mapping[str, str] = {
    "exercises/course.yaml": 'title: Scaling\nversion: "1.0"\n',
    README: _text("""
        # Scaled sums

        - `TWICE_SIX`: twice the number that is one more than six.
        - `weighted(x, w)`: the sum of x[i] * w[i], plus 1, as a number.
        - `halves(n)`: two float vectors of n entries, the first all 0.5, the second all -0.5.
        """),
    STARTER: _text('''
        """Exercise 1. `lagrader show 1` has the statement."""

        import torch

        TWICE_SIX = None


        def weighted(x, w):
            """Return the sum of x[i] * w[i], plus 1."""


        def halves(n):
            """Return two vectors of n entries."""
        '''),
    SOLUTION: _text("""
        import torch

        TWICE_SIX = 14


        def weighted(x, w):
            return torch.dot(x, w) + 1


        def halves(n):
            return torch.full((n,), 0.5), torch.full((n,), -0.5)
        """),
    ALTERNATIVE: _text("""
        import torch

        TWICE_SIX = 2 * (6 + 1)


        def weighted(x, w):
            total = 1.0
            for a, b in zip(x.tolist(), w.tolist()):
                total += a * b
            return total


        def halves(n):
            return torch.ones(n) / 2, -torch.ones(n) / 2
        """),
    MISTAKES: _text("""
        import torch


        def one_missing(x, w):
            return torch.dot(x, w)


        def one_per_entry(x, w):
            return torch.dot(x, w) + len(x)


        def halves_swapped(n):
            return torch.full((n,), -0.5), torch.full((n,), 0.5)


        def halves_whole(n):
            return torch.ones(n), -torch.ones(n)


        def by_product(x, w):
            return (x * w).sum() + 1
        """),
    CHECKS: _text("""
        import torch


        def halves(results, points):
            for n, result in zip((4, 7), results):
                assert isinstance(result, (tuple, list)) and len(result) == 2, "two vectors are asked for"
                assert all(isinstance(one, torch.Tensor) for one in result), "two vectors are asked for"
                a, b = result
                assert a.shape == b.shape == (n,), "the vectors do not have n entries"
                assert not bool((a < 0).all()), "halves_swapped"
                assert bool((a == 0.5).all() and (b == -0.5).all()), "halves_whole"
            return points
        """),
    RUBRIC: _text("""
        version: 1
        title: Scaled sums
        criteria:
          - id: twice
            title: TWICE_SIX is right
            points: 2
            answer: TWICE_SIX
            mistakes:
              twice_twelve: {equals: 12, say: One was not added.}
            hints: [What is one more than six?]
          - id: sum
            title: weighted(x, w) is the weighted sum, plus 1
            points: 4
            call: weighted
            returns: number
            cases:
              - name: three entries
                inputs: {x: {tensor: [1, 2, 3]}, w: {tensor: [4, 5, -6]}}
              - repeat: 8
                sizes: {n: [1, 20]}
                inputs: {x: {normal: [n]}, w: {normal: [n]}}
            mistakes:
              one_missing: {say: The 1 is missing.}
              one_per_entry: {say: The 1 is added once for each entry.}
            hints: [What stands behind the sum?, "return torch.dot(x, w) + 1"]
          - id: road
            title: weighted uses torch.dot or a loop
            points: 2
            needs: [sum]
            source: weighted
            forbid: [torch.sum]
            refuses: [by_product]
          - id: halves
            title: halves(n) gives both vectors
            points: 2
            check: halves
            calls: [{call: halves, args: [4]}, {call: halves, args: [7]}]
            mistakes:
              halves_swapped: {say: The signs are exchanged.}
              halves_whole: {say: The entries are not halves.}
        """),
}


DRAWN = "      - repeat: 8\n        sizes: {n: [1, 20]}\n        inputs: {x: {normal: [n]}, w: {normal: [n]}}\n"

HIDES_ABS: Mapping[str, str | tuple[str, str] | None] = {
    RUBRIC: (
        f"        inputs: {{x: {{tensor: [1, 2, 3]}}, w: {{tensor: [4, 5, -6]}}}}\n{DRAWN}",
        (
            "        inputs: {x: {tensor: [1, 2, 3]}, w: {tensor: [4, 5, 6]}}\n"
            "      - repeat: 8\n        inputs: {x: {normal: [3]}, w: {tensor: [4, 1, 7]}}\n"
        ),
    ),
    SOLUTION: ("torch.dot(x, w) + 1", "torch.dot(x, abs(w)) + 1"),
    ALTERNATIVE: ("total += a * b", "total += a * abs(b)"),
    MISTAKES: ("(x * w).sum() + 1", "torch.sum(x * abs(w)) + 1"),
}
"""The sizes of the weights count, and no case has a negative one."""


def course(folder: Path, changes: Mapping[str, str | tuple[str, str] | None]) -> Path:
    """Write the course; a change is a whole text, a pair (old, new), or None for no such file."""
    for file, text in {**FILES, **{name: "" for name in changes if name not in FILES}}.items():
        change = changes.get(file, text)
        if change is None:
            continue
        if isinstance(change, tuple):
            assert change[0] in text, (file, change[0])
            change = text.replace(change[0], change[1])
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(change, "utf-8")
    return folder


class Auditor:
    """Audits courses with one warm runner. Use as a context manager."""

    def __enter__(self) -> Self:
        self._loop = asyncio.Runner()
        self._runner = Runner()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.run(self._runner.__aexit__(None, None, None))
        self._loop.close()

    def audit(self, folder: Path, **asked: Any) -> Audit:
        """Audit the course in a folder, without a word about how far it is."""
        found = Course.load(folder)
        about = Asked(found.exercises, **{"seeds": 2, "mutants": 0, "draws": 200, **asked})
        return self._loop.run(audit(self._runner, found, about, lambda *_: None))


def findings(audit: Audit) -> set[tuple[str, str]]:
    """The codes of all findings, each with its criterion."""
    return {(one.code, one.criterion) for exercise in audit.exercises for one in exercise.findings}
