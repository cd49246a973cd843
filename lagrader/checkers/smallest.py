"""The smallest failing case: once a criterion has failed, the same function on a ladder of small inputs.

It runs in the child that is alive already, after everything was judged: what comes of it is shown, and never scored.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Generator, Iterator, Sequence

from lagrader.cases import Case
from lagrader.checkers.interface import Ask, PreparedCase, Task
from lagrader.checkers.preparing import expected_of
from lagrader.checkers.requests import call_of
from lagrader.checkers.tried import Tried, judge
from lagrader.ladder import rungs
from lagrader.outcomes import Outcome, Stopped
from lagrader.results import Verdict
from lagrader.rubric import CallCriterion

MOST_TRIED = 4
"""Failing cases of one rung that are looked at: mostly the first fails for the reason that is told, or none does."""

Look = Callable[[Sequence[Tried]], Generator[Ask, Sequence[Outcome], Tried | None]]
"""Finds, among failing cases, the first that fails for the reason that is told."""


def smallest(task: Task[CallCriterion], look: Look) -> Generator[Ask, Sequence[Outcome], Tried | None]:
    """Return the smallest case of the ladder that fails for the known reason, or None."""
    for place, cases in enumerate(rungs(task.criterion.cases)):
        prepared = yield from rung(task, place, cases)
        calls = tuple(call_of(task.criterion, one.case, task.module) for one in prepared)
        outcomes = (yield Ask("learner", calls)) if calls else ()
        found = yield from look(list(itertools.islice(_failing(task, prepared, outcomes), MOST_TRIED)))
        if found or any(isinstance(outcome.reply, Stopped) for outcome in outcomes):
            return found
    return None


def rung(
    task: Task[CallCriterion], place: int, cases: Sequence[Case]
) -> Generator[Ask, Sequence[Outcome], tuple[PreparedCase, ...]]:
    """Ask the oracle about one rung; what it said stays for the next submission that fails."""
    ladder = task.prepared.ladder
    if place < len(ladder):
        return ladder[place]
    prepared = yield from expected_of(task.subject, cases)
    if place == len(ladder):  # another submission may have asked meanwhile
        ladder.append(prepared)
    return prepared


def _failing(
    task: Task[CallCriterion], prepared: Sequence[PreparedCase], outcomes: Sequence[Outcome]
) -> Iterator[Tried]:
    for one, outcome in zip(prepared, outcomes, strict=True):
        tried = judge(task, one, one.case.args, outcome)
        # What was not tried, since the child had ended before it, fails for no reason.
        if tried.result.verdict not in (Verdict.ACCEPTED, Verdict.SKIPPED):
            yield tried
