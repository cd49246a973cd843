"""Whatever a course could ask for goes on in a sheltered worker as if no layer were there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from lagrader.wire import Call, Returned
from lagrader.worker.landlock import abi
from lagrader.worker.syscalls import architecture
from tests.runner.bench import Bench, bench

PROGRAM = Path(__file__).with_name("honest_work.py").read_text(encoding="utf-8")
NAMES = re.findall(r"^@work\ndef (\w+)", PROGRAM, re.MULTILINE)

pytestmark = pytest.mark.skipif(not abi() or architecture() is None, reason="needs Landlock and seccomp")


@pytest.fixture(scope="module")
def prepared() -> Iterator[Bench]:
    """With what torch imports late, as every batch has it."""
    with bench() as own:
        own.run(own.runner.preload())
        yield own


@pytest.mark.parametrize("name", NAMES)
def test_it_runs(name: str, prepared: Bench) -> None:
    (outcome,) = prepared.ask(PROGRAM, Call("m", "run", (name,)), seconds=30)
    assert isinstance(outcome.reply, Returned), outcome.reply
    assert outcome.reply.value[0] is True, outcome.reply.value[1]


def test_there_is_much_of_it() -> None:
    assert len(NAMES) >= 35
