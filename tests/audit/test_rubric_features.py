"""The course of what else a rubric can say: it is sound, and each feature's own faults are named."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.audit.small import Auditor, findings
from tests.cli.test_rubric_features import COURSE

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def auditor() -> Iterator[Auditor]:
    with Auditor() as found:
        yield found


def test_it_is_sound(auditor: Auditor) -> None:
    assert findings(auditor.audit(COURSE, mutants=40)) == set()


def planted(folder: Path, exercise: str, changes: dict[str, tuple[str, str]]) -> Path:
    """Copy the course, with a text of some of an exercise's files changed wherever it stands."""
    copy = Path(shutil.copytree(COURSE, folder / "course"))
    for name, (old, new) in changes.items():
        path = copy / "exercises" / exercise / name
        text = path.read_text(encoding="utf-8")
        assert old in text, old
        path.write_text(text.replace(old, new), encoding="utf-8")
    return copy


def test_a_message_that_nobody_can_know(auditor: Auditor, tmp_path: Path) -> None:
    changes = {"README.md": ("sizes", "lengths"), "starter.py": ("sizes", "lengths")}
    found = auditor.audit(planted(tmp_path, "ex2_messages", changes))
    assert findings(found) == {("MESSAGE_UNSAID", "refuses")}


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems know no such limit")
@pytest.mark.parametrize("mebibytes", [80, 160])
def test_a_reference_that_needs_more_than_half_of_the_memory(auditor: Auditor, tmp_path: Path, mebibytes: int) -> None:
    course = Path(shutil.copytree(COURSE, tmp_path / "course"))
    solution = course / "solutions" / "ex5_memory.py"
    text = solution.read_text(encoding="utf-8").replace("return", f"b.new_empty({mebibytes * 2**18})\n    return", 1)
    solution.write_text(text, encoding="utf-8")
    assert findings(auditor.audit(course)) == {("MEMORY_TIGHT", "distances")}
