"""The words that several formats share: what a verdict is called, and what is said where nobody said more."""

from __future__ import annotations

from collections.abc import Iterator

from lagrader.phrases import points_text
from lagrader.results import CriterionResult, ExerciseResult, Location, Report, Verdict

FAILED = frozenset(Verdict) - {Verdict.ACCEPTED, Verdict.NOT_STARTED, Verdict.SKIPPED, Verdict.PENDING}
"""The verdicts that a learner has something to read about."""

_SENTENCES = {
    Verdict.ACCEPTED: "accepted",
    Verdict.WRONG_ANSWER: "The result is not the expected one.",
    Verdict.RUN_TIME_ERROR: "The program stopped with an error.",
    Verdict.TIME_LIMIT_EXCEEDED: "Stopped at the time limit.",
    Verdict.MEMORY_LIMIT_EXCEEDED: "Stopped at the memory limit.",
    Verdict.OUTPUT_LIMIT_EXCEEDED: "Stopped at the limit for printed text.",
    Verdict.LOAD_ERROR: "The file cannot be loaded.",
    Verdict.MISSING: "The file is not there.",
    Verdict.NOT_STARTED: "not started",
    Verdict.SKIPPED: "skipped",
    Verdict.PENDING: "waits for a person",
    Verdict.JUDGE_ERROR: "Not graded, through a fault of the grader or the course: it is not yours.",
}

_STATES = {
    Verdict.NOT_STARTED: "not started",
    Verdict.SKIPPED: "skipped",
    Verdict.PENDING: "waits for a person",
    Verdict.JUDGE_ERROR: "not graded",
}


BESIDE = "Going further (not counted)"
"""What stands above exercises that are in no total."""


def short_id(exercise: ExerciseResult) -> str:
    """Return the name of an exercise in lines for machines: ``ex3``."""
    return f"ex{exercise.number}"


def state(verdict: Verdict) -> str:
    """Return the words that stand before the points where these alone would mislead; mostly none."""
    return _STATES.get(verdict, "")


def standing(criterion: CriterionResult) -> str:
    """Return what stands before a criterion's points: that it is a bonus, and its state in words; mostly nothing."""
    return ", ".join(filter(None, ["bonus" if criterion.bonus else "", state(criterion.verdict)]))


def is_failure(criterion: CriterionResult) -> bool:
    """Whether a whole fails by it: it failed, and is no bonus, except through a fault of ours."""
    return criterion.verdict in FAILED and (not criterion.bonus or criterion.verdict is Verdict.JUDGE_ERROR)


def texts(criterion: CriterionResult) -> list[str]:
    """Return what is said about a criterion, each text once; where nothing is, the verdict in words."""
    said = [feedback.text for feedback in criterion.feedback if feedback.text.strip()]
    return list(dict.fromkeys(said)) or [_SENTENCES[criterion.verdict]]


def whole(criterion: CriterionResult, text: str) -> str:
    """Return what is said of a stopped program with the line that it was at, for formats that show no line."""
    where = criterion.location
    if criterion.verdict is not Verdict.TIME_LIMIT_EXCEEDED or where is None or not where.note or not where.line:
        return text
    return f"{text} It was at line {where.line}, {where.note}{'' if where.note.endswith('?') else '.'}"


def mistakes_of(report: Report) -> Iterator[tuple[str, CriterionResult]]:
    """Yield what went wrong, with its name in tables of a class: there is no mistake in a file that isn't there.

    The name is an exercise's where its file can't be used, else the criterion's: ``ex3.output``.
    """
    for exercise in report.exercises:
        if exercise.problem is not None and exercise.problem.verdict is not Verdict.MISSING:
            yield short_id(exercise), exercise.problem
    for name, criterion in report.named_criteria.items():
        if has_code(criterion):
            yield name, criterion


def code(criterion: CriterionResult) -> str:
    """Return the first feedback's code, else the verdict in capitals."""
    codes = [feedback.code for feedback in criterion.feedback if feedback.code]
    return codes[0] if codes else criterion.verdict.value.upper()


def has_code(criterion: CriterionResult) -> bool:
    """Whether it failed for something that has a name, and so can be counted."""
    return criterion.verdict in FAILED and any(feedback.code for feedback in criterion.feedback)


def provisional(report: Report) -> str:
    """Return that a sum is not the last word, where a person has still to mark something."""
    if not report.pending:
        return ""
    verb = "waits" if report.pending == 1 else "wait"
    points = f"{points_text(report.pending)} point{'' if report.pending == 1 else 's'}"
    return f"{points} {verb} for a person: the total is provisional until then."


def about_sum(report: Report) -> list[str]:
    """Return what is to be known of a report's sum, a sentence each; mostly nothing."""
    return list(filter(None, [provisional(report), report.late]))


def place(criterion: CriterionResult) -> Location | None:
    """Return where it happened: the criterion's own location, else the last line of its trace."""
    return criterion.location or (criterion.trace[-1] if criterion.trace else None)


def failures(exercise: ExerciseResult) -> list[CriterionResult]:
    """Return the criteria that failed, in the rubric's order; bonuses come last."""
    failed = [criterion for criterion in exercise.criteria if criterion.verdict in FAILED]
    return sorted(failed, key=lambda criterion: criterion.bonus)


def is_absent(exercise: ExerciseResult) -> bool:
    """Whether there is no file at all, not even one of a similar name."""
    problem = exercise.problem
    return problem is not None and problem.verdict is Verdict.MISSING and problem.example is None


def is_not_started(exercise: ExerciseResult) -> bool:
    """Whether nothing of the exercise was begun: every criterion not started, or skipped for that reason."""
    verdicts = {criterion.verdict for criterion in exercise.criteria}
    return Verdict.NOT_STARTED in verdicts and verdicts <= {Verdict.NOT_STARTED, Verdict.SKIPPED}
