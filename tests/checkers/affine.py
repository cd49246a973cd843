"""A small course whose answer is a class: y = x · W.T + b, then a factor."""

from __future__ import annotations

import textwrap
from pathlib import Path

from lagrader.course import Course
from tests.grading import Desk

ID = "ex1_affine"


def _text(text: str) -> str:
    return textwrap.dedent(text).lstrip("\n")


SOLUTION = _text("""
    import torch


    class Affine(torch.nn.Module):
        def __init__(self, n_in, n_out, factor):
            super().__init__()
            self.layer = torch.nn.Linear(n_in, n_out)
            self.factor = factor

        def forward(self, X):
            return self.factor * self.layer(X)

        def norm(self, X):
            if X.shape[0] > 6:
                raise ValueError("too many rows")
            return torch.linalg.matrix_norm(self.layer(X))
    """)

RUBRIC = _text("""
    version: 1
    title: An affine map
    criteria:
      - id: output
        title: Affine is a layer times a factor
        points: 6
        call: Affine
        construct: [in, out, 0.5]
        state: {layer.weight: W, layer.bias: b}
        reduction: in
        keeps_inputs: true
        cases: &cases
          - name: one row
            sizes: {in: 2, out: 1}
            inputs: {X: {tensor: [[1, 2]]}, W: {tensor: [[3, -1]]}, b: {tensor: [4]}}
          - repeat: 6
            sizes: {n: [1, 5], in: [1, 6], out: [1, 6]}
            distinct: [n, in, out]
            inputs: {X: {normal: [n, in]}, W: {normal: [out, in]}, b: {normal: [out], nonzero: true}}
        mistakes:
          factor_left_out: {say: The factor is left out.}

      - id: norm
        title: Affine.norm is the norm of all entries
        points: 2
        call: Affine
        construct: [in, out, 2]
        state: {layer.weight: W, layer.bias: b}
        method: norm
        returns: number
        cases: *cases

      - id: road
        title: Affine goes through torch.nn.functional.linear
        points: 1
        operations: Affine
        construct: [in, out, 0.5]
        state: {layer.weight: W, layer.bias: b}
        through: torch.nn.functional.linear
        needs: [output]
        cases: *cases
        refuses: [by_matmul]

      - id: limit
        title: Affine.norm refuses more than six rows
        points: 1
        raises: Affine
        construct: [in, out, 1]
        state: {layer.weight: W, layer.bias: b}
        method: norm
        cases:
          - sizes: {in: 2, out: 3}
            inputs: {X: {normal: [7, in]}, W: {normal: [out, in]}, b: {normal: [out]}}
        accepts: *cases
    """)

MISTAKES = _text('''
    import torch


    class factor_left_out(torch.nn.Module):
        """Leave the factor out."""

        def __init__(self, n_in, n_out, factor):
            super().__init__()
            self.layer = torch.nn.Linear(n_in, n_out)

        def forward(self, X):
            return self.layer(X)


    class by_matmul(torch.nn.Module):
        """Multiply by hand."""

        def __init__(self, n_in, n_out, factor):
            super().__init__()
            self.layer = torch.nn.Linear(n_in, n_out)

        def forward(self, X):
            return 0.5 * (X @ self.layer.weight.T + self.layer.bias)
    ''')

FILES = {
    "exercises/course.yaml": 'title: Maps\nversion: "1.0"\n',
    f"exercises/{ID}/README.md": "# Affine\n\n`Affine` has `layer.weight` and `layer.bias`; X stays as it was.\n",
    f"exercises/{ID}/rubric.yaml": RUBRIC,
    f"exercises/{ID}/mistakes.py": MISTAKES,
    f"exercises/{ID}/starter.py": _text("""
        import torch


        class Affine(torch.nn.Module):
            def __init__(self, n_in, n_out, factor):
                super().__init__()
                raise NotImplementedError

            def forward(self, X):
                raise NotImplementedError
        """),
    f"solutions/{ID}.py": SOLUTION,
}


def written(folder: Path, **changed: str) -> Path:
    """Write the course, with other texts for the files of these names."""
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(changed.get(path.stem, text), encoding="utf-8")
    return folder


def desk(folder: Path, **changed: str) -> Desk:
    """A desk where work is graded by the course."""
    return Desk(Course.load(written(folder, **changed)))
