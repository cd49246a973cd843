"""``lagrader grade``: a class from its files to its marks, through real workers, killed and resumed on the way."""

from __future__ import annotations

import csv
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from lagrader.worker.landlock import abi
from lagrader.worker.syscalls import architecture
from tests.cli.large_class import LAYOUTS, WITHOUT_BIAS, class_of
from tests.cli.program import COMMAND, EXERCISES, Run, environment, lagrader, right
from tests.submission.class_files import Content, laid_out, zipped
from tests.submission.test_notebook import notebook

pytestmark = pytest.mark.skipif(not abi() or architecture() is None, reason="strangers' work needs the whole sandbox")

NAMES = {number: f"{id_}.py" for number, id_ in EXERCISES.items()}
HOSTILE = "import os\nos.kill(os.getppid(), 9)\nwhile True: pass\n"


def files_of(learner: str, **changed: str) -> dict[str, Content]:
    """A folder with all right answers, but for those named ``ex3=text``."""
    texts = {number: changed.get(f"ex{number}", right(number)) for number in EXERCISES}
    return {f"{learner}/{NAMES[number]}": f"{text}\n# {learner}\n" for number, text in texts.items()}


def grade(home: Path, *words: str) -> Run:
    return lagrader("grade", "subs", "--out", "marks", *words, cwd=home)


def marks(home: Path) -> dict[str, dict[str, str]]:
    text = (home / "marks" / "grades.csv").read_text("utf-8-sig")
    return {row["id"]: row for row in csv.DictReader(text.splitlines())}


def points(home: Path) -> dict[str, str]:
    return {learner: row["points"] for learner, row in marks(home).items()}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    files = files_of("anna") | files_of("ben", ex3=WITHOUT_BIAS) | files_of("hostile", ex1=HOSTILE)
    files |= {"cleo.ipynb": notebook("print(tried_out)", *(right(number) for number in EXERCISES)), "dora.rar": b"Rar!"}
    files["eve.zip"] = zipped({f"x/{name}": content for name, content in files_of("eve").items()})
    laid_out(tmp_path / "subs", files)
    return tmp_path


def test_a_class_from_files_to_marks(home: Path) -> None:
    run = grade(home)
    assert run.code == 0, run.err
    assert points(home) == {"anna": "100", "ben": "88", "cleo": "100", "dora": "", "eve": "100", "hostile": "80"}
    lines = run.out.splitlines()
    assert lines[0].startswith("6 submissions in ")
    assert "Not graded through our fault: 0." in run.out
    assert lines[-1] == "Next: lagrader grades marks --problems"
    assert sorted(path.name for path in (home / "marks").iterdir()) == [
        "gradebook.lock",
        "gradebook.sqlite",
        "grades.csv",
    ]
    report = lagrader("grades", "marks", "ben", cwd=home)
    assert "You left the bias out." in report.out
    exported = lagrader("export", "marks", "--format", "json", cwd=home)
    assert '"proven": true' in exported.out


def test_run_again_nothing_is_graded_twice(home: Path) -> None:
    grade(home)
    before = (home / "marks" / "grades.csv").read_bytes()
    assert grade(home).code == 0
    assert (home / "marks" / "grades.csv").read_bytes() == before
    connection = sqlite3.connect(home / "marks" / "gradebook.sqlite")
    assert connection.execute("SELECT count(*), count(DISTINCT run) FROM results").fetchone() == (5, 1)
    assert connection.execute("SELECT outcome FROM runs").fetchall() == [("finished",), ("finished",)]
    connection.close()


@pytest.mark.slow
def test_the_same_bytes_with_any_number_of_jobs(home: Path, tmp_path: Path) -> None:
    found = set()
    for jobs in ("1", "4"):
        lagrader("grade", "subs", "--out", f"marks{jobs}", "--jobs", jobs, "--seed", "5", cwd=home)
        found.add((home / f"marks{jobs}" / "grades.csv").read_bytes())
    assert len(found) == 1


def test_a_seed_is_drawn_and_another_is_refused(home: Path) -> None:
    grade(home)
    run = grade(home, "--seed", "1")
    assert run.code == 2
    assert "marks was graded with seed" in run.err


@pytest.mark.slow
def test_who_is_gone_keeps_the_marks_and_is_named(home: Path) -> None:
    grade(home)
    shutil.rmtree(home / "subs" / "ben")
    run = grade(home)
    assert "Not in subs any more, marks kept: ben." in run.err
    assert points(home)["ben"] == "88"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere a name is text")
def test_a_path_that_is_no_text(tmp_path: Path) -> None:
    folder = os.fsdecode(b"subs\xff")
    laid_out(tmp_path / folder, files_of("anna"))
    assert lagrader("grade", folder, "--out", "marks", cwd=tmp_path).code == 0
    assert points(tmp_path) == {"anna": "100"}


def test_who_hands_in_later_is_absent_no_more(home: Path) -> None:
    (home / "roster.csv").write_text("id,login,name\ns1,zoe,Zoë\ns2,anna,Anna\n", encoding="utf-8")
    grade(home, "--roster", "roster.csv")
    assert (marks(home)["s1"]["status"], marks(home)["anna"]["name"]) == ("not handed in", "Anna")
    laid_out(home / "subs", files_of("zoe"))
    grade(home, "--roster", "roster.csv")
    assert "s1" not in marks(home)
    assert (points(home)["zoe"], marks(home)["zoe"]["name"]) == ("100", "Zoë")


@pytest.mark.slow
def test_what_was_changed_by_hand_is_kept(home: Path) -> None:
    grade(home)
    table = home / "marks" / "grades.csv"
    table.write_bytes(table.read_bytes().replace(b"88", b"90"))
    laid_out(home / "subs", files_of("fay"))
    run = grade(home)
    assert "grades.csv had been changed by hand: as it was it is now marks/grades.changed-1.csv." in run.err
    assert b"90" in (home / "marks" / "grades.changed-1.csv").read_bytes()
    assert points(home)["ben"] == "88"


@pytest.mark.slow
@pytest.mark.parametrize(("percent", "code"), [("0", 1), ("100", 1)])
def test_fail_under_counts_everybody(percent: str, code: int, home: Path) -> None:
    assert grade(home, "--fail-under", percent).code == code  # dora's could not be read
    (home / "subs" / "dora.rar").unlink()
    assert lagrader("grade", "subs", "--out", "others", "--fail-under", "80", cwd=home).code == 0


def test_a_broken_course_grades_nobody(home: Path) -> None:
    run = grade(home, "--course", "nowhere")
    assert run.code == 2
    assert not (home / "marks").exists()


def test_one_submission_without_the_sandbox_is_marked(tmp_path: Path) -> None:
    laid_out(tmp_path / "subs", files_of("anna"))
    run = grade(tmp_path, "--unsafe-no-sandbox")
    assert run.code == 0, run.err
    assert "nobody looked whether the protections hold here" in " ".join(
        lagrader("grades", "marks", "anna", cwd=tmp_path).out.split()
    )


def test_a_missing_layer_is_refused(home: Path) -> None:
    from tests.lacking import wrapper

    run = lagrader("grade", "subs", "--out", "marks", cwd=home, wrapper=wrapper("landlock=ENOSYS"))
    assert run.code == 3
    assert "Strangers' programs do not run here: 1 protection is missing." in run.err
    assert not (home / "marks" / "grades.csv").exists()


def test_two_graders_on_one_folder(home: Path) -> None:
    first = start(home)
    until = time.monotonic() + 60
    while not (home / "marks" / "gradebook.lock").exists() and time.monotonic() < until:
        time.sleep(0.01)
    second = grade(home)
    first.communicate()
    assert second.code in (0, 2)  # 0 where the first was done by then
    assert second.code == 0 or "Another lagrader grades into marks at this moment" in second.err
    assert points(home)["anna"] == "100"


@pytest.mark.slow
def test_ctrl_c_keeps_what_was_graded(home: Path) -> None:
    laid_out(home / "subs", {f"s{number}/{NAMES[3]}": f"{right(3)}\n# {number}" for number in range(300)})
    process = start(home)
    wait_for_results(home, 5)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err.decode().endswith("What was graded is kept: run the same command again to go on.\nStopped.\n")
    assert count(home) >= 5
    assert grade(home).code == 0
    assert points(home)["s299"] == "20"


@pytest.mark.slow
def test_a_disk_that_fills_loses_nothing_that_was_said_to_be_kept(tmp_path: Path) -> None:
    """The marks lie on a file system of a few hundred KiB, which then gets room."""
    laid_out(tmp_path / "subs", {f"s{n}/{NAMES[3]}": f"{WITHOUT_BIAS}\n# {n}\n" for n in range(80)})
    (tmp_path / "marks").mkdir()
    command = f"{' '.join(COMMAND)} grade subs --out marks --seed 3"
    script = f"""
        mount -t tmpfs -o size=160k none marks || exit 77
        {command}; echo "first $?" >&2
        mount -o remount,size=64m marks
        {command}; echo "second $?" >&2
        cp marks/grades.csv disturbed.csv
    """
    unshare = shutil.which("unshare")
    if not unshare or subprocess.run([unshare, "-rm", "true"], capture_output=True, check=False).returncode:
        pytest.skip("no file system can be mounted here")
    ran = subprocess.run(
        [unshare, "-rm", "sh", "-c", script],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode == 77:
        pytest.skip("no file system can be mounted here")
    assert "the disk is full. Make room and run the same command again" in " ".join(ran.stderr.split())
    assert "first 3" in ran.stderr
    assert "second 0" in ran.stderr
    assert "80 learners" in ran.stderr
    assert grade(tmp_path, "--seed", "3").code == 0  # what was mounted there is gone: from nothing
    assert (tmp_path / "marks" / "grades.csv").read_bytes() == (tmp_path / "disturbed.csv").read_bytes()


SIZE = int(os.environ.get("LAGRADER_CLASS", "60"))
"""Learners in each of the five layouts; 400 make the 2,000 of a large course."""

KILLS = 5


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_of_the_class_is_recognised(layout: str, tmp_path: Path) -> None:
    laid_out(tmp_path / "subs", class_of(layout, SIZE))
    run = lagrader("grade", "subs", "--dry-run", cwd=tmp_path)
    assert run.code == 0
    assert f": {SIZE} learners." in run.err.splitlines()[0]
    found = [line.split() for line in run.out.splitlines() if line[:1].strip()]
    assert len(found) == SIZE
    assert all("ex3" in words for words in found)


@pytest.mark.slow
@pytest.mark.parametrize("layout", LAYOUTS if "LAGRADER_CLASS" in os.environ else ["moodle"])
def test_killed_at_random_and_resumed_it_equals_an_undisturbed_run(layout: str, tmp_path: Path) -> None:
    random.seed(layout)
    laid_out(tmp_path / "subs", class_of(layout, SIZE))
    for _ in range(KILLS):
        process = start(tmp_path, "--seed", "3")
        time.sleep(random.uniform(0.5, 3 + SIZE / 30))
        process.send_signal(signal.SIGKILL)
        process.communicate()
    assert grade(tmp_path, "--seed", "3").code == 0
    disturbed = (tmp_path / "marks" / "grades.csv").read_bytes()
    (tmp_path / "marks").rename(tmp_path / "disturbed")
    assert grade(tmp_path, "--seed", "3").code == 0
    assert (tmp_path / "marks" / "grades.csv").read_bytes() == disturbed
    assert len(marks(tmp_path)) == SIZE
    assert workers_of(tmp_path) == []


def start(home: Path, *words: str) -> subprocess.Popen[bytes]:
    command = [*COMMAND, "grade", "subs", "--out", "marks", *words]
    return subprocess.Popen(
        command, cwd=home, env=environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def count(home: Path, marks: str = "marks") -> int:
    path = home / marks / "gradebook.sqlite"
    if not path.exists():
        return 0
    connection = sqlite3.connect(path)
    try:
        return int(connection.execute("SELECT count(*) FROM results").fetchone()[0])
    except sqlite3.OperationalError:
        return 0  # its tables are being made
    finally:
        connection.close()


def wait_for_results(home: Path, number: int) -> None:
    until = time.monotonic() + 90
    while count(home) < number and time.monotonic() < until:
        time.sleep(0.02)


def workers_of(home: Path) -> list[str]:
    """Zygotes whose grader is gone: they have no parent of ours any more."""
    left = []
    time.sleep(2)  # one that sees its grader gone ends what it forked, and leaves
    for path in Path("/proc").glob("[0-9]*"):
        try:
            command, name = (path / "cmdline").read_bytes(), (path / "comm").read_bytes()
            parent = (path / "stat").read_text().rpartition(")")[2].split()[1]
        except OSError:
            continue
        waits = name == b"lagrader-waits\n"  # for somebody's next check, and that is another test's
        if b"lagrader.worker.zygote" in command and parent == "1" and os.getpid() != 1 and not waits:
            left.append(path.name)
    return left
