"""Keeps README's samples true: ``python scripts/samples.py`` compares them with the program, ``--write`` renews them.

A sample is a block fenced as ``console`` whose first line is ``$ lagrader ...``. The samples are one session from top
to bottom, in a folder that is empty at first; a comment ``<!-- work: FOLDER -->`` puts the files of that folder of the
repository into the session's ``solutions/``, and ``<!-- work: FOLDER to PLACE -->`` puts them elsewhere. In a sample
``…`` stands for anything: within a line for a part of it, alone for any number of lines.
"""

from __future__ import annotations

import difflib
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"

_STEP = re.compile(
    r"^<!-- work: (?P<work>\S+)(?: to (?P<place>\S+))? -->$"
    r"|^```console\n\$ lagrader(?P<words>[^\n]*)\n(?P<output>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
_PROGRAM = "import sys; sys.argv[0] = 'lagrader'; from lagrader.cli import main; main()"


@dataclass(frozen=True, slots=True)
class Sample:
    """One sample: the words after ``$ lagrader``, what README says comes out, and what does."""

    words: str
    told: str
    found: str
    start: int
    end: int
    """Where ``told`` stands in README."""

    @property
    def true(self) -> bool:
        """Whether the program says what README says."""
        return pattern(self.told).fullmatch(self.found) is not None

    def differences(self) -> str:
        """Return both as a diff."""
        sides = (self.told.splitlines(), self.found.splitlines())
        return "\n".join(difflib.unified_diff(*sides, "README.md", f"lagrader{self.words}", lineterm=""))


def pattern(told: str) -> re.Pattern[str]:
    """Return the pattern that a sample is."""
    lines = []
    for line in told.splitlines():
        whole = line.strip() == "…"
        lines.append("(?:.*\n)*" if whole else ".*".join(map(re.escape, line.split("…"))) + "\n")
    return re.compile("".join(lines))


def samples(text: str) -> Iterator[Sample]:
    """Run the session that README describes, and yield its samples in order."""
    with tempfile.TemporaryDirectory() as folder:
        for step in _STEP.finditer(text):
            if step["work"]:
                shutil.copytree(ROOT / step["work"], Path(folder, step["place"] or "solutions"), dirs_exist_ok=True)
            else:
                found = output(step["words"], Path(folder))
                yield Sample(step["words"], step["output"], found, step.start("output"), step.end("output"))


def output(words: str, folder: Path) -> str:
    """Return what the program prints on standard output, without blanks at the ends of lines."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("COV_", "COVERAGE_"))}
    environment = {**kept, "PYTHONPATH": str(ROOT), "COLUMNS": "80", "PYTHONIOENCODING": "utf-8"}
    environment["LAGRADER_STATE"] = str(folder / ".state")  # a session of its own, whatever was checked before
    command = [sys.executable, "-c", _PROGRAM, *shlex.split(words)]
    ended = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        check=False,
        capture_output=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
    )
    # On Windows paths are shown with backslashes; README shows the others.
    text = ended.stdout.replace("\\", "/") if os.name == "nt" else ended.stdout
    return "".join(f"{line.rstrip()}\n" for line in text.splitlines())


def renewed(text: str, found: list[Sample]) -> str:
    """Return README with the samples as they are now; those with ``…`` stay, since a person chose what they show."""
    for sample in reversed(found):
        if "…" not in sample.told:
            text = text[: sample.start] + sample.found + text[sample.end :]
    return text


def main() -> None:
    """Compare, or renew; leave with 1 where a sample is not true and was not renewed."""
    text = README.read_text(encoding="utf-8")
    found = list(samples(text))
    if "--write" in sys.argv[1:]:
        README.write_text(renewed(text, found), encoding="utf-8", newline="\n")
        found = [sample for sample in found if "…" in sample.told]
    wrong = [sample for sample in found if not sample.true]
    for sample in wrong:
        print(sample.differences())
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
