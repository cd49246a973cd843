"""``lagrader report``: where the page goes, what lies beside it, the screen, what is refused, a page that grows."""

from __future__ import annotations

import re
import shutil
import subprocess
import time
from collections import Counter
from pathlib import Path

import pytest

from lagrader.batch import Tally
from lagrader.cli.class_page import LivePage
from lagrader.worker.landlock import abi
from lagrader.worker.syscalls import architecture
from tests.cli.program import COMMAND, EXERCISES, ROOT, environment, lagrader, right, swapped
from tests.item_analysis.classes import a_class, course, marks
from tests.submission.class_files import laid_out

REAL = pytest.mark.skipif(not abi() or architecture() is None, reason="strangers' work needs the whole sandbox")
REFRESH = 'http-equiv="refresh"'
CUBIC = """import torch

GRADIENT_AT_2 = 3.0


def f(x):
    square = x * x
    cube = square * x
    return cube - 4 * square + 7 * x - 1


def gradient_at(x):
    point = torch.tensor(x, requires_grad=True)
    value = f(point)
    value.backward()
    slope = point.grad
    return slope
"""


@pytest.fixture
def graded(tmp_path: Path) -> Path:
    a_class(tmp_path / "marks", marks("+++", "++-", "+--", "---"), names={"s1": "Anna Berg"})
    return tmp_path


# --- what is written ---------------------------------------------------------------------------------------


def test_the_page_and_everybodys_feedback(graded: Path) -> None:
    run = lagrader("report", "marks", cwd=graded)
    assert (run.code, run.out) == (0, "")
    assert "Written: marks/report.html" in run.err
    page = (graded / "marks" / "report.html").read_text("utf-8")
    assert REFRESH not in page
    links = re.findall(r'href="(feedback/[^"]+)"', page)
    assert set(links) == {f"feedback/s{number}/feedback.html" for number in range(4)}
    assert all((graded / "marks" / link).is_file() for link in links)
    assert "Anna Berg" in (graded / "marks/feedback/s1/feedback.html").read_text("utf-8")


def test_pages_that_are_there_are_linked(graded: Path) -> None:
    assert lagrader("report", "marks", "--no-pages", cwd=graded).code == 0
    page = graded / "marks" / "report.html"
    assert not (graded / "marks" / "feedback").exists()
    assert "feedback.html" not in page.read_text("utf-8")
    assert lagrader("export", "marks", "--format", "html=marks/feedback", cwd=graded).code == 0
    (graded / "elsewhere").mkdir()
    assert lagrader("report", "marks", "--no-pages", "--format", "html=elsewhere/p.html", cwd=graded).code == 0
    assert 'href="../marks/feedback/s1/feedback.html"' in (graded / "elsewhere/p.html").read_text("utf-8")


def test_without_names_it_has_a_file_of_its_own(graded: Path) -> None:
    run = lagrader("report", "marks", "--anonymous", cwd=graded)
    assert run.code == 0
    page = (graded / "marks" / "report-anonymous.html").read_text("utf-8")
    assert "Learner 4" in page
    assert not any(word in page for word in ("Anna", "Berg", ">s1<", "feedback.html"))
    assert not (graded / "marks" / "report.html").exists()
    assert not (graded / "marks" / "feedback").exists()


def test_the_same_on_a_screen(graded: Path) -> None:
    run = lagrader("report", "marks", "--format", "terminal", cwd=graded)
    assert run.code == 0
    assert "Half of 4 learners with marks have 50 % of the points or more; 1 has all of them, 2 have less" in run.flat
    assert "3 ex3.output BIAS_MISSING" in run.flat
    assert not (graded / "marks" / "report.html").exists()
    lagrader("report", "marks", "--format", "terminal=screen.txt", cwd=graded)
    assert (graded / "screen.txt").read_text("utf-8").split() == run.out.split()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nowhere"], "There is no gradebook in nowhere."),
        (["marks", "--format", "xml"], 'There is no format "xml" here. There are html and terminal.'),
        (["marks", "--format", "html=gone/p.html"], "there is no folder gone"),
        (["marks", "--format", "terminal", "--no-pages"], "--no-pages belongs to the page"),
    ],
)
def test_what_is_refused(graded: Path, words: list[str], said: str) -> None:
    run = lagrader("report", *words, cwd=graded)
    assert run.code == 2
    assert said in " ".join(run.err.split())


def test_without_the_extra_it_says_what_to_install_and_the_screen_works(graded: Path) -> None:
    lacking = graded / "lacking" / "altair"
    lacking.mkdir(parents=True)
    (lacking / "__init__.py").write_text("raise ModuleNotFoundError('no', name='altair')\n")
    env = environment(PYTHONPATH=f"{lacking.parent}:{ROOT}")
    run = lagrader("report", "marks", cwd=graded, env=env)
    assert run.code == 2
    assert 'altair is not installed here: pip install "lagrader[report]"' in " ".join(run.err.split())
    assert not (graded / "marks" / "feedback").exists()
    assert lagrader("report", "marks", "--format", "terminal", cwd=graded, env=env).code == 0
    (graded / "subs").mkdir()
    (graded / "subs" / "anna.py").write_text("")
    refused = lagrader("grade", "subs", "--out", "fresh", "--report", cwd=graded, env=env)
    assert refused.code == 2
    assert not (graded / "fresh").exists()


def test_a_page_that_cannot_be_written_leaves_the_former_one(graded: Path) -> None:
    page = graded / "marks" / "report.html"
    page.write_text("former")
    (graded / "marks" / ".report.html.new").mkdir()
    run = lagrader("report", "marks", "--no-pages", cwd=graded)
    assert run.code == 3
    assert "could not be written" in run.err
    assert page.read_text() == "former"


# --- while it grades ---------------------------------------------------------------------------------------


def test_a_page_that_grows_looks_again_until_the_end(graded: Path) -> None:
    folder = graded / "marks"
    with LivePage(folder, course()) as live:
        live.tell(Tally(9, Counter({"full marks": 4})))
        assert live._writing is not None
        live._writing.join()
        page = live.file.read_text("utf-8")
        assert REFRESH in page
        assert "Grading: 4 of 9." in page
        live.tell(Tally(9, Counter({"full marks": 5})))
        assert not live._writing.is_alive()  # it would cost more than its part of the time
        assert not (folder / "feedback").exists()
    page = live.file.read_text("utf-8")
    assert REFRESH not in page
    assert "Grading:" not in page
    assert (folder / "feedback/s0/feedback.html").is_file()


def test_who_interrupts_it_has_a_page_that_looks_no_more(graded: Path) -> None:
    live = LivePage(graded / "marks", course())
    live.tell(Tally(9))
    live.__exit__(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert REFRESH not in live.file.read_text("utf-8")
    assert not (graded / "marks" / "feedback").exists()


def test_it_costs_a_twentieth_of_the_time_at_most(graded: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    took = []

    def slow(*_: object) -> None:
        time.sleep(0.2)
        took.append(1)

    live = LivePage(graded / "marks", course())
    monkeypatch.setattr("lagrader.cli.class_page.write_page", slow)
    began = time.monotonic()
    while time.monotonic() - began < 3:
        live.tell(Tally(9))
        time.sleep(0.02)
    assert len(took) == 1


@pytest.mark.slow
@REAL
def test_a_real_class_and_work_that_differs_in_names_alone(tmp_path: Path) -> None:
    name = f"{EXERCISES[5]}.py"
    renamed = (
        CUBIC.replace("point", "start").replace("square", "sq").replace("    value = f", "    # mine\n    value = f")
    )
    work = {"anna": CUBIC, "ben": renamed, "cleo": right(5), "dan": swapped(5, "+ 7 * x", "- 7 * x")}
    laid_out(tmp_path / "subs", {f"{who}/{name}": text for who, text in work.items()})
    words = [*COMMAND, "grade", "subs", "--out", "marks", "--report"]
    run = subprocess.Popen(words, cwd=tmp_path, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    shown = tmp_path / "marks" / "report.html"
    met = set()
    while run.poll() is None:  # as a browser that looks again
        met.add(REFRESH in shown.read_text("utf-8") if shown.exists() else None)
        time.sleep(0.02)
    out, err = (text.decode() for text in run.communicate())
    assert run.returncode == 0
    assert True in met
    assert "To watch, open marks/report.html" in err
    assert "marks/report.html" in out
    page = shown.read_text("utf-8")
    assert REFRESH not in page
    assert (tmp_path / "marks/feedback/dan/feedback.html").is_file()
    screen = lagrader("report", "marks", "--format", "terminal", cwd=tmp_path).flat
    assert "The same but for names, which is no proof: anna=ben." in screen
    assert "The same program but for names" in page
    shutil.rmtree(tmp_path / "subs")
    assert lagrader("report", "marks", "--no-pages", cwd=tmp_path).code == 0
    gone = (tmp_path / "marks" / "report.html").read_text("utf-8")
    assert "The work is not where it was graded any more" in gone
