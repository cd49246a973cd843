"""``raises``: a function must refuse certain inputs with a certain exception."""

from __future__ import annotations

from lagrader.cases import Case, draw, draw_specs
from lagrader.checkers.interface import Ask, Examination, Preparation, Prepared, PreparedCase, Raises, Subject, Task
from lagrader.checkers.verdicts import accepted, course_at_fault, failed, in_trouble, own_feedback, trouble, worst
from lagrader.display import call_text, readable
from lagrader.outcomes import Outcome
from lagrader.results import CaseResult, Example, Feedback, Verdict
from lagrader.rubric import RaisesCriterion
from lagrader.wire import Call, Raised, Returned


def prepare(subject: Subject[RaisesCriterion]) -> Preparation:
    """Draw the cases; the reference must raise at each, and must not at those that are fine."""
    criterion = subject.criterion
    refused = draw(criterion, subject.exercise, subject.seed)
    fine = draw_specs(criterion.accepts, subject.exercise, f"{criterion.id}/accepts", subject.seed)
    cases = (*refused, *fine)
    outcomes = yield Ask("oracle", tuple(Call(subject.reference, criterion.raises, case.args) for case in cases))
    raised = [isinstance(o.reply, Raised) and criterion.exception in o.reply.ancestors for o in outcomes]
    if not all(raised[: len(refused)]) or any(isinstance(o.reply, Raised) for o in outcomes[len(refused) :]):
        return Prepared(fault=f"the reference solution does not raise {criterion.exception} where the rubric says so")
    expected = Raises((criterion.exception,))
    return Prepared((*(PreparedCase(case, expected) for case in refused), *(PreparedCase(case) for case in fine)))


def examine(task: Task[RaisesCriterion]) -> Examination:
    """Call the learner's function on every case; all must go as they should."""
    criterion = task.criterion
    if task.prepared.fault:
        return course_at_fault(task, task.prepared.fault)
    calls = tuple(Call(task.module, criterion.raises, prepared.case.args) for prepared in task.prepared.cases)
    outcomes = yield Ask("learner", calls)
    results = [_judge(task, prepared, outcome) for prepared, outcome in zip(task.prepared.cases, outcomes, strict=True)]
    for result, outcome in zip(results, outcomes, strict=True):
        if result.verdict is Verdict.ACCEPTED:
            continue
        problem = trouble(task, outcome, criterion.raises)
        if problem and problem.feedback in result.feedback:
            return in_trouble(task, problem, cases=results, example=result.example, output=outcome.output)
        return failed(
            task, worst(results), result.feedback[0], cases=results, example=result.example, output=outcome.output
        )
    return accepted(task, results)


def _judge(task: Task[RaisesCriterion], prepared: PreparedCase, outcome: Outcome) -> CaseResult:
    criterion, case, reply = task.criterion, prepared.case, outcome.reply
    must_raise = isinstance(prepared.expected, Raises)
    in_call = isinstance(reply, Raised) and reply.stage == "call"
    if must_raise and in_call and criterion.exception in reply.ancestors:  # type: ignore[union-attr]
        return CaseResult(case.name, Verdict.ACCEPTED)
    if must_raise and isinstance(reply, Returned):
        text = f"{criterion.raises} gave an answer where there is none; it should raise {criterion.exception}."
        feedback = own_feedback(criterion, "NOT_RAISED", text)
        return CaseResult(case.name, Verdict.WRONG_ANSWER, (feedback,), _example(task, case, readable(reply.value)))
    if must_raise and in_call and reply.type != "NotImplementedError":  # type: ignore[union-attr]
        text = f"{criterion.raises} raised {reply.type}; asked for is {criterion.exception}."  # type: ignore[union-attr]
        feedback = Feedback("OTHER_EXCEPTION", text)
        return CaseResult(case.name, Verdict.WRONG_ANSWER, (feedback,), _example(task, case, reply.type))  # type: ignore[union-attr]
    if not must_raise and in_call and criterion.exception in reply.ancestors:  # type: ignore[union-attr]
        text = f"{criterion.raises} raises {criterion.exception} also where there is an answer."
        feedback = Feedback("RAISES_ALWAYS", text)
        return CaseResult(case.name, Verdict.WRONG_ANSWER, (feedback,), _example(task, case, reply.type, "an answer"))  # type: ignore[union-attr]
    if not must_raise:  # whatever else it does there is another criterion's to judge, and is paid for once
        return CaseResult(case.name, Verdict.ACCEPTED)
    problem = trouble(task, outcome, criterion.raises)
    assert problem is not None
    return CaseResult(case.name, problem.verdict, (problem.feedback,), _example(task, case, None))


def _example(task: Task[RaisesCriterion], case: Case, actual: str | None, expected: str | None = None) -> Example:
    setup, call = call_text(task.criterion.raises, case.args, case.names)
    return Example(call, tuple(setup), expected or task.criterion.exception, actual)
