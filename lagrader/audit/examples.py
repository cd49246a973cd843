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

_BLOCK = re.compile(r"^```python[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
_PRINTS = re.compile(r"^print\(.*\)\s*#\s*(?P<said>.+?)\s*$", re.MULTILINE)
_BARE_PRINT = re.compile(r"^(?:print\(.*|\s+.*print\(.*)$", re.MULTILINE)


async def of_examples(runner: Runner, exercise: Exercise) -> list[Finding]:
    """Run the statement's blocks of Python, one after the other behind the reference, and compare what they print."""
    blocks = _BLOCK.findall(exercise.statement)
    if not blocks:
        return []
    text = "\n".join((exercise.solution, *blocks))
    session = Session(runner, Setup((("statement", "README.md", text),), "cpu", DEFAULT_SEED))
    try:
        (outcome,) = await session.ask([Job(Load("statement"), SECONDS)])
    finally:
        await session.close()
    return list(_judged("\n".join(blocks), outcome))


def _judged(code: str, outcome: Outcome) -> Iterator[Finding]:
    if not isinstance(outcome.reply, Loaded):
        reply = outcome.reply
        said = f"{reply.type}: {reply.message}" if isinstance(reply, Raised) else "it did not end"
        text = f"An example of the statement stops ({said})."
        yield Finding("EXAMPLE_WRONG", text, "Mend the example in README.md, or what it calls.")
        return
    wanted = [match["said"] for match in _PRINTS.finditer(code)]
    if len(wanted) != len(_BARE_PRINT.findall(code)):
        return  # it prints more than it says: which line is whose can't be told
    for said, printed in zip(wanted, outcome.output.splitlines(), strict=False):
        if _plain(said) != _plain(printed):
            text = f"An example of the statement prints {printed.strip()}, and says {said}."
            yield Finding("EXAMPLE_WRONG", text, "Put the comment in README.md right, or the example.")
            return


def _plain(text: str) -> str:
    return "".join(text.split())
