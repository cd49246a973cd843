"""lagrader beside what a teacher would pick instead: seconds a submission, both cores busy on every side.

``python benchmarks/rivals/compare.py`` makes an environment of the rivals' own (some minutes, once; ``--keep FOLDER``
keeps it), looks whether each accepts the course's solutions and refuses a wrong answer, and then measures all in turn.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(HERE.parent))

from batch import FEW, MANY, each, make_class  # noqa: E402
from places import Place  # noqa: E402

SUBMISSIONS = 8
"""Submissions of a rival's turn: it takes seconds for each."""

TARGET = 60
"""How many times as fast as the fastest rival lagrader is to be."""

EXERCISES = sorted(path.stem for path in (ROOT / "solutions").glob("ex*.py"))


@dataclass(frozen=True, slots=True)
class Rival:
    """A tool by its package: how it is called, the command for a submission, and how to tell that all was right."""

    name: str
    shown: str
    command: Callable[[Path], Sequence[str]]
    accepts: Callable[[subprocess.CompletedProcess[str]], bool]


class Workshop:
    """A folder with the rivals' environment, their tests, and classes of submissions."""

    def __init__(self, folder: Path) -> None:
        """Make what is not there yet."""
        self.folder = folder
        self.bin = folder / "venv" / "bin"
        if not (folder / "made").exists():
            print(f"Making the rivals' environment in {folder} (torch is large: some minutes)", flush=True)
            run([sys.executable, "-m", "venv", str(folder / "venv")])
            constraints = ["-c", str(ROOT / "constraints.txt"), "-r", str(HERE / "requirements.txt")]
            run([str(self.bin / "python"), "-m", "pip", "install", "-q", "--disable-pip-version-check", *constraints])
            (folder / "made").touch()
        run([sys.executable, str(HERE / "cases.py"), str(folder / "cases.pt")])
        self.tests = folder / "tests"
        shutil.rmtree(self.tests, ignore_errors=True)
        self._write_tests()
        kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
        added = {"RIVALS_CASES": folder / "cases.pt", "RIVALS_FOLDER": self.tests, "PYTHONPATH": self.tests}
        path = {"PATH": f"{self.bin}{os.pathsep}{os.environ['PATH']}"}
        self.environment = {**kept, **path, **{name: str(value) for name, value in added.items()}}

    def _write_tests(self) -> None:
        self.tests.mkdir()
        for name in ("cases.py", "checks.py", "test_lesson.py", "run_gradescope.py"):
            shutil.copy(HERE / name, self.tests)
        check50 = self.tests / "lesson_check50"
        check50.mkdir()
        shutil.copy(HERE / "check50_lesson.py", check50 / "__init__.py")
        files = "".join(f"    - !require {exercise}.py\n" for exercise in EXERCISES)
        text = f'check50:\n  checks: __init__.py\n  files:\n    - !exclude "*"\n{files}'
        (check50 / ".cs50.yaml").write_text(text, "utf-8")
        otter = self.tests / "otter"
        otter.mkdir()
        for number, exercise in enumerate(EXERCISES, 1):
            # otter runs a submission as one program, in whose names its tests look.
            code = f">>> import checks, types\\n>>> checks.check({exercise!r}, types.SimpleNamespace(**globals()))"
            case = f'{{"code": "{code}", "hidden": False, "locked": False}}'
            suite = f'{{"cases": [{case}], "scored": True, "setup": "", "teardown": "", "type": "doctest"}}'
            text = f'OK_FORMAT = True\ntest = {{"name": "q{number}", "points": 20, "suites": [{suite}]}}\n'
            (otter / f"q{number}.py").write_text(text, "utf-8")

    def rivals(self) -> list[Rival]:
        """The tools."""
        python = str(self.bin / "python")
        return [
            Rival(
                "pytest",
                "python -m pytest",
                lambda _: [python, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"{self.tests}/test_lesson.py"],
                lambda ended: ended.returncode == 0,
            ),
            Rival(
                "gradescope-utils",
                "python run_tests.py",
                lambda _: [python, f"{self.tests}/run_gradescope.py"],
                lambda ended: ended.stdout.count('"status": "passed"') == len(EXERCISES),
            ),
            Rival(
                "check50",
                "check50 --dev",
                lambda _: [f"{self.bin}/check50", "--dev", "-o", "json", "--", f"{self.tests}/lesson_check50"],
                lambda ended: ended.stdout.count('"passed": true') == len(EXERCISES),
            ),
            Rival(
                "otter-grader",
                "otter check",
                lambda work: [f"{self.bin}/otter", "check", f"{work}/all.py", "-t", f"{self.tests}/otter"],
                lambda ended: "All tests passed!" in ended.stdout,
            ),
        ]

    def grade(self, rival: Rival, work: Path) -> subprocess.CompletedProcess[str]:
        """Have one submission graded."""
        environment = {**self.environment, "PYTHONPATH": f"{work}{os.pathsep}{self.tests}"}
        return subprocess.run(
            rival.command(work), cwd=work, env=environment, capture_output=True, check=False, text=True
        )

    def version(self, package: str) -> str:
        """The version of a package in the rivals' environment."""
        code = f"from importlib.metadata import version; print(version({package!r}))"
        return run([str(self.bin / "python"), "-c", code]).strip()


def run(command: Sequence[str]) -> str:
    """Run a command and return what it prints; say so and leave where it fails."""
    ended = subprocess.run(command, capture_output=True, check=False, text=True)
    if ended.returncode:
        sys.exit(f"{' '.join(command)} left with {ended.returncode}:\n{ended.stdout}{ended.stderr}")
    return ended.stdout


def submissions(folder: Path, count: int, failing: int = 0) -> list[Path]:
    """Make a class, each with all its programs in one file as well."""
    make_class(folder, count, failing)
    works = sorted(folder.iterdir())
    for work in works:
        texts = (path.read_text("utf-8") for path in sorted(work.glob("ex*.py")))
        lines = [line for text in texts for line in text.splitlines(keepends=True)]
        future = "from __future__ import annotations\n"
        (work / "all.py").write_text(future + "".join(line for line in lines if line != future), "utf-8")
    return works


def turn(workshop: Workshop, rival: Rival, works: Sequence[Path]) -> float:
    """Seconds a submission, as many at once as there are cores."""
    began = time.perf_counter()
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        ended = list(pool.map(lambda work: workshop.grade(rival, work), works))
    seconds = (time.perf_counter() - began) / len(works)
    for one in ended:
        if not rival.accepts(one):
            sys.exit(f"{rival.name} does not accept a right answer:\n{one.stdout}{one.stderr}")
    return seconds


def main() -> None:
    """Compare; leave with 1 where the target is missed."""
    parser = argparse.ArgumentParser(description="lagrader beside pytest, gradescope-utils, check50 and otter-grader.")
    parser.add_argument("--rounds", type=int, default=3, help="rounds, of which the median counts (default 3)")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="where the rivals' environment is kept")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="lagrader-rivals.") as temporary:
        workshop = Workshop((arguments.keep or Path(temporary) / "rivals").resolve())
        place = Place(Path(temporary))
        works = submissions(Path(temporary) / "theirs", SUBMISSIONS)
        (wrong,) = submissions(Path(temporary) / "refused", 1, failing=100)
        rivals = workshop.rivals()
        for rival in rivals:
            if rival.accepts(workshop.grade(rival, wrong)):
                sys.exit(f"{rival.name} accepts a wrong answer.")
        taken: dict[str, list[float]] = {}
        for _ in range(arguments.rounds):
            for rival in rivals:
                taken.setdefault(rival.name, []).append(turn(workshop, rival, works))
            taken.setdefault("lagrader", []).append(each(place, 0, 1)[0])
        medians = {name: statistics.median(found) for name, found in taken.items()}
        print(f"\n{os.cpu_count()} cores, {arguments.rounds} rounds; {FEW} and {MANY} submissions for lagrader\n")
        print("| | version | command | seconds a submission | lagrader is |\n|---|---|---|---|---|")
        ours = medians["lagrader"]
        for rival in sorted(rivals, key=lambda one: medians[one.name]):
            took = medians[rival.name]
            version = workshop.version(rival.name)
            print(f"| {rival.name} | {version} | `{rival.shown}` | {took:.2f} | {took / ours:.0f} times as fast |")
        print(f"| lagrader | this checkout | `lagrader grade` | {ours:.3f} | |")
        fastest = min(medians[rival.name] for rival in rivals)
        sys.exit(0 if fastest / ours >= TARGET else 1)


if __name__ == "__main__":
    main()
