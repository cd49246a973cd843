"""``lagrader grade --shard``: parts of a class, graded as on machines that know nothing of each other, and merged."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from lagrader.gradebook import Gradebook, Shard
from lagrader.gradebook.shards import shard_in
from tests.cli.large_class import WITHOUT_BIAS
from tests.cli.program import Run, lagrader, right
from tests.cli.test_grade import NAMES, pytestmark  # noqa: F401 - the same machines
from tests.submission.class_files import laid_out

LEARNERS = ("anna", "ben", "cleo", "dora", "finn", "gus", "pia")
PEOPLE = (*LEARNERS, "hugo", "ida")
"""Of whom the last two hand in nothing. In the first of three shards is Pia."""
SEED = ("--seed", "41")


def of(number: int, count: int = 3) -> list[str]:
    return [learner for learner in LEARNERS if Shard(number, count).holds(learner)]


def work(learner: str) -> str:
    """Ben and Cleo have no bias; Dora and Pia handed in the same."""
    text = WITHOUT_BIAS if learner in ("ben", "cleo") else right(3)
    return text if learner in ("dora", "pia") else f"{text}\n# {learner}\n"


def grade(home: Path, out: str, *words: str) -> Run:
    return lagrader("grade", "subs", "--out", out, *words, cwd=home)


def shard(home: Path, number: int, *words: str) -> Run:
    run = grade(home, f"part-{number}", "--shard", f"{number}/3", "--roster", "who.csv", *words)
    assert run.code == 0, run.err
    return run


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class that was graded as a whole and in three shards, before Gus handed in and after."""
    folder = tmp_path_factory.mktemp("class")
    laid_out(
        folder / "subs",
        {f"{learner}/{NAMES[3]}": work(learner) for learner in LEARNERS if learner not in ("finn", "gus")},
    )
    laid_out(folder / "subs", {"finn.zip": b"PK"})
    roster = "".join(f"{learner},{learner.title()} O.,{learner}@x.org\n" for learner in PEOPLE)
    (folder / "who.csv").write_text(f"id,name,email\n{roster}", "utf-8")
    told = [shard(folder, number, *SEED).err for number in (2, 3, 1)]
    assert "Shard 2/3 has " in told[0]
    assert grade(folder, "whole", "--roster", "who.csv", *SEED).code == 0
    laid_out(folder / "subs", {f"gus/{NAMES[3]}": work("gus")})
    for number in (1, 2, 3):
        shard(folder, number)
    assert grade(folder, "whole", "--roster", "who.csv").code == 0
    for marks in ("whole", next(f"part-{number}" for number in (1, 2, 3) if "ben" in of(number))):
        words = ["--points", "5", "--reason", "Explained.", "--author", "T"]
        assert lagrader("override", marks, "ben", "ex3.output", *words, cwd=folder).code == 0
    run = lagrader("merge", "part-3", "part-1", "part-2", "--out", "marks", cwd=folder)
    assert run.code == 0, run.err
    assert run.out.splitlines()[0] == "3 shards, 9 learners: 6 graded, 1 unreadable, 2 not handed in."
    return folder


def test_three_shards_merged_are_one_run(home: Path) -> None:
    assert all(of(number) for number in (1, 2, 3))
    assert (home / "marks/grades.csv").read_bytes() == (home / "whole/grades.csv").read_bytes()
    for kind in ("csv", "json", "jsonl"):
        found = [lagrader("export", marks, "--format", kind, cwd=home).out for marks in ("marks", "whole")]
        assert untimed(found[0]) == untimed(found[1])
        assert "Explained." in found[0] or kind == "csv"
    for words in (["--problems"], ["ben"], ["pia"], ["gus"], ["finn"]):
        shown = [lagrader("grades", marks, *words, cwd=home).out for marks in ("marks", "whole")]
        assert untimed(shown[0]).replace("grades marks", "grades whole") == untimed(shown[1])


def untimed(text: str) -> str:
    return re.sub(r"\b\d{4}-\d\d-\d\d( \d\d:\d\d)?\b", "THEN", text)


@pytest.mark.slow
def test_what_is_merged_goes_on_as_any_class(home: Path, tmp_path: Path) -> None:
    shutil.copytree(home, tmp_path / "class")
    run = grade(tmp_path / "class", "marks", "--roster", "who.csv")
    assert run.code == 0, run.err
    assert (tmp_path / "class/marks/grades.csv").read_bytes() == (home / "whole/grades.csv").read_bytes()
    diff = lagrader("diff", "marks", "--submissions", "subs", "--format", "json", cwd=tmp_path / "class")
    assert '"changes": []' in diff.out
    why = lagrader("why", "marks", "cleo", "ex3.output", cwd=tmp_path / "class")
    assert (why.code, "Comes out the same" in why.out) == (0, True)


def test_each_shard_has_its_own_and_the_dry_run_says_who(home: Path) -> None:
    listed = []
    for number in (1, 2, 3):
        run = lagrader("grade", "subs", "--shard", f"{number}/3", "--roster", "who.csv", "--dry-run", cwd=home)
        assert f"Shard {number}/3 has {len(of(number))} of them." in run.err
        names = [line.split()[0] for line in run.out.splitlines() if line[:1].strip()]
        assert set(of(number)) == set(names) & set(LEARNERS)
        listed += names
        with Gradebook.reading(home / f"part-{number}") as book:
            assert shard_in(book) == Shard(number, 3)
            shown = lagrader("grades", f"part-{number}", cwd=home).out.splitlines()[1]
            assert f" · shard {number}/3 · seed 41 · " in shown
            assert sorted(row.learner for row in book.rows()) == sorted(names)
    assert sorted(listed) == sorted(PEOPLE)


@pytest.mark.slow
def test_a_folder_stays_the_shard_that_it_is(home: Path, tmp_path: Path) -> None:
    shutil.copytree(home, tmp_path / "class")
    before = (home / "part-1/grades.csv").read_bytes()
    run = grade(tmp_path / "class", "part-1", "--roster", "who.csv")
    assert run.code == 0
    assert f"Shard 1/3 has {len(of(1))} of them." in run.err
    assert (tmp_path / "class/part-1/grades.csv").read_bytes() == before
    diff = lagrader("diff", "part-1", "--submissions", "subs", cwd=tmp_path / "class")
    assert diff.code == 0
    assert not [learner for learner in LEARNERS if learner not in of(1) and learner in diff.out]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ["--out", "part-1", "--shard", "2/3"],
            "part-1 holds shard 1/3, and this is shard 2/3: give each part a folder",
        ),
        (["--out", "whole", "--shard", "1/3"], "whole holds a whole class, and this is shard 1/3"),
        (["--out", "part-1", "--shard", "1/3", "--seed", "42"], "part-1 was graded with seed 41"),
        (["--out", "new", "--shard", "1/3"], "so say a seed, the same for all of them: --seed "),
        (["--out", "new", "--shard", "0/3", *SEED], "I counts from 1 to N, and N is at most 1,000. '0/3' is none."),
        (["--out", "new", "--shard", "4/3", *SEED], "'4/3' is none."),
        (["--out", "new", "--shard", "one", *SEED], "'one' is none."),
        (["--out", "new", "--shard", "1/3", "--scheduler", "local"], "leave --shard or --scheduler out"),
        (["--out", "new", "--shard", "1/3", "--unsafe-no-sandbox"], "--unsafe-no-sandbox is for one submission"),
    ],
)
def test_what_makes_no_sense(words: list[str], said: str, home: Path) -> None:
    tables = [(home / name / "grades.csv").read_bytes() for name in ("part-1", "whole")]
    run = lagrader("grade", "subs", *words, cwd=home)
    assert run.code == 2
    assert said in " ".join(run.err.split())
    assert [(home / name / "grades.csv").read_bytes() for name in ("part-1", "whole")] == tables


@pytest.mark.slow
def test_a_shard_in_which_nobody_is(home: Path) -> None:
    number = next(number for number in range(1, 100) if not of(number, 99) and number > 1)
    run = grade(home, "nobody", "--shard", f"{number}/99", *SEED)
    assert run.code == 0, run.err
    assert f"Shard {number}/99 has 0 of them." in run.err
    assert run.out.startswith("0 submissions in ")
    assert (home / "nobody/grades.csv").read_text("utf-8-sig").splitlines() == [
        "id,name,email,status,late,points,max_points,remark"
    ]
    assert grade(home, "nobody").code == 0


def test_python_grades_a_shard_as_well(home: Path, tmp_path: Path) -> None:
    import lagrader as api
    from lagrader.errors import UsageError

    grades = api.grade(home / "subs", tmp_path / "part", roster=home / "who.csv", shard="1/3", seed=41)
    assert sorted(line.row.learner for line in grades.table.lines if line.row.learner in LEARNERS) == of(1)
    with pytest.raises(UsageError, match="holds shard 1/3, and this is the whole class"):
        api.grade(home / "subs", tmp_path / "part")
