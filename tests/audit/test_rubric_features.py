"""The course of what else a rubric can say: it is sound, and each feature's own faults are named."""

from __future__ import annotations

import shutil
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
