"""A second course, written with the author's documents alone, is sound, and its solutions get full marks."""

from __future__ import annotations

import json

import pytest

from tests.cli.program import ROOT, lagrader

COURSE = ROOT / "examples" / "indexing"


def test_the_solutions_of_the_second_course_get_full_marks() -> None:
    ran = lagrader("check", "--course", str(COURSE), str(COURSE / "solutions"), "--format", "json", cwd=ROOT)
    assert ran.code == 0, ran.err
    report = json.loads(ran.out)
    assert [(exercise["points"], exercise["max_points"]) for exercise in report["exercises"]] == [(25, 25)] * 4


@pytest.mark.slow
def test_the_second_course_is_sound() -> None:
    ran = lagrader("audit", str(COURSE), "--seeds", "2", "--mutants", "25", "--format", "json", cwd=ROOT)
    assert ran.code == 0, ran.out + ran.err
    found = json.loads(ran.out)
    assert [exercise["findings"] for exercise in found["exercises"]] == [[]] * 4
    assert found["mutation"]["made"] == 100
    assert found["mutation"]["score"] >= 0.95
