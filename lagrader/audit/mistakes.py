"""Whether each known mistake costs its criterion and is told by its own words, and each wrong road is refused."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from lagrader.audit.findings import Finding
from lagrader.audit.specimens import Graded, Specimen, with_answer
from lagrader.course import Exercise
from lagrader.results import Verdict
from lagrader.rubric import AnswerCriterion, BaseCriterion, CheckCriterion
from lagrader.syntax import defined_in


def made_of(exercise: Exercise) -> Iterator[Specimen]:
    """Yield the reference solution with each known mistake in it, and with each function that must be refused."""
    for criterion in exercise.whole_rubric.criteria:
        for way in getattr(criterion, "any_of", (criterion,)):
            for name, code, text in _wrong(exercise, way):
                yield Specimen(exercise.id, "mistake", name, text, way.target, criterion.id, code)
        for name in getattr(criterion, "refuses", ()):
            text = _in_place(exercise, criterion, name)
            yield Specimen(exercise.id, "refused", name, text, criterion.target, criterion.id)


def _wrong(exercise: Exercise, criterion: Any) -> Iterator[tuple[str, str, str]]:
    """Yield (name, code of its feedback, source) of each mistake that has something to be tried by."""
    functions = defined_in(exercise.mistakes or "")
    for name, mistake in criterion.mistakes.items():
        if isinstance(criterion, AnswerCriterion):
            value = tuple(mistake.equals) if isinstance(mistake.equals, list) else mistake.equals
            yield name, name.upper(), with_answer(exercise, criterion.target, f"{criterion.target} = {value!r}")
        elif name in functions:
            yield name, name.upper(), _in_place(exercise, criterion, name)
    for letter in getattr(criterion, "one_of", {}):
        if letter != criterion.correct:
            text = with_answer(exercise, criterion.target, f"{criterion.target} = {letter!r}")
            yield f"choice {letter}", f"CHOICE_{letter.upper()}", text


def _in_place(exercise: Exercise, criterion: BaseCriterion, name: str) -> str:
    return with_answer(exercise, criterion.target, f"{exercise.mistakes}\n\n{criterion.target} = {name}")


def untried(exercise: Exercise) -> Iterator[Finding]:
    """Say which mistakes of a ``check`` have no code that makes them."""
    functions = defined_in(exercise.mistakes or "")
    for criterion in exercise.whole_rubric.judged:
        missing = [name for name in criterion.mistakes if name not in functions]
        if missing and isinstance(criterion, CheckCriterion):
            text = f"Nothing shows that it finds {', '.join(missing)}."
            advice = f"Write functions of these names into mistakes.py that answer in the place of {criterion.target}."
            yield Finding("MISTAKE_UNTRIED", text, advice, criterion.id)


def of_mistakes(exercise: Exercise, graded: Sequence[Graded]) -> Iterator[Finding]:
    """Say what is wrong with what became of the known mistakes."""
    known = {name.upper() for one in exercise.whole_rubric.criteria for name in one.mistakes}
    for id_, names in _accepted(graded).items():
        one = f"The mistake {names[0]} gets" if len(names) == 1 else f"The mistakes {', '.join(names)} get"
        advice = "Take out what is right, or add cases on which it is not."
        yield Finding("MISTAKE_EARNS", f"{one} the points.", advice, id_)
    for found in graded:
        specimen = found.specimen
        result = found.of(specimen.criterion)
        if result.id in found.lost:
            code = result.feedback[0].code if result.feedback else ""
            if code != specimen.code:
                yield _misnamed(specimen, code, is_known=code in known)
            yield from _told_elsewhere(exercise, found, known)


def _accepted(graded: Sequence[Graded]) -> dict[str, list[str]]:
    """Return the names of those that got their criterion's points, by criterion."""
    names: defaultdict[str, list[str]] = defaultdict(list)
    for one in graded:
        if one.verdict(one.specimen.criterion) is Verdict.ACCEPTED:
            names[one.specimen.criterion].append(one.specimen.name)
    return names


def _told_elsewhere(exercise: Exercise, found: Graded, known: Collection[str]) -> Iterator[Finding]:
    """Say where another criterion on the same function takes it for another known mistake."""
    specimen = found.specimen
    for criterion in exercise.whole_rubric.criteria:
        feedback = found.of(criterion.id).feedback
        other = criterion.id != specimen.criterion and specimen.target in criterion.learner_names
        if other and feedback and feedback[0].code in known:
            text = f"The mistake {specimen.name} of {specimen.criterion} is told here as {feedback[0].code}."
            advice = "Let this criterion need the other one (needs), or leave this mistake out."
            yield Finding("MISTAKE_MISNAMED", text, advice, criterion.id)


def _misnamed(specimen: Specimen, code: str, *, is_known: bool) -> Finding:
    if is_known:
        text = f"The mistakes {specimen.name} and {code.lower()} cannot be told apart: the second's words are shown."
        advice = "Make one mistake of them, or add a case on which they differ."
        return Finding("MISTAKES_ALIKE", text, advice, specimen.criterion)
    text = f"The mistake {specimen.name} is found, but not told in its own words: {code or 'nothing'} is."
    advice = "Look whether its code in mistakes.py, or its value, is what learners really get."
    if "DTYPE" in code:
        advice = "Its dtype is not the reference's, which is told first: give it that dtype, or write dtype: any."
    return Finding("MISTAKE_MISNAMED", text, advice, specimen.criterion)


def of_refused(graded: Sequence[Graded]) -> Iterator[Finding]:
    """Say where a criterion takes what it should refuse, or never comes to look at it."""
    for id_, names in _accepted(graded).items():
        text = f"It accepts {', '.join(names)} of mistakes.py, though the rubric says that it refuses them."
        yield Finding("REFUSED_EARNS", text, "Tighten the criterion's rules, or take them out of refuses.", id_)
    unseen: defaultdict[str, list[str]] = defaultdict(list)
    for one in graded:
        result = one.of(one.specimen.criterion)
        if result.verdict is Verdict.SKIPPED and not result.elsewhere:
            unseen[one.specimen.criterion].append(one.specimen.name)
    for id_, names in unseen.items():
        text = f"It never looks at {', '.join(names)} of mistakes.py: a criterion that it needs fails before."
        yield Finding("REFUSED_UNSEEN", text, "Make them right in everything but what this criterion refuses.", id_)
