"""The program that replays a failure where the learner is: it goes on after whatever a call does."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from pathlib import Path

from lagrader.reports.feedback import replay
from lagrader.results import Example, Verdict
from tests.reports import samples

HANGS = "def twice(x):\n    print('begun')\n    while True:\n        pass\n"
LEAVES = "def twice(x):\n    raise SystemExit(3)\n"


def laid_out(folder: Path, *sources: str) -> Path:
    made = []
    (folder / "work").mkdir()
    for number, text in enumerate(sources, 1):
        wrong = samples.wrong("twice", f"twice {number}", 1, Verdict.TIME_LIMIT_EXCEEDED, example=Example("twice(2)"))
        made.append(samples.exercise(number, wrong))
        (folder / "work" / f"{made[-1].id}.py").write_text(text)
    (folder / "replay.py").write_text(replay(samples.report(*made)))
    return folder


def test_what_does_not_end_is_stopped_and_the_rest_goes_on(tmp_path: Path) -> None:
    home = laid_out(tmp_path, HANGS, LEAVES, "def twice(x):\n    return 2 * x\n")
    command = [sys.executable, "-u", "replay.py"]
    with subprocess.Popen(command, cwd=home, stdout=subprocess.PIPE, text=True, start_new_session=True) as running:
        assert running.stdout is not None
        said = running.stdout.readline()
        assert said == "A call that does not end is stopped with Ctrl-C, which shows where it was.\n"
        while not said.endswith("begun\n"):
            said += running.stdout.readline()
        running.send_signal(signal.SIGINT)
        said += running.communicate(timeout=60)[0]
    assert running.returncode == 0
    answers = re.findall(r"^  yours +(?:begun\n)?(.*)$", said, re.MULTILINE)
    assert answers[1:] == ["SystemExit: 3", "4"]
    assert re.fullmatch(r"stopped at ex1_dot_product\.py, line [234]: .+", answers[0])
