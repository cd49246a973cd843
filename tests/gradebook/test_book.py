"""The gradebook loses nothing that was committed, mixes nothing up, and says in a sentence what is wrong with it."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import textwrap
import time
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from lagrader.errors import UsageError
from lagrader.gradebook import FILE_NAME, Basis, Gradebook, GradebookError, Kind, Status, schema
from lagrader.gradebook.lock import NAME
from tests.gradebook.examples import BASIS, FACTS, everything, report, row

ROOT = Path(__file__).resolve().parents[2]


def key(number: int) -> bytes:
    return BASIS.key(str(number).encode())


# --- what is written is there ----------------------------------------------------------------------------


def test_results_and_rows_are_there_when_it_is_opened_again(tmp_path: Path) -> None:
    with Gradebook.writing(tmp_path / "new" / "marks") as book:
        book.begin(FACTS)
        book.record(key(1), everything(), 0.5)
        book.enter(row("anna", key=key(1), name="Ännchen", email="a@x", late=True, notes=("a", "b"), content=b"x"))
        book.enter(row("ben", status=Status.UNREADABLE, reason="It is a picture."))
        book.end("finished")
    with Gradebook.reading(tmp_path / "new" / "marks") as book:
        rows = {found.learner: found for found in book.rows()}
        assert set(rows) == {"anna", "ben"}
        anna = rows["anna"]
        assert (anna.name, anna.email, anna.late, anna.notes, anna.content) == (
            "Ännchen",
            "a@x",
            True,
            ("a", "b"),
            b"x",
        )
        assert (anna.points, anna.max_points) == (Fraction(1, 3), Fraction(5, 2))
        assert (rows["ben"].points, rows["ben"].reason) == (None, "It is a picture.")
        assert book.report(key(1)) == everything()
        assert list(book.reports()) == [(key(1), everything())]
        assert (book.known(key(2)), book.report(key(2))) == (None, None)
        assert book.known(key(1)) == (Kind.PARTIAL, frozenset())


def test_time_limits_that_wait_are_remembered(tmp_path: Path) -> None:
    with Gradebook.writing(tmp_path) as book:
        book.begin(FACTS)
        book.record(key(1), report(), 0.1, frozenset({"ex3_neuron"}))
        assert book.known(key(1)) == (Kind.PARTIAL, {"ex3_neuron"})
        book.record(key(1), report(), 0.2)
        assert book.known(key(1)) == (Kind.PARTIAL, frozenset())


def test_everything_that_a_mark_depends_on_is_in_its_key() -> None:
    others = [
        replace(BASIS, course="d"),
        replace(BASIS, seed=8),
        replace(BASIS, device="cuda:0"),
        replace(BASIS, lagrader="0.2.0"),
        replace(BASIS, torch="2.14.0"),
        replace(BASIS, sandboxed=False),
    ]
    assert len(others) == len(Basis.__slots__)
    keys = {basis.key(b"work") for basis in [BASIS, *others]} | {BASIS.key(b"other work")}
    assert len(keys) == len(others) + 2


def test_a_row_is_written_again_only_where_it_says_something_new(tmp_path: Path) -> None:
    with Gradebook.writing(tmp_path) as book:
        for number in (1, 1, 2):
            book.begin(FACTS)
            book.record(key(number), report(), 0.1)
            book.enter(row("anna", key=key(number)))
            book.enter(row("ben", status=Status.NOT_HANDED_IN))
        history = book.history("anna")
        assert [entry.row.key for entry in history] == [key(1), key(2)]
        assert [entry.made for entry in history] == sorted(entry.made for entry in history)
        assert len(book.history("ben")) == 1
        assert sorted(found.learner for found in book.rows()) == ["anna", "ben"]


def test_who_is_retired_is_history(tmp_path: Path) -> None:
    with Gradebook.writing(tmp_path) as book:
        book.begin(FACTS)
        book.enter(row("anna", status=Status.NOT_HANDED_IN))
        book.retire("anna")
        assert book.rows() == []
        assert len(book.history("anna")) == 1
        book.enter(row("anna"))
        assert [found.status for found in book.rows()] == [Status.GRADED]


def test_strange_names_come_back(tmp_path: Path) -> None:
    names = ["'; DROP TABLE entries; --", "李", "a\\udc80b", "=1+1", ""]
    with Gradebook.writing(tmp_path) as book:
        book.begin(FACTS)
        for name in names:
            book.enter(row(name))
        assert sorted(found.learner for found in book.rows()) == sorted(names)


# --- the seed --------------------------------------------------------------------------------------------


def test_a_seed_is_drawn_once_and_kept(tmp_path: Path) -> None:
    seeds = set()
    for folder in ("a", "b", "c"):
        with Gradebook.writing(tmp_path / folder) as book:
            seed = book.seed(None)
        with Gradebook.writing(tmp_path / folder) as book:
            assert book.seed(None) == book.seed(seed) == seed
            with pytest.raises(UsageError, match=f"was graded with seed {seed}, and marks of two seeds"):
                book.seed(seed + 1)
        seeds.add(seed)
    assert len(seeds) == 3


def test_a_seed_can_be_chosen_at_first(tmp_path: Path) -> None:
    with Gradebook.writing(tmp_path) as book:
        assert book.seed(0) == 0
        assert book.seed(None) == 0


# --- kills, a full disk, two at once ---------------------------------------------------------------------

WRITE = """
    import sys
    from pathlib import Path
    from lagrader.gradebook import Gradebook
    from tests.gradebook.examples import BASIS, FACTS, report, row
    with Gradebook.writing(Path(sys.argv[1])) as book:
        book.seed(None)
        book.begin(FACTS)
        print("begun", flush=True)
        for number in range(int(sys.argv[2])):
            key = BASIS.key(str(number).encode())
            book.record(key, report(), 0.1)
            book.enter(row(f"s{number % 40}", key=key, reason=str(number)))
            if number % 50 == 49:
                print(number, flush=True)
"""


def writer(folder: Path, number: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", textwrap.dedent(WRITE), str(folder), str(number)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def sound(folder: Path) -> None:
    connection = sqlite3.connect(folder / FILE_NAME)
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    connection.close()


def test_a_kill_at_any_moment_loses_nothing_that_was_committed(tmp_path: Path) -> None:
    seed, told = None, 0
    for turn in range(12):
        with writer(tmp_path, 100_000) as process:
            assert process.stdout.readline() == "begun\n"
            # Every third is killed once it has told of rows, however slow the machine is.
            first = process.stdout.readline() if turn % 3 == 2 else ""
            time.sleep(0.011 * turn)
            process.send_signal(signal.SIGKILL)
            process.wait()
            told = max([told, *map(int, (first + process.stdout.read()).split())])
        sound(tmp_path)
        with Gradebook.writing(tmp_path) as book:
            rows = book.rows()
            assert len({found.learner for found in rows}) == len(rows)
            assert all(found.points == 4 for found in rows)
            # Whoever had a row has one: it is replaced in one step.
            assert len(rows) == min(40, told + 1) or len(rows) >= min(40, told // 50 * 50)
            seed = seed or book.seed(None)
            assert book.seed(None) == seed
    assert told > 0


@pytest.mark.parametrize("stop", [KeyboardInterrupt, ValueError])
def test_what_was_written_is_kept_whatever_ends_the_run(stop: type[BaseException], tmp_path: Path) -> None:
    with pytest.raises(stop):
        write_and(stop, tmp_path)
    with Gradebook.reading(tmp_path) as book:
        assert [found.learner for found in book.rows()] == ["anna"]


def write_and(stop: type[BaseException], folder: Path) -> None:
    with Gradebook.writing(folder) as book:
        book.begin(FACTS)
        book.enter(row("anna"))
        raise stop


def test_it_can_be_read_while_it_is_written(tmp_path: Path) -> None:
    with Gradebook.writing(tmp_path) as book:
        book.begin(FACTS)
        book.enter(row("anna"))
        book.commit()
        book.enter(row("ben"))
        with Gradebook.reading(tmp_path) as other:
            assert [found.learner for found in other.rows()] == ["anna"]


def test_the_second_of_two_graders_is_told(tmp_path: Path) -> None:
    with Gradebook.writing(tmp_path):
        command = [sys.executable, "-c", textwrap.dedent(WRITE), str(tmp_path), "1"]
        ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        said = f"Another lagrader grades into {tmp_path} at this moment (process {os.getpid()}). Wait until it is done"
        assert said in ran.stderr
        assert ran.stdout == ""
    assert (tmp_path / NAME).exists()
    with Gradebook.writing(tmp_path):
        pass


def test_who_was_killed_holds_nothing(tmp_path: Path) -> None:
    with writer(tmp_path, 100_000) as process:
        process.stdout.readline()
        process.kill()
    with Gradebook.writing(tmp_path) as book:
        assert book.fact("seed") is not None


def test_a_full_disk_is_said_and_what_was_committed_stays(tmp_path: Path) -> None:
    with pytest.raises(GradebookError, match=r"the disk is full\. Make room and run the same command again"):
        fill(tmp_path)
    sound(tmp_path)
    with Gradebook.writing(tmp_path) as book:
        assert len(book.rows()) >= 50
        book.begin(FACTS)
        book.enter(row("later"))


def fill(folder: Path) -> None:
    """Write until there are no pages left, which SQLite tells as it tells a full disk."""
    with Gradebook.writing(folder) as book:
        book.begin(FACTS)
        book.connection.execute("PRAGMA max_page_count = 60")
        for number in range(100_000):
            book.enter(row(f"s{number}"))


@pytest.mark.skipif(
    not sys.platform.startswith("linux") or os.geteuid() != 0 or shutil.which("unshare") is None,
    reason="needs root, to have a disk of half a mebibyte",
)
def test_a_disk_that_is_really_full(tmp_path: Path) -> None:
    script = f"""
        mount -t tmpfs -o size=512k none {tmp_path} || exit 77
        {sys.executable} -c "$1" {tmp_path} 100000
        echo "code $?"
        rm -f {tmp_path}/ballast
        {sys.executable} -c "from lagrader.gradebook import Gradebook; from pathlib import Path
with Gradebook.reading(Path('{tmp_path}')) as book: print('rows', len(book.rows()))"
    """
    command = ["unshare", "-m", "sh", "-c", script, "sh", textwrap.dedent(WRITE)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if ran.returncode == 77:
        pytest.skip("no file system can be mounted here")
    assert "the disk is full. Make room and run the same command again" in ran.stderr
    assert "code 1" in ran.stdout
    assert "rows 40" in ran.stdout


# --- what can't be opened --------------------------------------------------------------------------------


def refused(opened, folder: Path, said: str) -> None:
    with pytest.raises(GradebookError) as raised, opened(folder):
        pass
    assert said in str(raised.value)


def test_there_is_none(tmp_path: Path) -> None:
    said = f"There is no gradebook in {tmp_path}. lagrader grade SUBMISSIONS --out {tmp_path} makes one."
    refused(Gradebook.reading, tmp_path, said)


def test_whoever_reads_sees_one_moment(tmp_path: Path) -> None:
    with Gradebook.writing(tmp_path) as book:
        book.begin(FACTS)
        book.record(key(1), report(), 0.1)
        book.enter(row("anna", key=key(1)))
        book.commit()
        with Gradebook.reading(tmp_path) as reader:
            assert [found.learner for found in reader.rows()] == ["anna"]
            book.record(key(2), report(), 0.1)
            book.enter(row("ben", key=key(2)))
            book.commit()
            assert [found for found, _ in reader.reports()] == [key(1)]
            assert [found.learner for found in reader.rows()] == ["anna"]
    with Gradebook.reading(tmp_path) as reader:
        assert {found.learner for found in reader.rows()} == {"anna", "ben"}


def test_a_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / FILE_NAME)
    connection.execute("CREATE TABLE others (x)")
    connection.commit()
    connection.close()
    before = (tmp_path / FILE_NAME).read_bytes()
    for opened in (Gradebook.writing, Gradebook.reading):
        refused(opened, tmp_path, "is a database of another program: choose another folder")
    assert (tmp_path / FILE_NAME).read_bytes() == before


def test_what_is_no_database(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"hello" * 1000)
    refused(Gradebook.writing, tmp_path, "is no gradebook: move it away, or choose another folder")


def test_a_damaged_one(tmp_path: Path) -> None:
    with Gradebook.writing(tmp_path) as book:
        book.begin(FACTS)
        for number in range(500):
            book.enter(row(f"s{number}"))
    data = bytearray((tmp_path / FILE_NAME).read_bytes())
    data[5000:60_000] = os.urandom(55_000)
    (tmp_path / FILE_NAME).write_bytes(data)
    with Gradebook.writing(tmp_path) as book, pytest.raises(GradebookError, match="is damaged") as raised:
        book.rows()
    assert "Move it away and grade again" in str(raised.value)


def test_a_newer_one_is_left_alone(tmp_path: Path) -> None:
    with Gradebook.writing(tmp_path):
        pass
    connection = sqlite3.connect(tmp_path / FILE_NAME)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    for opened in (Gradebook.writing, Gradebook.reading):
        refused(
            opened, tmp_path, f"is of version 99, made by a newer lagrader; this one knows {len(schema.MIGRATIONS)}."
        )


@pytest.mark.parametrize("version", range(1, len(schema.MIGRATIONS)))
def test_an_older_one_is_brought_up_to_date_and_a_copy_is_kept(version: int, tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / FILE_NAME)
    connection.executescript("\n".join(schema.MIGRATIONS[:version]))
    connection.execute(f"PRAGMA application_id = {schema.APPLICATION}")
    connection.execute(f"PRAGMA user_version = {version}")
    connection.execute(
        "INSERT INTO runs (started, lagrader, torch, device, seed, course, course_title, course_version, sandboxed, "
        "layout, source) VALUES ('2026-01-01T00:00:00.000+00:00', '0', '2', 'cpu', 1, 'd', 'A', '1', 1, 'each', 's')"
    )
    connection.execute(
        "INSERT INTO entries (run, made, current, learner, name, email, label, late, status, reason, notes) VALUES "
        "(1, '2026-01-01T00:00:00.000+00:00', 1, 'anna', '', '', 'anna', 0, 'not handed in', '', '[]')"
    )
    connection.commit()
    connection.close()
    before = (tmp_path / FILE_NAME).read_bytes()
    newest = len(schema.MIGRATIONS)
    refused(Gradebook.reading, tmp_path, f"is of version {version}, now {newest}: lagrader grade brings it up to date")
    with Gradebook.writing(tmp_path) as book:
        assert [found.learner for found in book.rows()] == ["anna"]
        book.begin(FACTS)
    assert (tmp_path / f"{FILE_NAME}.version{version}").read_bytes() == before
    with Gradebook.reading(tmp_path) as book:
        assert len(book.rows()) == 1


def test_the_folder_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "marks").write_text("")
    refused(Gradebook.writing, tmp_path / "marks", "could not be written: File exists")
