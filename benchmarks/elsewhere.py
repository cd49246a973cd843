"""Speed where learners already are: a notebook's kernel that is warm, and pytest where lagrader has nothing to do."""

from __future__ import annotations

import contextlib
import importlib.util
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import entry_points
from pathlib import Path

from paired import Cost, Measure, pair
from places import Place, Row

_KERNEL = """
import sys, time
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
shell.run_cell("%load_ext lagrader", store_history=True)
for number, line in enumerate(sys.stdin):
    shell.run_cell(open(line.strip()).read() + f"\\n# {number}\\n", store_history=True)
    began = time.perf_counter()
    result = shell.run_cell("shown = get_ipython().run_line_magic('check', '3')", store_history=True)
    took = time.perf_counter() - began
    assert result.success and shell.user_ns["shown"].report.exercises, result
    print(took, flush=True)
"""
"""A kernel's shell without its sockets: runs the file that each line names as a cell, then checks exercise 3."""

FILES = 300
"""Tests in a folder of somebody else's, each in a file of its own."""


def notebook(place: Place, rounds: int) -> Iterator[Row]:
    """``%check 3`` on a cell that was changed, in a kernel that checked before, against a bare import of torch."""
    if importlib.util.find_spec("IPython") is None:
        return
    with _kernel(place) as check:
        found = pair(check, place.timed("-c", "import torch"), rounds)
    detail = f"{1000 * found.ours:.0f} ms for {found.theirs:.2f} s of import torch"
    yield Row("notebook", "%check 3, warm", found.ratio, "x", 0.2, detail)


@contextlib.contextmanager
def _kernel(place: Place) -> Iterator[Measure]:
    process = subprocess.Popen(
        [sys.executable, "-c", _KERNEL],
        cwd=place.folder / "empty",
        env=place.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin
    assert process.stdout
    try:
        works = [place.folder / work / "ex3_neuron.py" for work in ("right", "wrong")]
        turn = iter(range(10**6))
        yield lambda: _checked(process, works[next(turn) % 2])
    finally:
        process.stdin.close()
        process.wait()


def _checked(process: subprocess.Popen[str], work: Path) -> Cost:
    assert process.stdin
    assert process.stdout
    process.stdin.write(f"{work}\n")
    process.stdin.flush()
    return Cost(float(process.stdout.readline()), 0)


def plugin(place: Place, rounds: int) -> Iterator[Row]:
    """``pytest --co`` in a folder without lagrader, with its plugin and without."""
    folder = place.folder / "others"
    folder.mkdir(exist_ok=True)
    for number in range(FILES):
        (folder / f"test_{number}.py").write_text("def test_one():\n    pass\n", encoding="utf-8")
    plain = ("-m", "pytest", "-q", "--co", "-p", "no:cacheprovider", "-c", "/dev/null", str(folder))
    is_there = any(entry.name == "lagrader" for entry in entry_points(group="pytest11"))
    with_it = place.timed(*plain, *(() if is_there else ("-p", "lagrader.pytest_plugin")))
    without = place.timed(*plain, "-p", "no:lagrader")
    found = pair(with_it, without, rounds)
    detail = f"{1000 * found.ours:.0f} ms for {1000 * found.theirs:.0f} ms, {FILES} files"
    yield Row("plugin", "pytest --co elsewhere", found.ratio, "x", 1.05, detail)
