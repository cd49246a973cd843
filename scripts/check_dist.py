"""Checks that the built packages carry what they must: ``python scripts/check_dist.py dist``.

The wheel holds every file of the package and of the course and nothing else; the sdist also holds the tests and
what is needed to run them. A file that was forgotten in pyproject.toml is found here and not by a student.
"""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# Where the folders of the checkout lie in the wheel (pyproject.toml, [tool.hatch.build.targets.wheel.sources]).
IN_WHEEL = {
    "lagrader": "lagrader",
    "exercises": "lagrader/_course/exercises",
    "solutions": "lagrader/_course/solutions",
}
IN_SDIST = (*IN_WHEEL, "examples", "tests", "benchmarks", "docs", "scripts", "constraints.txt", "Makefile", "LICENSE")


def tracked() -> list[str]:
    """Return the paths that git knows or would add, relative to the checkout, with forward slashes."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [path for path in listed.split("\0") if path and (ROOT / path).is_file()]


def in_wheel(path: str) -> str | None:
    """Return where a file of the checkout lies in the wheel, or None where it has no place there."""
    top, _, rest = path.partition("/")
    return f"{IN_WHEEL[top]}/{rest}" if top in IN_WHEEL else None


def check_wheel(wheel: Path, paths: list[str]) -> list[str]:
    """Return what is wrong with the wheel, one sentence each."""
    wanted = {place for path in paths if (place := in_wheel(path))}
    with zipfile.ZipFile(wheel) as archive:
        found = {name for name in archive.namelist() if ".dist-info/" not in name}
    missing = [f"{wheel.name} lacks {name}" for name in sorted(wanted - found)]
    return missing + [f"{wheel.name} holds {name}, which the checkout does not" for name in sorted(found - wanted)]


def check_sdist(sdist: Path, paths: list[str]) -> list[str]:
    """Return what is wrong with the sdist, one sentence each."""
    with tarfile.open(sdist) as archive:
        found = {member.name.partition("/")[2] for member in archive.getmembers()}
    wanted = [path for path in paths if path.partition("/")[0] in IN_SDIST]
    return [f"{sdist.name} lacks {path}" for path in wanted if path not in found]


def only(folder: Path, pattern: str) -> Path:
    """Return the one file of ``folder`` that matches; leave with a message where there is none or more than one."""
    found = sorted(folder.glob(pattern))
    if len(found) != 1:
        sys.exit(f"{folder}: expected one {pattern}, found {len(found)}. Empty it and run: python -m build")
    return found[0]


def main() -> None:
    """Check the packages in the folder that the command line names; leave with 1 where something is wrong."""
    if len(sys.argv) != 2:
        sys.exit("usage: python scripts/check_dist.py FOLDER (the folder that python -m build wrote)")
    folder, paths = Path(sys.argv[1]), tracked()
    faults = check_wheel(only(folder, "*.whl"), paths) + check_sdist(only(folder, "*.tar.gz"), paths)
    if faults:
        sys.exit("\n".join(faults))
    print(f"wheel and sdist hold all of {sum(map(bool, map(in_wheel, paths)))} files of package and course")


if __name__ == "__main__":
    main()
