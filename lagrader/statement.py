"""An exercise's statement as a learner reads it: its text, and how it is checked, from the rubric alone."""

from __future__ import annotations

from lagrader.course import Exercise
from lagrader.rubric import AnswerCriterion, CallCriterion, Criterion
from lagrader.tolerance import tolerance_for


def statement_text(exercise: Exercise) -> str:
    """Return Markdown: the statement, then points and tolerances, which stand nowhere else."""
    lines = [exercise.statement.rstrip(), "", "## How it is checked", ""]
    lines += [_line(criterion) for criterion in exercise.rubric.criteria]
    lines += ["", f"Each call may take {exercise.rubric.time_limit:g} s of computing time."]
    return "\n".join(lines) + "\n"


def _line(criterion: Criterion) -> str:
    points = f"{criterion.points} point{'' if criterion.points == 1 else 's'}"
    return f"- {criterion.title} ({points}){_tolerance(criterion)}"


def _tolerance(criterion: Criterion) -> str:
    if not isinstance(criterion, CallCriterion | AnswerCriterion) or criterion.returns not in ("number", "tensor"):
        return ""
    if isinstance(criterion, AnswerCriterion) and criterion.one_of:
        return ""
    tolerance = tolerance_for((), criterion.tolerance, 1, "cpu")
    return f": equal {tolerance.sentence()}"
