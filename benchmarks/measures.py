"""What is measured: each measure is a function from a number of rounds to rows of the table.

All programs are started from the folder of this checkout, in an empty working folder, with the course's own solutions
copied there as a learner's work.
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from after import after
from authors import audit
from batch import batch, cluster, large
from elsewhere import notebook, plugin
from merging import merge
from paired import Cost, Pair, can_pin, cores, pair
from places import ROOT, Place, Row

PAGES = {
    "list": ["list"],
    "show 3": ["show", "3"],
    "doctor --help": ["doctor", "--help"],
    "--version": ["--version"],
}


def check_against_torch(place: Place, rounds: int) -> Iterator[Row]:
    """A cold check of all five against a bare import of torch, on two cores and on one."""
    bare = place.timed("-c", "import torch")
    targets = {2: 1.0, 1: 1.25} if can_pin() else {os.cpu_count() or 1: 1.0}
    for count, target in targets.items():
        with cores(count):
            found = pair(place.check(), bare, rounds)
        name = f"check, on {count} core{'' if count == 1 else 's'}"
        detail = f"{found.ours:.2f} s for {found.theirs:.2f} s of import torch"
        yield Row("check", name, found.ratio, "x", target, _detail(detail, found))
    with cores(max(targets)):
        found = pair(place.timed("-m", "lagrader", "check", str(ROOT / "solutions")), bare, rounds)
    detail = f"{found.ours:.2f} s for {found.theirs:.2f} s of import torch"
    yield Row("check", "check of all twelve exercises", found.ratio, "x", 1.3, _detail(detail, found))


def warm_check(place: Place, rounds: int) -> Iterator[Row]:
    """A check that finds a process waiting, of all five and of one; and what leaving one adds to the first check."""
    if not sys.platform.startswith("linux"):
        return
    bare, right = place.timed("-c", "import torch"), str(place.folder / "right")
    try:
        for name, words, target in (("all five", [], 0.25), ("one", ["3"], 0.2)):
            found = pair(partial(place.run, ["-m", "lagrader", "check", *words, right], warm=True), bare, rounds)
            detail = f"{1000 * found.ours:.0f} ms for {found.theirs:.2f} s of import torch"
            # Most of its computing is done by forks of processes that wait, which nobody accounts to this command.
            shown = _detail(detail, replace(found, cpu_ratio=None))
            yield Row("warm", f"the second check, of {name}", found.ratio, "x", target, shown)
        found = pair(lambda: _first(place, right), place.check(), rounds)
        detail = f"{found.ours:.2f} s for {found.theirs:.2f} s of one that leaves nothing"
        yield Row("warm", "the first check, leaving a process", found.ratio, "x", 1.02, _detail(detail, found))
    finally:
        place.run(["-m", "lagrader", "warm", "stop"], warm=True)


def _first(place: Place, right: str) -> Cost:
    place.run(["-m", "lagrader", "warm", "stop"], warm=True)
    cost = place.run(["-m", "lagrader", "check", right], warm=True)
    place.run(["-m", "lagrader", "warm", "stop"], warm=True)  # what is still starting would slow what is measured next
    return cost


def grader_memory(place: Place, rounds: int) -> Iterator[Row]:
    """The grader's own process: its peak of resident memory, and that torch never came into it."""
    if not Path("/proc/self/status").exists():
        return
    found = [place.watched("check", str(place.folder / "right")) for _ in range(min(rounds, 5))]
    peak = statistics.median(mib for _, mib, _ in found)
    yield Row("memory", "peak of the grader's own process", peak, "MiB", 80.0, "VmHWM, without its children")
    yield Row("memory", "torch in its sys.modules", float(any(torch for *_, torch in found)), "", 0.0, "0 is no")


def pages(place: Place, rounds: int) -> Iterator[Row]:
    """Commands that show a page and start no worker, against the libraries that any such program imports."""
    bare = place.timed("-c", "import typer, rich.console")
    for name, arguments in PAGES.items():
        found = pair(place.timed("-m", "lagrader", *arguments), bare, rounds)
        detail = f"{1000 * found.ours:.0f} ms for {1000 * found.theirs:.0f} ms of import typer, rich.console"
        yield Row("pages", name, found.ratio, "x", 2.5, _detail(detail, found))


def children(place: Place, rounds: int) -> Iterator[Row]:
    """A worker from the warm process: asked for, confined, ready, and ended again."""
    sys.path.insert(0, str(ROOT))
    milliseconds, start = asyncio.run(_children(10 * rounds))
    name = "a forked child" if start == "fork" else "a spawned child"
    yield Row("children", name, statistics.median(milliseconds), "ms", None, f"{len(milliseconds)} in turn")


async def _children(count: int) -> tuple[list[float], str]:
    from lagrader.runner import Runner
    from lagrader.wire import Setup

    found = []
    async with Runner() as runner:
        await runner.devices()  # torch is imported when this is answered
        for _ in range(count if runner.start == "fork" else 5):
            began = time.perf_counter()
            child, _ = await runner.child(Setup(()))
            await runner.release(child)
            found.append(1000 * (time.perf_counter() - began))
        return found, runner.start


NOBODY = 65534
"""The user that owns nothing, on most systems; only root can become it."""


def layers(place: Place, rounds: int) -> Iterator[Row]:
    """What confining a worker takes beyond a bare fork, as the user who runs this, and as an ordinary one."""
    if not sys.platform.startswith("linux"):
        return
    own = "root" if os.geteuid() == 0 else "an ordinary user"
    for user, arguments in {own: [], "an ordinary user": [str(NOBODY)] if own == "root" else []}.items():
        command = [sys.executable, str(Path(__file__).with_name("layers.py")), str(12 * rounds), *arguments]
        ended = subprocess.run(command, capture_output=True, check=False, text=True)
        if ended.returncode:
            sys.exit(f"The layers can't be measured as {user}: {ended.stderr.strip()}")
        found = json.loads(ended.stdout)
        bare, confined = found["bare"], found["confined"]
        more = [mine - other for mine, other in zip(confined, bare, strict=True)]
        low, _, high = statistics.quantiles(more, n=4)
        detail = f"a bare fork {statistics.median(bare):.1f} ms, confined {statistics.median(confined):.1f} ms"
        detail = f"{detail}; half of {len(more)} pairs {low:.1f} to {high:.1f}"
        yield Row("layers", f"the layers, as {user}", statistics.median(more), "ms", 2.5, detail)


def watched_save(place: Place, rounds: int) -> Iterator[Row]:
    """A save with a failure in it under watch, to the end of its report, against a bare import of torch."""
    with place.watching() as save:
        found = replace(pair(save, place.timed("-c", "import torch"), rounds), cpu_ratio=None)
    detail = f"{1000 * found.ours:.0f} ms for {found.theirs:.2f} s of import torch"
    yield Row("watch", "a save under watch", found.ratio, "x", 0.15, _detail(detail, found))


def failing_check(place: Place, rounds: int) -> Iterator[Row]:
    """A check that fails in one exercise, or in every one, against one where all is right: second tries, feedback."""
    for name, work, target in (("one failing exercise", "one_wrong", 1.15), ("every exercise failing", "wrong", None)):
        found = pair(place.check(work, code=1), place.check(), rounds)
        detail = f"{found.ours:.2f} s for {found.theirs:.2f} s of a passing one"
        yield Row("failing", name, found.ratio, "x", target, _detail(detail, found))


def _detail(seconds: str, found: Pair) -> str:
    """Say in seconds what the ratio was made of, how far it moved between rounds, and the ratio of computing time."""
    computing = "" if found.cpu_ratio is None else f"; computing time {found.cpu_ratio:.2f} x"
    return f"{seconds}; half of the rounds {found.lowest:.2f} to {found.highest:.2f}{computing}"


MEASURES: dict[str, Callable[[Place, int], Iterator[Row]]] = {
    "check": check_against_torch,
    "warm": warm_check,
    "memory": grader_memory,
    "pages": pages,
    "children": children,
    "layers": layers,
    "watch": watched_save,
    "failing": failing_check,
    "notebook": notebook,
    "plugin": plugin,
    "audit": audit,
    "batch": batch,
    "cluster": cluster,
    "large": large,
    "after": after,
    "merge": merge,
}

USUAL = tuple(name for name in MEASURES if name not in ("large", "merge"))
"""What is measured where nothing is named; the largest class takes minutes, and its shards a GB of the disk."""


def rows(names: Sequence[str], rounds: int) -> Iterator[Row]:
    """Take the named measures in turn, in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="lagrader-bench-") as folder:
        place = Place(Path(folder))
        for name in names:
            yield from MEASURES[name](place, rounds)
