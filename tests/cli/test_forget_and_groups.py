"""``lagrader forget``: a name is in no byte of the folder; ``lagrader groups``: its comments reach everybody."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.program import Run, lagrader, swapped
from tests.cli.test_grade import files_of, marks, pytestmark  # noqa: F401 - the same machines
from tests.submission.class_files import laid_out

ODD = swapped(4, "return X @ W + b", "return (X @ W + b) ** 2 * 0.37")
"""A wrong answer that no known mistake explains."""


@pytest.fixture(scope="module")
def class_(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("class")
    wrong = swapped(5, "7 * x", "7 * x + 4711.5")
    files = files_of("annegret_zyx", ex5=wrong) | files_of("ben", ex4=ODD) | files_of("cleo", ex4=ODD)
    laid_out(home / "subs", files)
    (home / "who.csv").write_text("id,name,email\nannegret_zyx,Annegret Zyxmann,annegret@zyx.org\n", "utf-8")
    assert lagrader("grade", "subs", "--out", "marks", "--roster", "who.csv", cwd=home).code == 0
    return home


@pytest.fixture
def home(class_: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(class_, tmp_path / "class"))


def run(home: Path, *words: str) -> Run:
    return lagrader(words[0], "marks", *words[1:], cwd=home)


# --- forget --------------------------------------------------------------------------------------------------


def test_a_forgotten_name_is_in_no_byte_of_the_folder(home: Path) -> None:
    secrets = [b"annegret", b"Annegret", b"zyx", b"Zyx", b"4711"]
    run(home, "override", "annegret_zyx", "ex5.cubic", "--comment", "Annegret, look at 4711.")
    table = (home / "marks/grades.csv").read_text("utf-8-sig")
    (home / "marks/grades.csv").write_text(table + "mine,of another,who is called alike\n", "utf-8")
    lagrader("grade", "subs", "--out", "marks", cwd=home)  # a table of ours, and the changed one is kept
    shutil.copyfile(home / "marks/gradebook.sqlite", home / "marks/gradebook.sqlite.version1")
    before = marks(home)["annegret_zyx"]
    figures = run(home, "grades").out.count("100")
    found = run(home, "forget", "annegret_zyx", "--yes")
    assert found.code == 0, found.err
    assert "Removed: annegret_zyx (Annegret Zyxmann)" in found.err
    assert "still stands" not in found.err
    for path in (home / "marks").rglob("*"):
        data = path.read_bytes() if path.is_file() else b""
        assert [word for word in secrets if word in data] == [], path
    after = marks(home)
    assert set(after) == {"forgotten-1", "ben", "cleo"}
    kept = {name: value for name, value in before.items() if name.startswith(("ex", "points", "max"))}
    assert {name: after["forgotten-1"][name] for name in kept} == kept  # the class's figures are as they were
    assert run(home, "grades").out.count("100") == figures
    assert (home / "marks/grades.changed-1.csv").read_text("utf-8").endswith("mine,of another,who is called alike\n")
    # The next run neither wonders about the row nor brings anybody back whose work is gone.
    shutil.rmtree(home / "subs/annegret_zyx")
    again = lagrader("grade", "subs", "--out", "marks", cwd=home)
    assert (again.code, "forgotten" in again.err) == (0, False)


def test_nobody_is_forgotten_without_a_yes(home: Path) -> None:
    before = (home / "marks/grades.csv").read_bytes()
    found = run(home, "forget", "ben")
    assert found.code == 2
    assert "Nothing was removed. To go ahead without a question: --yes." in found.err
    assert (home / "marks/grades.csv").read_bytes() == before
    assert run(home, "forget", "zoe", "--yes").code == 2


def test_several_are_forgotten_and_what_they_left_is_nobody_to_forget(home: Path) -> None:
    before = marks(home)
    for learner in ("annegret_zyx", "ben"):
        assert run(home, "forget", learner, "--yes").code == 0
    again = run(home, "forget", "forgotten-1", "--yes")
    assert again.code == 2
    assert "Nothing was removed: forgotten-1 is what a forgotten person left" in again.err
    assert run(home, "forget", "cleo", "--yes").code == 0
    after = marks(home)
    assert set(after) == {"forgotten-1", "forgotten-2", "forgotten-3"}
    assert sorted(row["points"] for row in after.values()) == sorted(row["points"] for row in before.values())


def test_where_it_fails_on_the_way_the_learner_is_still_there_to_be_forgotten(home: Path) -> None:
    copy = home / "marks/gradebook.sqlite.version1"
    copy.write_text("This is no database, although it is called like one.\n" * 40)
    failed = run(home, "forget", "annegret_zyx", "--yes")
    assert failed.code != 0
    assert "marks/gradebook.sqlite.version1" in failed.err
    assert "Removed" not in failed.err
    copy.unlink()
    assert run(home, "forget", "annegret_zyx", "--yes").code == 0
    assert set(marks(home)) == {"forgotten-1", "ben", "cleo"}


def test_a_name_elsewhere_in_the_folder_is_told(home: Path) -> None:
    (home / "marks/remarks.txt").write_text("Talk to Annegret Zyxmann.\n")
    assert "A name of theirs still stands in marks/remarks.txt" in run(home, "forget", "annegret_zyx", "--yes").err


def test_what_was_changed_by_hand_loses_the_line_and_keeps_the_others(home: Path) -> None:
    table = home / "marks/grades.csv"
    changed = table.read_text("utf-8-sig").replace("ben,,", "ben,Benedikt Sauer,").replace("cleo,,", "cleo,Cleo R.,")
    table.write_text(changed.replace(",", ";"), "utf-16")  # as a spreadsheet saves it elsewhere
    found = run(home, "forget", "ben", "--yes")
    assert found.code == 0, found.err
    assert "as it was it is now marks/grades.changed-1.csv" in found.err
    assert "still stands" not in found.err
    kept = (home / "marks/grades.changed-1.csv").read_text("utf-16")
    assert ("Benedikt" in kept, "cleo;Cleo R.;" in kept, kept.count("\n")) == (False, True, 3)
    assert list(marks(home)) == ["annegret_zyx", "cleo", "forgotten-1"]


def test_while_another_program_reads_nothing_is_removed(home: Path) -> None:
    book, table = home / "marks/gradebook.sqlite", home / "marks/grades.csv"
    table.write_text(table.read_text("utf-8-sig") + "mine\n", "utf-8")
    before = table.read_bytes()
    with closing(sqlite3.connect(book)) as reader:
        reader.execute("SELECT * FROM entries").fetchall()  # it has looked, and reads nothing at this moment
        found = run(home, "forget", "annegret_zyx", "--yes")
    assert found.code == 3
    assert "Nothing was removed: marks/gradebook.sqlite is open in another program" in found.err
    assert table.read_bytes() == before
    assert run(home, "forget", "annegret_zyx", "--yes").code == 0
    assert [path for path in (home / "marks").glob("grade*") if b"nnegret" in path.read_bytes()] == []


def test_forgotten_twice_and_nobody_else_by_a_part_of_the_name(home: Path) -> None:
    laid_out(home / "subs", files_of("bennett"))
    lagrader("grade", "subs", "--out", "marks", cwd=home)
    assert run(home, "forget", "ben", "--yes").code == 0
    again = run(home, "forget", "ben", "--yes")
    assert again.code == 2
    assert 'Nobody was removed: "ben" is a part of what bennett is called.' in again.err
    assert "bennett" in marks(home)
    gone = run(home, "forget", "zoe", "--yes")
    assert (gone.code, 'There is no learner "zoe" in marks.' in gone.err) == (2, True)


@pytest.mark.slow
def test_exports_in_the_folder_are_removed_or_named(home: Path) -> None:
    (home / "subs/annegret_zyx").rename(home / "subs/z1")
    (home / "who.csv").write_text("id,name\nz1,Zoë O'Neil\n", "utf-8")
    lagrader("grade", "subs", "--out", "marks", "--roster", "who.csv", cwd=home)
    for format_ in ("html=marks/fb", "html=marks/fb.zip", "csv=marks/a.csv", "jsonl=marks/a.jsonl"):
        assert lagrader("export", "marks", "--format", format_, cwd=home).code == 0
    old = home / "marks/old"
    shutil.copytree(home / "marks/fb/z1", old / "Zoë O_Neil")
    (old / "page.htm").write_bytes((home / "marks/fb/z1/feedback.html").read_bytes())
    (old / "z1.csv").write_text("a table that is called so\n")
    (home / "marks/sixteen.csv").write_text("z1,Zoë O'Neil\n", "utf-16")
    (home / "marks/rest.7z").write_bytes(b"7z")
    found = run(home, "forget", "z1", "--yes")
    assert found.code == 0, found.err
    assert "Removed with it: marks/fb/z1, which an export had made." in found.err
    assert not (home / "marks/fb/z1").exists()
    assert (home / "marks/fb/ben/feedback.html").exists()
    left = ["fb.zip", "a.csv", "a.jsonl", "sixteen.csv", "old/page.htm"]
    named = next(line for line in found.err.splitlines() if line.startswith("A name of theirs still stands in "))
    assert [name for name in (*left, "old/Zoë O_Neil") if f"marks/{name}" not in named] == []
    assert "feedback" not in named  # a folder that goes as a whole is named alone
    assert "Nobody could look into marks/rest.7z" in found.err
    assert "z1 is too short to be looked for in files" in found.err


def test_a_comment_on_a_group_is_taken_back_that_is_none_without_the_person(home: Path) -> None:
    name = group(home)
    run(home, "groups", name, "--comment", "Ask ben.")
    assert f"lagrader groups marks {name} --comment ''" in run(home, "forget", "ben", "--yes").err
    assert re.search(rf"{name} +reaches 1 learner", run(home, "groups").out)
    assert f"Taken back: what was said to {name}." in run(home, "groups", name, "--comment", "").err
    assert "still stands" not in run(home, "forget", "ben", "--yes").err


def test_a_name_in_what_others_were_told_is_named_with_what_removes_it(home: Path) -> None:
    name = group(home)
    run(home, "override", "cleo", "ex4.output", "--comment", "As annegret_zyx, see me.")
    run(home, "groups", name, "--comment", "Annegret Zyxmann had the same.")
    found = run(home, "forget", "annegret_zyx", "--yes")
    undo = "lagrader override marks cleo ex4.output --undo"
    assert f"A name of theirs still stands in what was entered for cleo on ex4.output: {undo}" in found.err
    assert f"still stands in the comment on {name}: lagrader groups marks {name} --comment ''" in found.err
    assert "Then have the gradebook cleaned: lagrader forget marks annegret_zyx --yes" in found.err
    assert "gradebook.sqlite" not in found.err
    assert run(home, *undo.split()[1:2], *undo.split()[3:]).code == 0
    assert run(home, "groups", name, "--comment", "").code == 0
    again = run(home, "forget", "annegret_zyx", "--yes")
    assert (again.code, "still stands" in again.err) == (2, False)
    assert b"nnegret" not in (home / "marks/gradebook.sqlite").read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize(("place", "is_theirs"), [("annegret_zyx", True), ("annegret_zyx17", False)])
def test_a_place_of_submissions_that_is_called_like_a_person(place: str, is_theirs: bool, home: Path) -> None:
    (home / place).mkdir()
    (home / "subs").rename(home / place / "subs")
    lagrader("grade", f"{place}/subs", "--out", "marks", cwd=home)
    assert run(home, "forget", "annegret_zyx", "--yes").code == 0
    shutil.rmtree(home / place / "subs/annegret_zyx")
    for words in (["diff", "marks"], ["why", "marks", "ben", "ex4.output"]):
        found = lagrader(*words, cwd=home)
        wanted = (2, True) if is_theirs else (0, False)
        assert (found.code, "name their place with --submissions PATH" in found.err) == wanted, found.err
    assert run(home, "diff", "--submissions", f"{place}/subs").code == 0


@pytest.mark.parametrize(
    "words",
    [
        ["forget", "nowhere", "ben", "--yes"],
        ["override", "nowhere", "ben", "ex3.output", "--comment", "x"],
        ["groups", "nowhere", "ex4.output/ffff", "--comment", "x"],
    ],
)
def test_a_folder_without_a_gradebook_is_refused_and_not_made(words: list[str], tmp_path: Path) -> None:
    found = lagrader(*words, cwd=tmp_path)
    assert found.code == 2
    assert "There is no gradebook in nowhere." in found.err
    assert list(tmp_path.iterdir()) == []


def test_of_the_same_work_the_others_keep_theirs(home: Path) -> None:
    shutil.copytree(home / "subs/ben", home / "subs/dora")
    lagrader("grade", "subs", "--out", "marks", cwd=home)
    points = marks(home)["dora"]["points"]
    assert run(home, "forget", "ben", "--yes").code == 0
    assert marks(home)["dora"]["points"] == points
    assert "layer" in run(home, "grades", "dora").out
    with sqlite3.connect(home / "marks/gradebook.sqlite") as book:
        assert book.execute("PRAGMA integrity_check").fetchone() == ("ok",)


# --- groups --------------------------------------------------------------------------------------------------


def group(home: Path) -> str:
    line = next(line for line in run(home, "groups").out.splitlines() if line.startswith("ex4.output/"))
    return line.partition(":")[0]


def test_the_same_wrong_answers_are_one_group_and_a_comment_reaches_all_of_them(home: Path) -> None:
    shown = run(home, "groups")
    assert shown.code == 0, shown.err
    name = group(home)
    assert f"{name}: 2 learners (ben, cleo)" in shown.out
    assert "expected" in shown.out
    said = run(home, "groups", name, "--comment", "Squared? Read the second line of the statement.")
    assert "Said to 2 learners, and to whoever gives this answer later." in said.err
    laid_out(home / "subs", files_of("late", ex4=ODD))
    lagrader("grade", "subs", "--out", "marks", cwd=home)
    lagrader("export", "marks", "--format", "html=feedback", cwd=home)
    for learner in ("ben", "cleo", "late"):
        page = (home / "feedback" / learner / "feedback.html").read_text("utf-8")
        assert "Your teacher says: Squared? Read the second line of the statement." in page, learner
    assert "Your teacher" not in (home / "feedback/annegret_zyx/feedback.html").read_text("utf-8")
    assert "Squared? Read the second line" in run(home, "grades", "late").flat
    assert group(home) == name  # it is called the same, whoever is in it
    assert "All of them: ben, cleo, late" in run(home, "groups", name).out
    run(home, "groups", name.partition("/")[2], "--comment", "")
    assert "Comment: " not in run(home, "groups").out


def test_a_group_is_written_out_as_a_mistake(home: Path) -> None:
    stub = run(home, "groups", group(home), "--stub")
    assert stub.code == 0
    assert "# exercises/ex4_batch_layer/rubric.yaml, under the mistakes of ex4.output:" in stub.out
    assert "def output_" in stub.out


@pytest.mark.parametrize("words", [["ex4.output/ffff"], ["--comment", "x"], ["--stub"], ["ex9"]])
def test_a_group_that_there_is_not(words: list[str], home: Path) -> None:
    found = run(home, "groups", *words)
    assert found.code == 2
    assert "lagrader groups marks lists them." in found.err


def test_nobody_gave_the_same_wrong_answer(tmp_path: Path) -> None:
    laid_out(tmp_path / "subs", files_of("anna"))
    lagrader("grade", "subs", "--out", "marks", cwd=tmp_path)
    assert run(tmp_path, "groups").out == "No two learners gave the same wrong answer.\n"
    assert json.loads(lagrader("export", "marks", "--format", "json", cwd=tmp_path).out)["submissions"]
