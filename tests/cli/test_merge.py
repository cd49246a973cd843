"""``lagrader merge``: shards become one gradebook, or it is said what doesn't fit and nothing is made."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
import textwrap
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from lagrader.gradebook import FILE_NAME, Gradebook, Row, Status
from lagrader.gradebook.late import Rule, enter_rule, rule_of
from lagrader.gradebook.shards import Shard, fingerprint, note_part
from tests.cli.program import Run, environment, lagrader
from tests.cli.test_newer_gradebook import held
from tests.gradebook.examples import BASIS, FACTS
from tests.gradebook.parts import PEOPLE, made, shards

PARTS = ["part-1", "part-2", "part-3"]


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class as a whole, and in three shards."""
    folder = tmp_path_factory.mktemp("graded")
    made(folder / "whole")
    shards(folder)
    return folder


@pytest.fixture
def home(graded: Path, tmp_path: Path) -> Path:
    for name in PARTS:
        shutil.copytree(graded / name, tmp_path / name)
    return tmp_path


def merge(home: Path, *words: str, out: str = "marks") -> Run:
    return lagrader("merge", *words, "--out", out, cwd=home)


def exported(home: Path, marks: str, kind: str) -> str:
    run = lagrader("export", marks, "--format", kind, cwd=home)
    assert run.code == 0, run.err
    return run.out


# --- it is as one run would have left it --------------------------------------------------------------------


def test_the_tables_of_three_shards_merged_are_those_of_one_run(graded: Path, home: Path) -> None:
    run = merge(home, "part-2", "part-3", "part-1")
    assert (run.code, run.err) == (0, "")
    lines = run.out.splitlines()
    assert lines[0] == "3 shards, 40 learners: 32 graded, 4 unreadable, 4 not handed in."
    assert lines[2:] == ["  marks/grades.csv", "  marks/gradebook.sqlite", "Next: lagrader grades marks"]
    assert (home / "marks/grades.csv").read_bytes() == (graded / "whole/grades.csv").read_bytes()
    assert sorted(path.name for path in (home / "marks").iterdir()) == ["gradebook.lock", FILE_NAME, "grades.csv"]
    for kind in ("csv", "json", "jsonl"):
        assert exported(home, "marks", kind) == exported(graded, "whole", kind)
    for words in ([], ["--problems"], ["s17"], ["s8"]):
        found = [lagrader("grades", name, *words, cwd=at).out for at, name in ((home, "marks"), (graded, "whole"))]
        assert found[0].replace("grades marks", "grades whole") == found[1]


def test_without_a_shards_table_it_is_made_of_the_reports(graded: Path, home: Path) -> None:
    (home / "part-2/grades.csv").unlink()
    assert merge(home, *PARTS).code == 0
    assert (home / "marks/grades.csv").read_bytes() == (graded / "whole/grades.csv").read_bytes()


def test_what_was_not_graded_through_our_fault_is_told_by_the_exit_code(home: Path) -> None:
    with Gradebook.writing(home / "part-1") as book:
        book.begin(FACTS)
        book.enter(Row("s1", Status.NOT_GRADED, reason="No worker."))
        book.end("finished")
    run = merge(home, *PARTS)
    assert run.code == 3
    assert "1 not graded." in run.out
    assert "lagrader grade SUBMISSIONS --out marks tries again what was not graded" in run.flat


def test_a_second_merge_of_the_same_says_so(home: Path) -> None:
    first = merge(home, *PARTS)
    before = held(home / "marks")
    second = merge(home, *PARTS)
    assert (second.code, second.out) == (0, first.out)
    assert second.err == "These shards were merged into marks before.\n"
    assert (home / "marks/grades.csv").read_bytes() == before["grades.csv"]


def test_two_comments_on_one_group_are_told(home: Path) -> None:
    with Gradebook.writing(home / "part-3") as book:
        book.execute("UPDATE comments SET comment = 'Newer.', made = '2999-01-01T00:00:00.000+00:00'")
    run = merge(home, *PARTS)
    assert run.code == 0
    said = "Two shards have a comment on a group; the newer one counts, and not: Look at the sign. (T, "
    assert said in " ".join(run.err.split())


def test_one_shard_of_one_is_a_class(tmp_path: Path) -> None:
    made(tmp_path / "all", "1/1")
    assert merge(tmp_path, "all").out.startswith("1 shard, 40 learners")


# --- what doesn't fit ---------------------------------------------------------------------------------------


def refused(run: Run, home: Path, code: int, *said: str) -> None:
    told = " ".join(run.err.split())
    assert run.code == code, told
    for words in said:
        assert words in told
    assert not run.out
    assert not (home / "marks").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["part-1", "part-3"], "Shard 2 of 3 is missing: name all folders, and grade first what was not graded yet."),
        (["part-3"], "Shards 1 and 2 of 3 are missing"),
        ([*PARTS, "part-2"], "Shard 2/3 is given twice, as part-2 and part-2: name one."),
        (["part-1", "part-1", "part-3"], "Shard 1/3 is given twice"),
        ([*PARTS, "nowhere"], "There is no gradebook in nowhere."),
        ([*PARTS, "."], "There is no gradebook in ."),
        ([], "lagrader merge needs the folders of all shards of a class. For example: lagrader merge part-1 part-2"),
    ],
)
def test_folders_that_are_not_all_shards_once(words: list[str], said: str, home: Path) -> None:
    before = [held(home / name) for name in PARTS]
    refused(merge(home, *words), home, 2, said)
    assert [held(home / name) for name in PARTS] == before


def test_no_place_to_go(home: Path) -> None:
    run = lagrader("merge", *PARTS, cwd=home)
    assert (run.code, run.err) == (2, "Say where the gradebook of the whole class goes: --out marks.\n")


def test_a_whole_class_is_no_shard(home: Path) -> None:
    made(home / "whole")
    refused(merge(home, *PARTS, "whole"), home, 2, "whole holds no shard of a class", "needs no merge.")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"course_title": "Trees"}, 'part-2 holds marks for "Trees", and part-1 holds marks for "Linear algebra"'),
        (
            {"course_version": "1.1"},
            "part-2 was graded by the course as version 1.1, files cccccccccccc, and",
        ),
        ({"course": "d" * 64}, "part-2 was graded by the course as version 1.0, files dddddddddddd, and part-1 was"),
        ({"seed": 8}, "part-2 was graded with seed 8, and part-1 was graded with seed 7: marks of two seeds"),
        ({"lagrader": "0.2.0"}, "part-2 was graded by lagrader 0.2.0, and part-1 was graded by lagrader 0.1.0"),
        ({"torch": "2.14.0"}, "part-2 was graded with torch 2.14.0, and part-1 was graded with torch 2.13.0+cpu"),
        ({"device": "cuda:0"}, "part-2 was graded on cuda:0, and part-1 was graded on cpu"),
        ({"layout": "moodle"}, "part-2 found the layout moodle, and part-1 found the layout each"),
    ],
)
def test_a_shard_that_was_graded_otherwise(changed: dict[str, object], said: str, home: Path) -> None:
    basis = {name: value for name, value in changed.items() if hasattr(BASIS, name)}
    facts = replace(FACTS, basis=replace(BASIS, **basis), **{k: v for k, v in changed.items() if k not in basis})
    shutil.rmtree(home / "part-2")
    made(home / "part-2", "2/3", facts=facts)
    refused(merge(home, *PARTS), home, 2, said)


RULE = Rule(
    datetime(2026, 11, 30, 23, 59, tzinfo=UTC),
    Fraction(1, 10),
    Fraction(1, 2),
    timedelta(minutes=15),
    extensions={},
    handed_in={"s17": datetime(2026, 12, 1, 12, tzinfo=UTC)},
)


def go_by(rule: Rule, home: Path, names: list[str]) -> None:
    for name in names:
        with Gradebook.changing(home / name) as book:
            enter_rule(book, rule)


def test_what_lateness_costs_is_the_same_afterwards(home: Path) -> None:
    before = lagrader("grades", "part-1", "s17", cwd=home).out
    go_by(RULE, home, PARTS)
    assert merge(home, *PARTS).code == 0
    with Gradebook.reading(home / "marks") as book:
        assert rule_of(book) == RULE
    assert "10 % off for late work" not in before
    assert "10 % off for late work" in lagrader("grades", "marks", "s17", cwd=home).out


def test_shards_that_go_by_several_deadlines(home: Path) -> None:
    go_by(RULE, home, PARTS[:2])
    said = "part-3 goes by no rule for late work, and part-1 goes by the deadline 2026-11-30T23:59:00+00:00"
    refused(merge(home, *PARTS), home, 2, said, "with one --late for all")
    go_by(replace(RULE, most=Fraction(1)), home, ["part-3"])
    refused(merge(home, *PARTS), home, 2, "part-3 goes by the deadline 2026-11-30T23:59:00+00:00 (file ")


def test_a_shard_of_another_division(home: Path) -> None:
    made(home / "other", "2/4")
    refused(
        merge(home, "part-1", "other", "part-3"), home, 2, "other is one of 4 shards, and part-1 is one of 3 shards"
    )


def test_a_shard_of_another_list_of_people(home: Path) -> None:
    shutil.rmtree(home / "part-3")
    made(home / "part-3", "3/3", [*PEOPLE, "s41"])
    said = "part-3 found a class of 41 people, list "
    refused(merge(home, *PARTS), home, 2, said, "part-1 found a class of 40 people", "the same submissions and roster")


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        (None, "it is being graded, or its last run was killed."),
        ("interrupted", "its last run was interrupted."),
        ("failed", "its last run failed."),
    ],
)
def test_a_shard_that_is_not_complete(outcome: str | None, said: str, home: Path) -> None:
    shutil.rmtree(home / "part-3")
    made(home / "part-3", "3/3", outcome=outcome)
    refused(merge(home, *PARTS), home, 2, "part-3 is not complete, shard 3/3: ", said, "then merge.")


def test_a_learner_in_two_shards(home: Path) -> None:
    with Gradebook.writing(home / "part-3") as book:
        learner = next(one for one in PEOPLE if Shard(1, 3).holds(one))
        book.begin(FACTS)
        book.enter(Row(learner, Status.UNREADABLE))
        book.end("finished")
    refused(merge(home, *PARTS), home, 2, f"{learner} is in part-1 and in part-3, and nobody is in two shards")


def test_a_newer_format(home: Path) -> None:
    with closing(sqlite3.connect(home / "part-2" / FILE_NAME)) as book:
        book.execute("PRAGMA user_version = 99")
    before = held(home / "part-2")
    refused(merge(home, *PARTS), home, 3, "part-2/gradebook.sqlite is of version 99, made by a newer lagrader")
    assert held(home / "part-2") == before


@pytest.mark.parametrize(
    ("data", "said"), [(b"no database at all" * 99, "is no gradebook"), (b"", "is of version 0, now")]
)
def test_a_file_that_is_no_gradebook(data: bytes, said: str, home: Path) -> None:
    (home / "part-2" / FILE_NAME).write_bytes(data)
    refused(merge(home, *PARTS), home, 3, "part-2/gradebook.sqlite", said)


@pytest.mark.parametrize("what", ["a whole class", "a former merge", "a shard", "notes", "a file"])
def test_a_place_that_holds_something_else(what: str, home: Path) -> None:
    out = home / "taken"
    if what == "a whole class":
        made(out)
    elif what == "a former merge":
        assert merge(home, *PARTS, out="taken").code == 0
        with Gradebook.writing(home / "part-1") as book:
            book.begin(FACTS)
            note_part(book, Shard(1, 3), fingerprint(PEOPLE))
            book.enter(Row("s1", Status.UNREADABLE, reason="No."))
            book.end("finished")
    elif what == "a shard":
        out = home / "part-1"
    elif what == "notes":
        out.mkdir()
        (out / "notes.txt").write_text("mine")
    else:
        out.write_text("mine")
    before = held(out) if out.is_dir() else out.read_bytes()
    run = merge(home, *PARTS, out=out.name)
    assert run.code == 2
    told = {"notes": "taken holds something else (notes.txt): name a new folder", "a file": "taken is a file"}
    assert told.get(what, f"{out.name} holds a gradebook already") in " ".join(run.err.split())
    assert (held(out) if out.is_dir() else out.read_bytes()) == before


def test_an_empty_folder_is_a_place(home: Path) -> None:
    (home / "marks").mkdir()
    assert merge(home, *PARTS).code == 0


def test_a_place_where_nothing_can_be_written(home: Path) -> None:
    (home / "file").write_text("")
    run = merge(home, *PARTS, out="file/marks")
    assert run.code == 3
    assert "could not be written" in run.err


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such limit")
def test_as_many_open_files_as_are_allowed(home: Path) -> None:
    limited = ["bash", "-c", 'ulimit "$1" 55; shift; exec "$@"', "bash"]
    words = ["merge", *PARTS, "--out", "marks"]
    refused(
        lagrader(*words, cwd=home, wrapper=[*limited, "-n"]),
        home,
        2,
        "A merge of 3 shards has 59 files open, and 55 are allowed here: have the limit raised (ulimit -n)",
    )
    assert lagrader(*words, cwd=home, wrapper=[*limited, "-Sn"]).code == 0


# --- killed -------------------------------------------------------------------------------------------------

KILLED = """
    import json, os, shutil, signal, sys
    from pathlib import Path
    from lagrader.cli import run
    from lagrader.gradebook import FILE_NAME, merge

    LEFT = 0
    EVENTS = {"open", "os.rename", "os.mkdir", "os.remove", "sqlite3.connect"}

    def step():
        global LEFT
        LEFT -= 1
        if LEFT == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def hook(event, arguments):
        if event in EVENTS and any("marks" in str(one) for one in arguments):
            step()

    def merged(steps):
        "Merge in a process of its own that is killed at a step; return how it ended."
        sys.stdout.flush()
        child = os.fork()
        if child == 0:
            global LEFT
            LEFT = steps
            inner = merge._Copy._results_of
            def counted(self, part):
                for row in inner(self, part):
                    step()
                    yield row
            merge._Copy._results_of = counted
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            if steps:
                sys.addaudithook(hook)
            sys.argv = ["lagrader", "merge", "part-1", "part-2", "part-3", "--out", "marks"]
            os._exit(run())
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

    found, steps = [], 0
    while not found or found[-1]["ended"] == -signal.SIGKILL:
        steps += 1
        ended = merged(steps)
        there = Path("marks", FILE_NAME).exists()
        second = merged(0)
        table = Path("marks/grades.csv").read_text("utf-8")
        names = sorted(path.name for path in Path("marks").iterdir())
        found.append({"ended": ended, "there": there, "second": second, "table": table, "names": names})
        shutil.rmtree("marks")
    print(json.dumps(found))
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="nothing forks there")
def test_killed_at_any_step_it_left_nothing_or_what_a_second_merge_completes(graded: Path, home: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(KILLED)],
        cwd=home,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert len(found) > 40
    assert found[-1]["ended"] == 0
    table = (graded / "whole/grades.csv").read_text("utf-8")
    assert {one["second"] for one in found} == {0}
    assert {one["table"] for one in found} == {table}
    assert {tuple(one["names"]) for one in found} == {("gradebook.lock", FILE_NAME, "grades.csv")}
    there = [one["there"] for one in found]
    assert there == sorted(there)  # from one moment on it is there, and whole
    assert 5 < there.index(True) < len(there) - 5
