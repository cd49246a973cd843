"""docs/audit.md names every finding that the code can make, and no other."""

from __future__ import annotations

import re

import pytest

from lagrader.audit.accepted import AuditFile
from tests.grading import ROOT

DOCUMENT = (ROOT / "docs" / "audit.md").read_text("utf-8")
FOUND = re.compile(r"Finding\(\s*\"([A-Z_]+)\"")


def test_every_code_stands_in_the_table() -> None:
    code = "\n".join(path.read_text("utf-8") for path in (ROOT / "lagrader" / "audit").rglob("*.py"))
    made = set(FOUND.findall(code))
    assert len(made) > 20
    assert made == set(re.findall(r"^\| `([A-Z_]+)` \|", DOCUMENT, re.MULTILINE))


def test_its_yaml_is_an_audit_file() -> None:
    blocks = re.findall(r"```yaml\n(.*?)```", DOCUMENT, re.DOTALL)
    assert len(blocks) == 1
    yaml = pytest.importorskip("yaml")
    assert len(AuditFile.model_validate(yaml.safe_load(blocks[0])).accepted) == 2
