"""Our own course passes its audit, and six faults planted in a copy of it are named, and nothing else."""

from __future__ import annotations

import json
import re
import shutil
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tests.audit.planted import SIX, copy_of_course
from tests.cli.program import ROOT, lagrader
from tests.grading import COURSE, IDS

SCORE = re.compile(r"mutation score of\s+(0\.\d{3}|1\.000)")


def audited(folder: Path, *options: str, code: int) -> dict[str, Any]:
    ran = lagrader("audit", str(folder), "--format", "json", *options, cwd=ROOT, timeout=900)
    assert ran.code == code, ran.err
    found = json.loads(ran.out)
    assert isinstance(found, dict)
    return found


@pytest.mark.slow
def test_our_course_is_sound_and_readme_says_how_sound() -> None:
    found = audited(ROOT, "--seeds", "2", "--mutants", "34", code=0)
    assert {exercise["id"]: exercise["findings"] for exercise in found["exercises"]} == {id_: [] for id_ in IDS}
    mutation = found["mutation"]
    assert mutation["made"] >= 400
    assert mutation["score"] >= 0.95
    told = SCORE.search((ROOT / "README.md").read_text("utf-8"))
    assert told is not None
    # README rounds down; an equivalent mutant more or less must not break the build.
    assert 0 <= mutation["score"] - float(told[1]) < 0.01


@pytest.mark.slow
def test_six_planted_faults_are_named_and_nothing_else(tmp_path: Path) -> None:
    folder = copy_of_course(tmp_path / "course", *(fault.plant for fault in SIX))
    for exercise in COURSE.exercises:
        if exercise.further:  # the faults are in those that count, and all twelve take their time
            shutil.rmtree(folder / "exercises" / exercise.id)
    found = audited(folder, "--seeds", "2", "--mutants", "40", code=1)
    named = sorted(
        (exercise["id"], finding["criterion"], finding["code"])
        for exercise in found["exercises"]
        for finding in exercise["findings"]
    )
    assert named == sorted((fault.exercise, fault.criterion, fault.code) for fault in SIX)
    advice = {finding["code"]: finding["advice"] for exercise in found["exercises"] for finding in exercise["findings"]}
    assert "the default would do" in advice["TOLERANCE_TIGHT"]
    assert Fraction(str(found["least_score"])) == Fraction(95, 100)
