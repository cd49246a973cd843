"""Whether mutants of right answers lose points, and what became of those that don't."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from lagrader.audit.accepted import Accepted
from lagrader.audit.findings import Finding, MutationScore, Survivor
from lagrader.audit.mutants import Mutant, mutants_of
from lagrader.audit.specimens import Graded, Specimen, alternatives, reference, without_rivals
from lagrader.course import Exercise
from lagrader.results import Verdict
from lagrader.rubric import CallCriterion

SHOWN = 5
"""Survivors of one criterion that a finding shows."""


@dataclass(frozen=True, slots=True)
class Made:
    """A mutant with the file that it was made of."""

    mutant: Mutant
    specimen: Specimen
    original: Specimen


def made_of(exercise: Exercise, most: int, accepted: Accepted) -> list[Made]:
    """Return the mutants of the reference, and of the alternatives so many that there are ``most`` at most in all.

    Of alternatives, only functions that a ``call`` criterion is about are mutated: what else is in them is often the
    learner's own choice, of which another one is right as well. They are taken evenly over all of them.
    """
    targets = sorted(exercise.target_names)
    called = [one.call for one in exercise.whole_rubric.judged if isinstance(one, CallCriterion)]
    original = reference(exercise)
    own = list(_made(exercise, original, mutants_of(original.text, targets)))
    seen = {_key(one) for one in own}
    more: list[Made] = []
    for other in alternatives(exercise):
        for one in _made(exercise, other, mutants_of(other.text, called, helpers=False)):
            if _key(one) not in seen:
                seen.add(_key(one))
                more.append(one)
    made = _evenly(own, most)
    made += _evenly(more, most - len(made))
    graded = {_key(one) for one in made}
    for one in (*own, *more):
        if _key(one) not in graded:  # nobody can say that its entry is of no use
            accepted.mutant(one.mutant)
    return made


def _made(exercise: Exercise, original: Specimen, mutants: Iterable[Mutant]) -> Iterator[Made]:
    for mutant in mutants:
        text = without_rivals(exercise, mutant.text, mutant.target)
        specimen = Specimen(exercise.id, "mutant", " / ".join(mutant.diff), text, mutant.target)
        yield Made(mutant, specimen, original)


def _key(one: Made) -> tuple[str, ...]:
    return (one.mutant.target, *one.mutant.diff)


def _evenly(items: Sequence[Made], count: int) -> list[Made]:
    if count >= len(items):
        return list(items)
    return [items[place * len(items) // count] for place in range(count)]


def survived(made: Sequence[Made], graded: Sequence[Graded]) -> list[Made]:
    """Return those that got full marks."""
    return [one for one, result in zip(made, graded, strict=True) if not result.lost]


def scored(graded: Sequence[Graded], equivalent: int, accepted: int) -> MutationScore:
    """Count them."""
    lost = [one for one in graded if one.lost]
    stopped = sum(not _gave_an_answer(one) for one in lost)
    return MutationScore(len(graded), len(lost), stopped, equivalent, accepted)


def _gave_an_answer(one: Graded) -> bool:
    return any(result.verdict is Verdict.WRONG_ANSWER for result in one.result.criteria)


def split(survivors: Iterable[Made], accepted: Accepted) -> tuple[list[Made], list[Made]]:
    """Divide survivors into those that the author lists, with a reason, and all others."""
    listed: list[Made] = []
    others: list[Made] = []
    for one in survivors:
        (listed if accepted.mutant(one.mutant) else others).append(one)
    return listed, others


def told(exercise: Exercise, others: Sequence[Made], examples: Mapping[int, str]) -> tuple[Survivor, ...]:
    """Return what is shown of those that differ somewhere; ``examples`` are calls on which they do, by their place."""
    return tuple(
        Survivor(
            others[place].mutant.target,
            others[place].mutant.line,
            others[place].mutant.diff,
            responsible(exercise, others[place].mutant),
            example,
            others[place].original.name,
        )
        for place, example in examples.items()
    )


def responsible(exercise: Exercise, mutant: Mutant) -> str:
    """Return the criterion that should have caught it: the first about its target; for a helper, the first ``call``."""
    criteria = exercise.whole_rubric.criteria
    about = [one.id for one in criteria if mutant.target in one.learner_names]
    calls = [one.id for one in criteria if isinstance(one, CallCriterion)]
    return next(iter((*about, *calls, criteria[0].id)))


def of_survivors(score: MutationScore, survivors: Sequence[Survivor], least: Fraction) -> Iterator[Finding]:
    """Say which criteria let mutants pass that differ on some call; all of them, where the score is under the least."""
    under = score.score is not None and score.score < least
    by_criterion: defaultdict[str, list[Survivor]] = defaultdict(list)
    for one in survivors:
        if under or one.example:
            by_criterion[one.criterion].append(one)
    for id_, found in by_criterion.items():
        count = f"{len(found)} faults" if len(found) > 1 else "A fault"
        text = f"{count} put into right answers cost no points (mutation score {float(score.score or 0):.2f})."
        advice = "Add cases on which they show; list what is right all the same under accepted in audit.yaml."
        lines = [line for one in found[:SHOWN] for line in (*one.diff, *_example(one))]
        more = [f"and {len(found) - SHOWN} more"] if len(found) > SHOWN else []
        yield Finding("MUTANTS_SURVIVE", text, advice, id_, (*lines, *more))


def _example(one: Survivor) -> tuple[str, ...]:
    return (f"  differs at {one.example}",) if one.example else ()
