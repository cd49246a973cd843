"""docs/authoring.md, followed from top to bottom as a reader would: its files are written, its commands run."""

from __future__ import annotations

import difflib
import os
import re
import subprocess
import sys
import textwrap
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from lagrader.course import Course
from tests.cli.program import environment, lagrader

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "authoring.md").read_text(encoding="utf-8")

sys.path.insert(0, str(ROOT / "scripts"))
import samples  # noqa: E402

_BLOCK = re.compile(r"^```(?P<language>\w*) ?(?P<kind>[^\n]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_COMMAND = re.compile(r"^\$ (?P<command>[^\n]*)\n(?P<told>(?:(?!\$ )[^\n]*\n)*)", re.MULTILINE)


@dataclass(frozen=True)
class Step:
    """One command of the page: what it says comes out, and what does."""

    command: str
    told: str
    found: str

    @property
    def differences(self) -> str:
        sides = (self.told.splitlines(), self.found.splitlines())
        return "\n".join(difflib.unified_diff(*sides, "authoring.md", f"$ {self.command}", lineterm=""))


class Reader:
    """Who follows the page, block after block."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.steps: list[Step] = []

    def follow(self, page: str) -> None:
        for block in _BLOCK.finditer(page):
            if block["language"] == "console":
                self.steps += [self._run(found["command"], found["told"]) for found in _COMMAND.finditer(block["text"])]
            elif block["kind"].startswith("criterion "):
                self._replace(block["kind"].removeprefix("criterion "), block["text"])
            elif path := block["kind"].rpartition(" ")[2]:
                self._write(path, block["text"])

    def _replace(self, path: str, criterion: str) -> None:
        """Put a criterion in the place of the one that has its id."""
        (id_,) = re.findall(r"^id: \w+$", criterion, re.MULTILINE)
        lines = textwrap.indent(criterion, "    ").replace("    id:", "  - id:", 1)
        before = (self.folder / path).read_text(encoding="utf-8")
        after, count = re.subn(rf"^  - {id_}\n(?:(?:    .*)?\n)*", lambda _: lines, before, flags=re.MULTILINE)
        assert (count, after != before) == (1, True), id_
        (self.folder / path).write_text(after, encoding="utf-8")

    def _write(self, path: str, text: str) -> None:
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / path).write_text(text, encoding="utf-8")

    def _run(self, command: str, told: str) -> Step:
        program, *words = command.split()
        found = ""
        if program == "cd":
            self.folder /= words[0]
        elif program == "rm":
            (self.folder / words[0]).unlink()
        else:
            assert program == "lagrader", command
            found = samples.output(command.removeprefix(program), self.folder)
        return Step(command, told, found)


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    """The page, followed to its end."""
    reader = Reader(tmp_path_factory.mktemp("authoring"))
    reader.follow(PAGE)
    return reader


def test_every_command_says_what_the_page_says(reader: Reader) -> None:
    wrong = [step.differences for step in reader.steps if not samples.pattern(step.told).fullmatch(step.found)]
    assert not wrong, "\n\n".join(wrong)


def test_the_exercise_is_whole_when_the_page_has_been_followed(reader: Reader) -> None:
    exercise = Course.load(reader.folder).find("softmax")
    assert [path.name for path, _ in exercise.alternatives] == ["largest_first.py", "loop.py"]
    assert [criterion.kind for criterion in exercise.rubric.criteria] == ["answer", "call", "source"]


def test_the_table_of_files_is_what_is_written(reader: Reader) -> None:
    named = re.findall(r"^\| `((?:exercises|solutions)/[^`]*)` \|", PAGE, re.MULTILINE)
    assert len(named) == 7
    assert all((reader.folder / name).exists() for name in named)


@pytest.fixture(scope="module")
def installed(reader: Reader, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of packages, with the wheel that the page's pyproject.toml makes of the course."""
    home = tmp_path_factory.mktemp("wheel")
    command = [*(sys.executable, "-m", "pip", "wheel"), *("--no-deps", "--no-index", "--no-build-isolation")]
    built = subprocess.run(
        [*command, "--wheel-dir", str(home), str(reader.folder)], capture_output=True, text=True, check=False
    )
    assert built.returncode == 0, built.stderr
    with zipfile.ZipFile(home / "probabilities_course-1.0-py3-none-any.whl") as wheel:
        wheel.extractall(home / "site")  # what pip does with a wheel without programs
    return home / "site"


def files(course: Path) -> set[str]:
    """The names of all files of a course."""
    paths = (path for part in ("exercises", "solutions") for path in (course / part).rglob("*") if path.is_file())
    return {path.relative_to(course).as_posix() for path in paths}


def test_the_package_holds_the_whole_course(reader: Reader, installed: Path) -> None:
    packed, own = (files(folder) for folder in (installed / "probabilities_course", reader.folder))
    assert packed == own
    assert "exercises/ex2_softmax/alternatives/loop.py" in own


def test_the_package_is_found_by_its_name(reader: Reader, installed: Path, tmp_path: Path) -> None:
    (tmp_path / "ex2_softmax.py").write_bytes((reader.folder / "solutions" / "ex2_softmax.py").read_bytes())
    env = environment(PYTHONPATH=os.pathsep.join((str(ROOT), str(installed))))
    assert lagrader("list", "--course", "probabilities", cwd=tmp_path, env=env).out.startswith("Probabilities ")
    run = lagrader("check", "2", "--course", "probabilities", "--format", "plain", cwd=tmp_path, env=env)
    assert run.out == "ex2 20/20\ntotal 20/20\n", run.err
