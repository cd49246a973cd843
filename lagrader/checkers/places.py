"""Which line of the learner's file a wrong result comes from, where more is known than where the function returns."""

from __future__ import annotations

from collections.abc import Generator, Sequence

from lagrader.checkers.interface import Ask, Task
from lagrader.checkers.requests import call_of
from lagrader.checkers.tried import Tried
from lagrader.checkers.verdicts import source_line
from lagrader.harmless import harmless_line
from lagrader.outcomes import Outcome
from lagrader.results import Location
from lagrader.rubric import CallCriterion
from lagrader.syntax import changing_line
from lagrader.wire import Returned, Rig

_NOT_FINITE = ("NAN_", "INFINITE", "NOT_A_NUMBER")
"""Beginnings of codes about numbers that are none."""


def origin(task: Task[CallCriterion], code: str, shown: Tried) -> Generator[Ask, Sequence[Outcome], Location | None]:
    """Return where an input is changed, or where the first NaN or infinity is made; None where that isn't seen."""
    if code == "INPUT_CHANGED":
        line = changing_line(task.tree, task.criterion.called)
        return Location(task.file, line, source_line(task, line)) if line else None
    if not code.startswith(_NOT_FINITE):
        return None
    call = call_of(task.criterion, shown.prepared.case, task.module, shown.args, rig=Rig("watch", "nonfinite"))
    (outcome,) = yield Ask("learner", (call,))
    seen = outcome.reply.seen if isinstance(outcome.reply, Returned) else ()
    if not seen or not seen[0][1]:
        return None
    operation, line = seen[0]
    note = f"it begins here, in {harmless_line(operation)[:40]}"
    return Location(task.file, line, source_line(task, line), note=note)
