"""Copies of the course with faults planted in them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from tests.grading import ROOT


class Fault(NamedTuple):
    """A fault, and the finding that names it."""

    exercise: str
    criterion: str
    code: str
    plant: Callable[[Path], None]


def replaced(file: str, old: str, new: str) -> Callable[[Path], None]:
    """Return what replaces a text in a file of the copy; the text must be there."""

    def plant(course: Path) -> None:
        path = course / file
        text = path.read_text("utf-8")
        assert old in text, (file, old)
        path.write_text(text.replace(old, new, 1), "utf-8")

    return plant


def added(file: str, text: str) -> Callable[[Path], None]:
    """Return what writes a text to the end of a file of the copy, which may be new."""

    def plant(course: Path) -> None:
        path = course / file
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as stream:
            stream.write(text)

    return plant


def both(*plants: Callable[[Path], None]) -> Callable[[Path], None]:
    def plant(course: Path) -> None:
        for one in plants:
            one(course)

    return plant


EX1, EX2, EX3, EX4, EX5 = (
    "ex1_dot_product",
    "ex2_matmul_shapes",
    "ex3_neuron",
    "ex4_batch_layer",
    "ex5_cubic_gradient",
)

SIX = (
    Fault(
        EX3,
        "output",
        "TOLERANCE_TIGHT",
        replaced(
            f"exercises/{EX3}/rubric.yaml",
            "    call: neuron\n",
            "    call: neuron\n    tolerance: {atol: 1.0e-7, rtol: 1.3e-8}\n",
        ),
    ),
    Fault(
        EX5,
        "value",
        "TOLERANCE_LOOSE",
        replaced(f"exercises/{EX5}/rubric.yaml", "    call: f\n", "    call: f\n    tolerance: {rtol: 0.02}\n"),
    ),
    Fault(
        EX4,
        "output",
        "CANNOT_JUDGE",  # a mistake that nothing catches: it is right
        both(
            replaced(
                f"exercises/{EX4}/rubric.yaml",
                "    mistakes:\n",
                "    mistakes:\n      layer_reversed: {say: The bias comes first.}\n",
            ),
            replaced(
                f"exercises/{EX4}/mistakes.py",
                "import torch\n",
                "import torch\n\n\ndef layer_reversed(X, W, b):\n    return b + X @ W\n",
            ),
        ),
    ),
    Fault(
        EX2,
        "product",
        "ALWAYS_PASSES",
        replaced(f"exercises/{EX2}/checks.py", "    for result in results:\n", "    for result in []:\n"),
    ),
    Fault(
        EX5,
        "constant",
        "REFERENCE_DOUBTFUL",
        replaced(f"solutions/{EX5}.py", "GRADIENT_AT_2 = 3.0", "GRADIENT_AT_2 = 4.0"),
    ),
    Fault(
        EX1,
        "built_in",
        "HINT_SPOILS",
        replaced(
            f"exercises/{EX1}/rubric.yaml",
            "The function that this exercise is about stands in torch under the name of the product",
            "Write return torch.dot(a, b), which stands in torch under the name of the product",
        ),
    ),
)
"""The faults that an audit must find, and nothing else."""


def copy_of_course(folder: Path, *plants: Callable[[Path], None]) -> Path:
    """Copy our course to ``folder`` and plant faults."""
    for name in ("exercises", "solutions"):
        shutil.copytree(ROOT / name, folder / name)
    for plant in plants:
        plant(folder)
    return folder
