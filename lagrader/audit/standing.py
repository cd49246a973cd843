"""Whether the course's own files stand where they should: full marks for the reference, none for the starter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from lagrader.audit.findings import Finding
from lagrader.audit.specimens import Graded
from lagrader.checkers import Prepared
from lagrader.checkers.verdicts import NOT_JUDGED
from lagrader.course import Exercise
from lagrader.phrases import joined
from lagrader.preparation import Key
from lagrader.results import CriterionResult, Verdict
from lagrader.rubric import memory_text

Runs = Mapping[str, Sequence[Graded]]
"""What was graded, by what it ran under: ``seed 3``, ``seed 3 on cuda:0``."""


def of_course(exercise: Exercise, prepared: Mapping[Key, Prepared]) -> Iterator[Finding]:
    """Say which criteria can't be prepared: cases that can't tell right from wrong, a reference that stops."""
    for criterion in exercise.whole_rubric.criteria:
        fault = prepared[exercise.id, criterion.id].fault
        if fault:
            text = fault.removeprefix(f"{exercise.id}, criterion {criterion.id}: ")
            yield Finding("CANNOT_JUDGE", f"It cannot be judged: {text}", _UNTIL, criterion.id)


def of_devices(exercise: Exercise) -> Iterator[Finding]:
    """Say which criteria are judged on devices alone on which no wrong answer is tried."""
    for criterion in exercise.whole_rubric.criteria:
        if not criterion.judged_on("cpu"):
            text = f"It is judged on {joined(criterion.devices, 'or')} alone, and wrong answers are tried on the cpu."
            advice = "Try it by hand with lagrader check --device, or let it be judged on the cpu, too."
            yield Finding("DEVICE_UNTRIED", text, advice, criterion.id)


_UNTIL = "Until that is mended lagrader grades nobody in this course."


def of_reference(runs: Runs) -> Iterator[Finding]:
    """Say where the reference solution does not get all points."""
    lost: defaultdict[str, list[tuple[str, CriterionResult]]] = defaultdict(list)
    for under, graded in runs.items():
        for result in (result for one in graded for result in one.result.criteria):
            if result.verdict not in (Verdict.ACCEPTED, Verdict.SKIPPED, Verdict.PENDING):
                lost[result.id].append((under, result))
    for id_, found in lost.items():
        under, result = found[0]
        text = f"The reference solution loses it in {len(found)} of {len(runs)} runs, first {under}: {said_of(result)}"
        yield Finding("REFERENCE_FAILS", text, "Mend the solution, or what the rubric asks for.", id_, shown(result))


def of_memory(exercise: Exercise, graded: Graded) -> Iterator[Finding]:
    """Say where the reference solution needs more than half of the memory that the rubric gives."""
    limit = memory_text(exercise.whole_rubric.memory_limit or 0)
    for result in graded.result.criteria:
        if result.verdict is Verdict.MEMORY_LIMIT_EXCEEDED:
            text = f"The reference solution needs more than half of the memory that there is, {limit}."
            advice = "Raise memory_limit: another right answer may need twice as much as yours."
            yield Finding("MEMORY_TIGHT", text, advice, result.id)


def of_starter(exercise: Exercise, graded: Graded) -> Iterator[Finding]:
    """Say where the starter stops by itself, or holds an answer; it was judged as if somebody had written it."""
    problem = graded.result.problem
    if problem is not None:
        text = f"starter.py cannot be imported: {problem.exception or said_of(problem)}"
        yield Finding("STARTER_STOPS", text, "It is what learners begin with: it must import, and do nothing more.")
        return
    roads = {
        one.id
        for one in exercise.whole_rubric.criteria
        for way in getattr(one, "any_of", (one,))
        if way.kind in ("source", "operations")
    }
    for one in graded.result.criteria:
        if one.verdict is Verdict.ACCEPTED and one.id not in roads:  # an empty body breaks no rule of these
            text = "The starter holds the right answer already."
            yield Finding("STARTER_EARNS", text, "Leave it out of starter.py: write None, or an empty body.", one.id)
        elif one.verdict is Verdict.RUN_TIME_ERROR and not one.exception.startswith("NotImplementedError"):
            text = f"The starter stops where it is called: {one.exception or said_of(one)}"
            advice = "Give it the arguments that are passed, and an empty body or raise NotImplementedError."
            yield Finding("STARTER_STOPS", text, advice, one.id)


def said_of(result: CriterionResult) -> str:
    """Return what was said of a result, in one line."""
    said = result.feedback[0].text.removeprefix(NOT_JUDGED) if result.feedback else f"it is {result.verdict}"
    return f"{said} ({result.exception})" if result.exception and result.exception not in said else said


def shown(result: CriterionResult) -> tuple[str, ...]:
    """Return an example as lines: the call, what was expected, what came."""
    example = result.example
    if example is None:
        return ()
    lines = [*example.setup, *example.call.split("\n")]
    for word, text in (("expected", example.expected), ("gave", example.actual)):
        if text is not None:
            first, *rest = text.split("\n")
            lines += [f"{word:<10}{first}", *(f"{'':10}{line}" for line in rest)]
    return tuple(lines)
