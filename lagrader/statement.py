"""An exercise's statement as a learner reads it: its text, and how it is checked, from the rubric alone."""

from __future__ import annotations

from lagrader.course import Exercise
from lagrader.rubric import AnswerCriterion, CallCriterion, Criterion
from lagrader.tolerance import tolerance_for


def statement_text(exercise: Exercise) -> str:
    """Return Markdown: the statement, then points and tolerances, which stand nowhere else."""
    criteria = exercise.rubric.criteria
    tolerances = {criterion.id: _tolerance(criterion) for criterion in criteria}
    said = {text for text in tolerances.values() if text}
    # What holds for every number is said once, below; each on its own only where they differ.
    own = tolerances if len(said) > 1 else {}
    lines = [exercise.statement.rstrip(), "", "## How it is checked", ""]
    lines += [_line(criterion, own.get(criterion.id, "")) for criterion in criteria]
    common = f"Numbers count as equal {said.pop()}. " if len(said) == 1 else ""
    lines += ["", f"{common}Each call may take {exercise.rubric.time_limit:g} s of computing time."]
    return "\n".join(lines) + "\n"


def _line(criterion: Criterion, tolerance: str) -> str:
    points = f"{criterion.points} point{'' if criterion.points == 1 else 's'}"
    return f"- {criterion.title} ({points})" + (f": equal {tolerance}" if tolerance else "")


def _tolerance(criterion: Criterion) -> str:
    if not isinstance(criterion, CallCriterion | AnswerCriterion) or criterion.returns not in ("number", "tensor"):
        return ""
    if isinstance(criterion, AnswerCriterion) and criterion.one_of:
        return ""
    return tolerance_for((), criterion.tolerance, 1, "cpu").sentence()
