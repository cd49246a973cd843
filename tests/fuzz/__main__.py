"""A fuzzer over everything that strangers' bytes reach first: frames, the channel of a child, YAML, whole courses,
archives and notebooks.

::

    python -m tests.fuzz frames --seconds 300 --seed 7      search; other targets: child, yaml, course, archives
    python -m tests.fuzz frames --replay FILE               once more, with one input

Each input is made from the seed and its number alone, so the same seed finds the same again. A finding prints both
and keeps the input in ``--out`` (a temporary folder by default); replay it, put it right, and write a regression test
by hand beside the other tests of what was wrong. What counts as a finding: an exception that is not of
:mod:`lagrader.errors`, a warning, more CPU time or memory than the target allows, or a broken promise of its own.
"""

from __future__ import annotations

import argparse
import importlib
import math
import sys
import tempfile
import warnings
from pathlib import Path

from tests.fuzz.engine import Target, run, say, tried_on

TARGETS = {"frames": "frames", "child": "child", "yaml": "yaml_texts", "course": "courses", "archives": "archives"}


def main() -> int:
    """Fuzz as the arguments say; return 1 where something was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description="See the top of tests/fuzz/__main__.py.")
    parser.add_argument("target", choices=TARGETS)
    parser.add_argument("--seed", default="0")
    parser.add_argument("--seconds", type=float, default=math.inf)
    parser.add_argument("--inputs", type=float, default=math.inf)
    parser.add_argument("--out", type=Path, default=Path(tempfile.gettempdir()) / "lagrader-fuzz")
    parser.add_argument("--replay", type=Path)
    options = parser.parse_args()
    target: Target = importlib.import_module(f"tests.fuzz.{TARGETS[options.target]}")
    warnings.simplefilter("error")
    _limit_memory(target.MEMORY)
    if options.replay:
        trouble = tried_on(target, options.replay.read_bytes())
        say(trouble or "nothing found")
        return bool(trouble)
    options.out.mkdir(parents=True, exist_ok=True)
    return bool(run(target, options.seed, options.out, seconds=options.seconds, inputs=options.inputs))


def _limit_memory(more: int) -> None:
    """Let this process grow by so many bytes and no more, where the system can say how large it is."""
    sizes = Path("/proc/self/statm")
    if sizes.exists():
        import resource

        has = int(sizes.read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (has + more, has + more))


if __name__ == "__main__":
    sys.exit(main())
