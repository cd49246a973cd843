"""Whether a first hint gives the answer away, or feedback does: hints begin gently, and feedback names a kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lagrader.audit.findings import Finding
from lagrader.audit.spoilers import answers_of, code_in, value_in
from lagrader.checkers import Prepared
from lagrader.course import Exercise
from lagrader.preparation import Key
from lagrader.rubric import AnswerCriterion, Criterion


def of_hints(exercise: Exercise, prepared: Mapping[Key, Prepared]) -> Iterator[Finding]:
    """Say which first hints hold the answer, and which feedback on a constant holds its value."""
    spoilers = _Spoilers(exercise, prepared)
    for criterion in exercise.whole_rubric.criteria:
        if criterion.hints and (found := spoilers.found(criterion.hints[0], criterion)):
            yield _spoils(criterion.id, found)
        if isinstance(criterion, AnswerCriterion):
            found = next(filter(None, (spoilers.value(text, criterion) for text in _told(criterion))), "")
            if found:
                text = f"What is said where it fails gives the answer away: {found}"
                advice = "Say what kind of mistake it is, and leave the value out."
                yield Finding("FEEDBACK_SPOILS", text, advice, criterion.id)
    if exercise.whole_rubric.hints:
        first = exercise.whole_rubric.hints[0]
        for criterion in exercise.whole_rubric.criteria:
            if found := spoilers.found(first, criterion):
                yield _spoils("", found)
                return


class _Spoilers:
    """What the answers to an exercise look like, less what its statement says itself: ``give X @ W + b``."""

    def __init__(self, exercise: Exercise, prepared: Mapping[Key, Prepared]) -> None:
        rubric = exercise.whole_rubric
        self._said = "\n".join((exercise.statement, *(criterion.title for criterion in rubric.criteria)))
        self._id, self._prepared = exercise.id, prepared
        targets = sorted(exercise.target_names)
        texts = (exercise.solution, *(text for _, text in exercise.alternatives))
        answers = {answer for text in texts for answer in answers_of(text, targets)}
        self._code = {answer for answer in answers if not code_in(self._said, {answer})}

    def found(self, text: str, criterion: Criterion) -> str:
        """Return the piece of a text that holds an answer, the value where the criterion asks for one; else empty."""
        value = self.value(text, criterion) if isinstance(criterion, AnswerCriterion) else ""
        return code_in(text, self._code) or value

    def value(self, text: str, criterion: AnswerCriterion) -> str:
        """Return the piece of a text that says the value; empty where none does."""
        return value_in(text, criterion, self._prepared[self._id, criterion.id], self._said)


def _told(criterion: AnswerCriterion) -> Iterator[str]:
    yield f"{criterion.say} {criterion.explain}"
    yield from (f"{one.say} {one.explain}" for one in criterion.mistakes.values())
    yield from (choice.say for choice in criterion.one_of.values())


def _spoils(id_: str, found: str) -> Finding:
    text = f"The first hint gives the answer away: {found}"
    return Finding("HINT_SPOILS", text, "Begin with a question or a place to look at; the answer is a last hint.", id_)
