"""``raises``: a function must refuse certain inputs with a certain exception."""

from __future__ import annotations

from dataclasses import replace

from lagrader.cases import draw, draw_specs
from lagrader.checkers.interface import Ask, Examination, Preparation, Prepared, PreparedCase, Raises, Subject, Task
from lagrader.checkers.requests import call_of, lines_of
from lagrader.checkers.unfit import refuse_unfit
from lagrader.checkers.verdicts import (
    OUTPUT_LIMIT,
    Trouble,
    accepted,
    course_at_fault,
    in_trouble,
    own_feedback,
    trouble,
)
from lagrader.diagnosis.interface import Context
from lagrader.display import kind_of, readable
from lagrader.outcomes import Outcome, Stopped
from lagrader.phrases import joined
from lagrader.results import CaseResult, Example, Feedback, Verdict
from lagrader.rubric import RaisesCriterion, says, told
from lagrader.wire import Opaque, Raised, Reply, Returned


def prepare(subject: Subject[RaisesCriterion]) -> Preparation:
    """Draw the cases; the reference must raise at each, and must not at those that are fine."""
    criterion = subject.criterion
    refused = draw(criterion, subject.exercise, subject.seed)
    fine = draw_specs(criterion.accepts, subject.exercise, f"{criterion.id}/accepts", subject.seed)
    cases = (*refused, *fine)
    runs = [(case, widen) for widen in (True, False) for case in cases]
    calls = [call_of(criterion, case, subject.reference, widen=widen, echo=False) for case, widen in runs]
    outcomes = yield Ask("oracle", tuple(calls))
    for outcome in outcomes:
        refuse_unfit(outcome, f"{criterion.raises} of the reference solution", ("state",))
    for place, outcome in enumerate(outcomes):
        fault = _fault(criterion, outcome.reply, must_raise=place % len(cases) < len(refused))
        if fault:
            return Prepared(fault=fault)
    expected = Raises((criterion.exception,))
    return Prepared((*(PreparedCase(case, expected) for case in refused), *(PreparedCase(case) for case in fine)))


def _fault(criterion: RaisesCriterion, reply: Reply | Stopped, *, must_raise: bool) -> str:
    if must_raise and not _as_asked(criterion, reply):
        return f"the reference solution does not raise {criterion.exception} in every case."
    if must_raise:
        lack = _unsaid(criterion, reply)
        return f"the message of the reference solution's {criterion.exception} does not say {lack}." if lack else ""
    return "" if isinstance(reply, Returned) else "the reference solution gives no answer where there should be one."


def _as_asked(criterion: RaisesCriterion, reply: Reply | Stopped) -> bool:
    return isinstance(reply, Raised) and reply.stage == "call" and criterion.exception in reply.ancestors


def _unsaid(criterion: RaisesCriterion, reply: Reply | Stopped) -> str:
    """Name what the message of an exception lacks, for a sentence; empty where it lacks nothing."""
    message = reply.message if isinstance(reply, Raised) else ""
    lack = [told(saying) for saying in criterion.message if not says(message, saying)]
    return joined(lack) if lack else ""


def examine(task: Task[RaisesCriterion]) -> Examination:
    """Call the learner's function on every case; all must go as they should."""
    criterion, cases = task.criterion, task.prepared.cases
    if task.prepared.fault:
        return course_at_fault(task, task.prepared.fault)
    calls = (call_of(criterion, one.case, task.module, echo=False) for one in cases)
    outcomes = yield Ask("learner", tuple(calls))
    problems = [_problem(task, prepared, outcome) for prepared, outcome in zip(cases, outcomes, strict=True)]
    results = [_result(task, *one) for one in zip(cases, outcomes, problems, strict=True)]
    # What is said and shown is about the first case that has the gravest verdict.
    place = max(range(len(results)), key=lambda place: (results[place].verdict.severity, -place))
    problem = problems[place]
    if problem is None:
        return accepted(task, results)
    return in_trouble(task, problem, cases=results, example=results[place].example, output=outcomes[place].output)


def _problem(task: Task[RaisesCriterion], prepared: PreparedCase, outcome: Outcome) -> Trouble | None:
    """Say what is wrong in one case, or return None."""
    criterion, reply = task.criterion, outcome.reply
    as_asked, must_raise = _as_asked(criterion, reply), isinstance(prepared.expected, Raises)
    lack = _unsaid(criterion, reply) if as_asked and must_raise else ""
    if as_asked and must_raise and not lack and outcome.output_bytes <= OUTPUT_LIMIT:
        return None  # the usual case, in which nobody asks what its message means
    found = trouble(task, outcome, criterion.called)
    if found and found.verdict is Verdict.OUTPUT_LIMIT_EXCEEDED:
        return found
    if not must_raise:
        # Whatever else it does there is another criterion's to judge, and is paid for once.
        text = f"{criterion.called} raises {criterion.exception} also where there is an answer."
        return _wrong(found, Feedback("RAISES_ALWAYS", text)) if as_asked else None
    if isinstance(reply, Returned) and isinstance(reply.value, Opaque) and reply.value.type.endswith(_ENDINGS):
        text = f"{criterion.called} returns {kind_of(reply.value)} as if it were an answer: raise stops the function."
        return _wrong(None, Feedback("EXCEPTION_RETURNED", f"{text} Write raise where return is."))
    if isinstance(reply, Returned):
        asked = Context(criterion.called, tree=task.tree)
        from lagrader.diagnosis.source import dropped

        if dropped(asked, criterion.exception):
            text = f"{criterion.exception}(…) on a line of its own makes an exception and does nothing with it"
            return _wrong(None, Feedback("NOT_RAISED", f"{text}: write raise before it.", criterion.explain))
        text = f"{criterion.called} gave an answer where there is none; it should raise {criterion.exception}."
        return _wrong(None, own_feedback(criterion, "NOT_RAISED", text))
    if lack:
        text = f"{criterion.raises} raises {criterion.exception} as asked, but its message does not say {lack}."
        return _wrong(found, own_feedback(criterion, "OTHER_MESSAGE", text))
    if found and found.feedback.code in _NOT_MEANT:
        return _wrong(found, found.feedback)
    if isinstance(reply, Raised) and reply.stage == "call" and reply.type != "NotImplementedError":
        text = f"{criterion.called} raised {reply.type}; asked for is {criterion.exception}."
        return _wrong(found, Feedback("OTHER_EXCEPTION", text))
    return found


_NOT_MEANT = frozenset({"RAISE_NEEDS_EXCEPTION", "NAME_NOT_DEFINED", "ENDLESS_RECURSION", "INPUT_CALLED"})
"""Exceptions that nobody raises on purpose: what they mean is news, that another one was asked for is not."""

_ENDINGS = ("Error", "Exception", "Warning")


def _wrong(found: Trouble | None, feedback: Feedback) -> Trouble:
    """A wrong answer; where it was an exception, its lines are still shown."""
    wrong = Trouble(Verdict.WRONG_ANSWER, feedback)
    return replace(found, verdict=wrong.verdict, feedback=feedback) if found else wrong


def _result(
    task: Task[RaisesCriterion], prepared: PreparedCase, outcome: Outcome, problem: Trouble | None
) -> CaseResult:
    case, reply = prepared.case, outcome.reply
    if problem is None:
        return CaseResult(case.name, Verdict.ACCEPTED)
    *setup, call = lines_of(task.criterion, case)
    expected = task.criterion.exception if isinstance(prepared.expected, Raises) else "an answer"
    actual = readable(reply.value) if isinstance(reply, Returned) else None
    if isinstance(reply, Raised) and problem.verdict is Verdict.WRONG_ANSWER:
        actual = reply.type
        if problem.feedback.code == "OTHER_MESSAGE":
            expected += ", with the message that is asked for"
    return CaseResult(
        case.name,
        problem.verdict,
        (problem.feedback,),
        Example(call, tuple(setup), expected, actual, hidden=case.hidden, opens=case.opens),
    )
