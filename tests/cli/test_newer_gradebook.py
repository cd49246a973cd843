"""A gradebook of a newer lagrader: every command says so and what to do, and nothing in the folder changes."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from lagrader.gradebook.schema import FILE_NAME
from tests.cli.program import lagrader
from tests.item_analysis.classes import a_class, marks

COMMANDS = (
    "grades marks",
    "grades marks s1",
    "report marks --no-pages",
    "report marks --format terminal",
    "diff marks",
    "why marks s1",
    "override marks",
    "override marks s1 ex3.output --points 1 --reason so",
    "groups marks",
    "groups marks some --comment so",
    "forget marks s1 --yes",
    "export marks",
    "export marks --format html=pages",
    "audit --from marks",
    "grade work --out marks",
    "merge marks --out pages",
)


def held(folder: Path) -> dict[str, bytes]:
    """What stands in a folder, but for the lock of whoever looks."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix != ".lock"}


@pytest.mark.parametrize("command", COMMANDS)
def test_it_is_refused_and_stays_as_it_is(command: str, tmp_path: Path) -> None:
    marked = a_class(tmp_path / "marks", marks("+++", "-+-"))
    with closing(sqlite3.connect(marked / FILE_NAME)) as book:
        book.execute("PRAGMA user_version = 99")
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "anna_ex3_neuron.py").write_text("VALUE = 1\n")
    before = held(marked)
    run = lagrader(*command.split(), cwd=tmp_path)
    assert run.code == 3, run.err
    assert "is of version 99, made by a newer lagrader" in " ".join(run.err.split())
    assert "Update lagrader" in run.err
    assert held(marked) == before
    assert not (tmp_path / "pages").exists()
