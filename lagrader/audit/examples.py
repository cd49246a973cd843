"""Whether the examples of the statement print what they say: ``print(z.item())   # 2.0``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lagrader.audit.findings import Finding
from lagrader.course import Exercise
from lagrader.grader import DEFAULT_SEED
from lagrader.outcomes import Outcome
from lagrader.runner import Job, Runner, Session
from lagrader.wire import Load, Loaded, Raised, Setup

SECONDS = 10.0
"""CPU seconds that all examples of a statement may take."""

_BLOCK = re.compile(r"^```py(?:thon)?[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
_PRINTS = re.compile(r"^(?P<print>print\(.*\))\s*#\s*(?P<said>.+?)\s*$", re.MULTILINE)
_MARK = "lagrader example"


async def of_examples(runner: Runner, exercise: Exercise) -> list[Finding]:
    """Run the statement's blocks of Python, one after the other behind the reference, and compare what they print."""
    blocks = _BLOCK.findall(exercise.statement)
    if not blocks:
        return []
    code = "\n".join(blocks)
    said = [match["said"] for match in _PRINTS.finditer(code)]
    marked = _PRINTS.sub(rf"print('{_MARK}'); \g<print>; print('{_MARK}')", code)
    session = Session(
        runner, Setup((("statement", "README.md", f"{exercise.solution}\n{marked}"),), "cpu", DEFAULT_SEED)
    )
    try:
        (outcome,) = await session.ask([Job(Load("statement"), SECONDS)])
    finally:
        await session.close()
    return list(_judged(said, outcome))


def _judged(said: list[str], outcome: Outcome) -> Iterator[Finding]:
    if not isinstance(outcome.reply, Loaded):
        reply = outcome.reply
        why = f"{reply.type}: {reply.message}" if isinstance(reply, Raised) else "it did not end"
        text = f"An example of the statement stops ({why})."
        yield Finding("EXAMPLE_WRONG", text, "Mend the example in README.md, or what it calls.")
        return
    printed = outcome.output.split(f"{_MARK}\n")[1::2]
    for wanted, got in zip(said, printed, strict=False):
        if _plain(wanted) != _plain(got):
            text = f"An example of the statement prints {' '.join(got.split())}, and says {wanted}."
            yield Finding("EXAMPLE_WRONG", text, "Put the comment in README.md right, or the example.")
            return


def _plain(text: str) -> str:
    return "".join(text.split())
