"""A course whose answer is a class is audited as others are: mistakes, wrong roads, shortcuts, mutants, its names."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.audit.small import Auditor, findings
from tests.checkers.affine import FILES, ID, RUBRIC, SOLUTION, written

OTHER = """
from collections import OrderedDict

import torch


class Affine(torch.nn.Sequential):
    def __init__(self, width, height, times):
        super().__init__(OrderedDict(layer=torch.nn.Linear(width, height)))
        self.times = times

    def forward(self, rows):
        return super().forward(rows) * self.times

    def norm(self, rows):
        if len(rows) > 6:
            raise ValueError
        return self.layer(rows).square().sum().sqrt()
"""


def course(folder: Path, **changed: str) -> Path:
    found = written(folder, **changed)
    alternatives = found / "exercises" / ID / "alternatives"
    alternatives.mkdir()
    (alternatives / "sequential.py").write_text(OTHER, encoding="utf-8")
    return found


@pytest.fixture(scope="module")
def auditor():
    with Auditor() as found:
        yield found


def test_it_is_sound(auditor: Auditor, tmp_path: Path) -> None:
    found = auditor.audit(course(tmp_path), mutants=20)
    assert findings(found) == set()
    assert found.passed


README = FILES[f"exercises/{ID}/README.md"]
ONE_CASE = RUBRIC[RUBRIC.index("      - repeat: 6") : RUBRIC.index("    mistakes:")]


@pytest.mark.parametrize(
    ("changed", "code", "criterion"),
    [
        ({"README": README.replace("`layer.bias`", "a bias")}, "NAME_UNSAID", "output"),
        ({"rubric": RUBRIC.replace("layer.bias: b}\n    red", "layer.bais: b}\n    red")}, "CANNOT_JUDGE", "output"),
        (
            {ID: SOLUTION.replace("self.layer(X)\n\n", "self.layer(X) * torch.rand(1)\n\n")},
            "REFERENCE_RANDOM",
            "output",
        ),
    ],
    ids=["a name that the statement leaves out", "a name that the class lacks", "a class that draws"],
)
def test_a_fault_is_named(auditor: Auditor, tmp_path: Path, changed: dict[str, str], code: str, criterion: str) -> None:
    assert all(text not in FILES.values() for text in changed.values())
    found = auditor.audit(course(tmp_path, **changed))
    assert (code, criterion) in findings(found)
