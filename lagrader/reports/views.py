"""A batch's report as learners may read it, and as their teacher does.

Of a hidden criterion learners hear that it failed and how (a wrong shape, a sign, a factor …), never on what input,
what was expected, or what it is called; of a hidden case the same. What a program printed or said in an exception
could tell the input, so it goes, too: output everywhere, since a program may print in one call what another was given.
"""

from __future__ import annotations

import builtins
from collections.abc import Iterator
from dataclasses import replace

from lagrader.diagnosis.codes import lesson
from lagrader.reports.wording import FAILED, texts
from lagrader.results import CaseResult, CriterionResult, ExerciseResult, Feedback, Report


def for_learner(report: Report) -> Report:
    """Return the report without anything that was hidden from its learner."""
    criteria = [criterion for exercise in report.exercises for criterion in exercise.criteria]
    if not any(criterion.hidden or any(case.hidden for case in criterion.cases) for criterion in criteria):
        return report
    shown = (replace(exercise, criteria=tuple(_criteria_for_learner(exercise))) for exercise in report.exercises)
    return replace(report, exercises=tuple(shown))


def for_teacher(report: Report) -> Report:
    """Return the report with everything to be seen; what is hidden from learners is marked as such."""
    shown = (replace(one, criteria=tuple(map(_criterion_for_teacher, one.criteria))) for one in report.exercises)
    return replace(report, exercises=tuple(shown))


# --- learners --------------------------------------------------------------------------------------------


def _criteria_for_learner(exercise: ExerciseResult) -> Iterator[CriterionResult]:
    number, hidden = 0, sum(criterion.hidden for criterion in exercise.criteria)
    for criterion in exercise.criteria:
        if criterion.hidden:
            number += 1
            title = "A hidden check" if hidden == 1 else f"Hidden check {number}"
            yield replace(_scrubbed(criterion), id=f"hidden_{number}", title=title, cases=())
        else:
            shown = criterion.example is not None and criterion.example.hidden
            cases = tuple(CaseResult("hidden", case.verdict) if case.hidden else case for case in criterion.cases)
            yield replace(_in_a_hidden_case(criterion) if shown else criterion, cases=cases, output="")


def _in_a_hidden_case(criterion: CriterionResult) -> CriterionResult:
    scrubbed = _scrubbed(criterion)
    return replace(scrubbed, feedback=(*scrubbed.feedback, _HIDDEN)) if scrubbed.feedback else scrubbed


_HIDDEN = Feedback("", "That is in a hidden case, whose input is not shown.")


def _scrubbed(criterion: CriterionResult) -> CriterionResult:
    """The criterion with the kind of its failure, and nothing that tells the input."""
    feedback = (_kind(criterion),) if criterion.verdict in FAILED else ()
    name = criterion.exception.partition(":")[0]
    exception = name if hasattr(builtins, name) else ""  # a program can give its own any name
    location = criterion.location and replace(criterion.location, note="")
    trace = tuple(replace(place, note="") for place in criterion.trace)
    return replace(
        criterion, feedback=feedback, example=None, output="", exception=exception, location=location, trace=trace
    )


def _kind(criterion: CriterionResult) -> Feedback:
    """What went wrong in general words: the author's own about a known mistake, else the title of the code's lesson."""
    first = criterion.feedback[0] if criterion.feedback else Feedback("", "")
    general = lesson(first.code)
    if general is not None:
        return Feedback(first.code, general.title if general.title.endswith("?") else f"{general.title}.")
    return first if first.code else Feedback("", texts(replace(criterion, feedback=()))[0])


# --- teachers --------------------------------------------------------------------------------------------


def _criterion_for_teacher(criterion: CriterionResult) -> CriterionResult:
    title = f"{criterion.title} (hidden)" if criterion.hidden else criterion.title
    example = criterion.example
    if example is not None and example.hidden:
        note = f"{example.note}   (a hidden case)" if example.note else "a hidden case"
        example = replace(example, hidden=False, note=note)
    return replace(criterion, title=title, hidden=False, example=example)
