"""What all that was graded says about the criteria themselves: some never object, some never object alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations

from lagrader.audit.findings import Finding
from lagrader.audit.specimens import Graded
from lagrader.audit.standing import said_of
from lagrader.course import Exercise
from lagrader.results import Verdict

LEAST = 5
"""Wrong answers that two criteria must have refused together before that says something."""

_NOT_JUDGED = (Verdict.SKIPPED, Verdict.NOT_STARTED, Verdict.PENDING, Verdict.JUDGE_ERROR)


def of_pool(exercise: Exercise, pool: Sequence[Graded]) -> Iterator[Finding]:
    """Say which criteria no wrong answer failed, and which always fail together."""
    pool = [one for one in pool if one.result.problem is None]  # what can't be imported says nothing of a criterion
    failed = {one.id: _failing(one.id, pool) for one in exercise.whole_rubric.criteria}
    for criterion in exercise.whole_rubric.criteria:
        verdicts = Counter(one.verdict(criterion.id) for one in pool)
        if verdicts[Verdict.ACCEPTED] and not verdicts[Verdict.WRONG_ANSWER]:
            text = f"It always passes: of {len(pool):,} wrong answers it refused none that came to an answer."
            advice = f"Find out what of {criterion.target} it should refuse, and write that under refuses or mistakes."
            yield Finding("ALWAYS_PASSES", text, advice, criterion.id)
    for first, second in combinations(exercise.whole_rubric.criteria, 2):
        both = failed[first.id] & failed[second.id]
        if len(both) >= LEAST and _same(failed[first.id], failed[second.id], first.id, second.id, pool):
            text = f"It always goes together with {second.id}: {len(both)} wrong answers lost both, none only one."
            advice = "Make one criterion of them, or have the later one need (needs) the earlier."
            yield Finding("ALWAYS_TOGETHER", text, advice, first.id)


def of_stops(exercise: Exercise, pool: Sequence[Graded]) -> Iterator[Finding]:
    """Say where the course's own code stops on a wrong answer, so that nobody can say what it is worth."""
    for criterion in exercise.whole_rubric.criteria:
        stops = [one for one in pool if one.verdict(criterion.id) is Verdict.JUDGE_ERROR]
        if stops:
            result = stops[0].of(criterion.id)
            text = f"It cannot judge {len(stops):,} of {len(pool):,} wrong answers: {said_of(result)}"
            advice = "Have checks.py look at what it got (its type, its length) before it computes with it."
            yield Finding("CHECK_STOPS", text, advice, criterion.id, (stops[0].specimen.name,))


def _failing(id_: str, pool: Sequence[Graded]) -> frozenset[int]:
    return frozenset(
        place for place, one in enumerate(pool) if one.verdict(id_) not in (*_NOT_JUDGED, Verdict.ACCEPTED)
    )


def _same(one: frozenset[int], other: frozenset[int], first: str, second: str, pool: Sequence[Graded]) -> bool:
    """Whether they never part where both are judged."""
    apart = one ^ other
    return all(
        pool[place].verdict(first) in _NOT_JUDGED or pool[place].verdict(second) in _NOT_JUDGED for place in apart
    )
