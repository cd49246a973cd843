"""docs/field-cases.md names tests that exist, so that what it says is held."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

from tests.grading import ROOT

PAGE = (ROOT / "docs" / "field-cases.md").read_text("utf-8")
ROW = re.compile(r"^\| .* \|$", re.MULTILINE)
NAMED = re.compile(r"(?P<path>tests/[\w/]+\.py)?(?:::(?P<names>\w+(?:::\w+)*))?")


@cache
def names_in(path: Path) -> frozenset[str]:
    tree = ast.parse(path.read_text("utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.ClassDef)))


def test_every_test_that_is_named_is_there() -> None:
    seen = 0
    for row in ROW.findall(PAGE):
        path = None
        for match in NAMED.finditer(row.rpartition("|")[0].rpartition("|")[2]):
            path = ROOT / match["path"] if match["path"] else path
            if match["path"]:
                assert path is not None
                assert path.is_file(), match["path"]
            for name in (match["names"] or "").split("::"):
                if name:
                    assert path is not None, row
                    assert name in names_in(path), f"{path}: {name}"
                    seen += 1
    assert seen > 80
