"""Why a ``call`` criterion failed, and the least of input that shows it: what a learner reads first."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace

from lagrader.checkers.causes import cause, context, sample_of, samples_of
from lagrader.checkers.interface import Ask, Task
from lagrader.checkers.mistakes import known_mistake, same_as
from lagrader.checkers.preparing import ask_mistakes
from lagrader.checkers.repeated import OF_ORDER, two_calls
from lagrader.checkers.smallest import Look, smallest
from lagrader.checkers.tried import Tried
from lagrader.checkers.verdicts import mistake_feedback, worst
from lagrader.diagnosis import Sample, amount, translate
from lagrader.outcomes import Outcome
from lagrader.results import Feedback
from lagrader.rubric import CallCriterion
from lagrader.wire import Raised, Returned


@dataclass(frozen=True, slots=True)
class Why:
    """What is said, and the case that shows it."""

    feedback: Feedback
    shown: Tried
    smallest: bool = False


def why_it_failed(task: Task[CallCriterion], tried: Sequence[Tried]) -> Generator[Ask, Sequence[Outcome], Why]:
    """A known mistake, else a general cause, else what the worst case itself has to say."""
    verdict = worst([one.result for one in tried])
    first = min((one for one in tried if one.result.verdict is verdict), key=lambda one: one.size)
    name = yield from known_mistake(task, tried)
    if name is not None:
        feedback = mistake_feedback(name, task.criterion.mistakes[name])
        return (yield from _with_smallest(task, Why(feedback, first), _is_mistake(task, name)))
    samples = (yield from samples_of(task, tried)) or ()
    known = cause(task, samples)
    own = first.result.feedback[0]
    # Where some calls raise and others return, a cause of the latter does not say why the program stopped.
    if known is None or (isinstance(first.outcome.reply, Raised) and known.code != own.code):
        why = yield from _with_smallest(task, Why(own, first), _says(own.code))
        return replace(why, feedback=_own_words(task, why.shown))
    if known.code in OF_ORDER:
        return Why(known, (yield from two_calls(task, tried, known.code)) or first)
    why = yield from _with_smallest(task, Why(known, first), _has_cause(task, samples, known.code))
    if known.code == "ONLY_THE_EXAMPLE" and not why.smallest and (yield from smallest(task, _any)) is None:
        return Why(Feedback("RIGHT_FOR_WHOLE_NUMBERS", _WHOLE), first)
    return replace(why, feedback=cause(task, _showing(task, samples, why.shown)) or known)


_WHOLE = (
    "Right where few digits or none stand behind the point, and wrong for all other inputs: digits get lost on the "
    "way, as round(), int(), // and integer dtypes do it."
)


def _own_words(task: Task[CallCriterion], shown: Tried) -> Feedback:
    """What the shown case says of itself; an exception with the names of this case's axes."""
    own, reply = shown.result.feedback[0], shown.outcome.reply
    told = translate(reply, context(task), sample_of(task, shown)) if isinstance(reply, Raised) else None
    return told if told is not None and told.code == own.code else own


def _with_smallest(task: Task[CallCriterion], why: Why, look: Look) -> Generator[Ask, Sequence[Outcome], Why]:
    """Show a case of the ladder instead, where one fails for the same reason and is no larger."""
    reply = why.shown.outcome.reply
    if not isinstance(reply, Returned) and not (isinstance(reply, Raised) and reply.stage == "call"):
        return why
    found = yield from smallest(task, look)
    smaller = found is not None and found.size <= why.shown.size
    return replace(why, shown=found, smallest=True) if found and smaller else why


def _is_mistake(task: Task[CallCriterion], name: str) -> Look:
    def look(failing: Sequence[Tried]) -> Generator[Ask, Sequence[Outcome], Tried | None]:
        rows = yield from ask_mistakes(task.subject, [name], [(one.prepared.case, one.args) for one in failing])
        pairs = zip(failing, rows, strict=True)
        return next((one for one, row in pairs if same_as(task, one, row[name])), None)

    return look


def _has_cause(task: Task[CallCriterion], samples: Sequence[Sample], code: str) -> Look:
    def look(failing: Sequence[Tried]) -> Generator[Ask, Sequence[Outcome], Tried | None]:
        yield from ()
        for one in failing:
            found = cause(task, _showing(task, samples, one))
            if found is not None and found.code == code:
                return one
        return None

    return look


def _showing(task: Task[CallCriterion], samples: Sequence[Sample], shown: Tried) -> list[Sample]:
    """Put the case that is shown in the place of the smallest failing one, so that sentence and example agree."""
    place = min((i for i, sample in enumerate(samples) if not sample.passed), key=lambda i: amount(samples[i].args))
    if amount(samples[place].args) < shown.size:
        return list(samples)
    return [*samples[:place], sample_of(task, shown), *samples[place + 1 :]]


def _says(code: str) -> Look:
    def look(failing: Sequence[Tried]) -> Generator[Ask, Sequence[Outcome], Tried | None]:
        yield from ()
        return next((one for one in failing if one.result.feedback[0].code == code), None)

    return look


def _any(failing: Sequence[Tried]) -> Generator[Ask, Sequence[Outcome], Tried | None]:
    yield from ()
    return next(iter(failing), None)
