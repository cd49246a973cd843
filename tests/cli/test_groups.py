"""``lagrader groups`` after the rubric was corrected: what was said to a group is not lost, and says who said it."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from tests.cli.program import Run, course, lagrader, swapped
from tests.cli.test_grade import files_of, pytestmark  # noqa: F401 - the same machines
from tests.submission.class_files import laid_out

ODD = swapped(4, "return X @ W + b", "return (X @ W + b) ** 2 * 0.37")
"""A wrong answer that no known mistake explains."""


def run(home: Path, *words: str) -> Run:
    return lagrader(words[0], "marks", *words[1:], cwd=home)


def group(home: Path) -> str:
    return run(home, "groups").out.partition(":")[0]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Something is said to a group, and then its criterion gets one more case."""
    home = tmp_path_factory.mktemp("class")
    laid_out(home / "subs", files_of("ben", ex4=ODD) | files_of("cleo", ex4=ODD))
    rubric = course(home) / "exercises" / "ex4_batch_layer" / "rubric.yaml"
    grade = ("grade", "subs", "--out", "marks", "--course", "course", "--policy", "replace")
    assert lagrader(*grade, cwd=home).code == 0
    run(home, "groups", group(home), "--comment", "Squared?", "--author", "Dr. Mair")
    assert "Comment: Squared? (Dr. Mair, 20" in run(home, "groups").flat
    assert "Your teacher says: Squared? (Dr. Mair, 20" in run(home, "grades", "ben").flat
    (home / "former").write_text(group(home), "utf-8")
    rubric.write_text(rubric.read_text("utf-8").replace("repeat: 4", "repeat: 5", 1), "utf-8")
    regraded = lagrader(*grade, cwd=home)
    said = "Comments on groups of wrong answers that reach nobody now: 1. lagrader groups marks shows what to do."
    assert said in " ".join(regraded.err.split())
    return home


@pytest.mark.slow
def test_a_comment_is_moved_and_removed_where_its_group_is_another_one(home: Path) -> None:
    former, now = (home / "former").read_text("utf-8"), group(home)
    assert now != former
    listed = run(home, "groups")
    assert f"{former}" in listed.out
    assert listed.flat.endswith("reaches nobody now Comment: Squared? (Dr. Mair, " + listed.flat[-11:])
    assert "Your teacher says" not in run(home, "grades", "ben").out
    told = " ".join(listed.err.split())
    assert "To move a comment: lagrader groups marks GROUP --comment TEXT." in told
    assert "reaches nobody now" in run(home, "groups", former).out
    stub = run(home, "groups", former, "--stub")
    assert (stub.code, "no two learners give this answer now" in " ".join(stub.err.split())) == (2, True)
    assert "reach nobody now: 1." in run(home, "export", "--format", "html=pages").err
    run(home, "groups", now, "--comment", "Squared!", "--author", "Ada")
    removed = lagrader(*shlex.split(told.partition("To remove it: lagrader ")[2]), cwd=home)
    assert (removed.code, removed.err) == (0, f"Taken back: what was said to {former}.\n")
    last = run(home, "groups")
    assert (last.err, "nobody" in last.out) == ("", False)
    assert "Comment: Squared! (Ada, 20" in last.flat
    assert "Your teacher says: Squared! (Ada, 20" in run(home, "grades", "ben").flat
    assert "reach nobody" not in run(home, "export", "--format", "html=pages").err


def test_what_is_no_group_and_has_no_comment_is_refused(home: Path) -> None:
    found = run(home, "groups", "ex4.output/ffffffff", "--comment", "")
    assert (found.code, "is no group of marks" in found.err) == (2, True)
