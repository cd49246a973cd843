"""A class of any size in each layout: right and wrong answers, hostile ones, archives, folders, notebooks."""

from __future__ import annotations

from collections.abc import Callable

from tests.cli.program import EXERCISES, right, swapped
from tests.submission.class_files import Content, tarred, zipped
from tests.submission.test_notebook import notebook

NAME = f"{EXERCISES[3]}.py"
WITHOUT_BIAS = swapped(3, "(w, x) + b", "(w, x)")
HOSTILE = (
    "import os\nos.kill(os.getppid(), 9)\nwhile True: pass\ndef neuron(x, w, b): return 0\n",
    "import os, signal\nos.killpg(0, signal.SIGKILL)\ndef neuron(x, w, b): return 0\n",
    "def neuron(x, w, b): return [0] * 10**10\n",
    "import os\nos.write(3, b'lag1')\ndef neuron(x, w, b): return 0\n",
)

Files = dict[str, Content]


def text_of(number: int) -> str:
    """A learner's program: one in twenty means harm, a third of the others is wrong; no two are alike."""
    if number % 20 == 7:
        return f"{HOSTILE[number // 20 % len(HOSTILE)]}\n# {number}\n"
    return f"{WITHOUT_BIAS if number % 3 == 0 else right(3)}\n# {number}\n"


def _mixed(number: int) -> Files:
    text, learner = text_of(number), f"s{number}"
    ways: list[Files] = [
        {f"{learner}/{NAME}": text},
        {f"{learner}.zip": zipped({f"deep/{NAME}": text})},
        {f"{learner}.tgz": tarred({NAME: text})},
        {f"{learner}.ipynb": notebook(text)},
    ]
    return ways[number % len(ways)]


def _canvas(number: int) -> Files:
    late = "_LATE" if number % 9 == 0 else ""
    return {f"learner{number}{late}_{1000 + number}_{50000 + number}_{NAME}": text_of(number)}


def _moodle(number: int) -> Files:
    return {f"Learner No{number}_{2000 + number}_assignsubmission_file/{NAME}": text_of(number)}


def _gradescope(number: int) -> Files:
    return {f"submission_{3000 + number}/{NAME}": text_of(number)}


def _github(number: int) -> Files:
    return {f"hw1-user{number}/{NAME}": text_of(number), f"hw1-user{number}/.git/HEAD": "ref: refs/heads/main\n"}


LAYOUTS: dict[str, Callable[[int], Files]] = {
    "each": _mixed,
    "canvas": _canvas,
    "moodle": _moodle,
    "gradescope": _gradescope,
    "github": _github,
}


def class_of(layout: str, count: int) -> Files:
    """Return the files of ``count`` learners, as a platform writes them."""
    files: Files = {}
    for number in range(count):
        files |= LAYOUTS[layout](number)
    if layout == "gradescope":
        entries = [
            f"submission_{3000 + n}:\n  :submitters:\n  - :name: Learner {n}\n    :sid: 'g{n}'\n" for n in range(count)
        ]
        files["submission_metadata.yml"] = "---\n" + "".join(entries)
    return files
