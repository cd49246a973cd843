"""From outcomes to results: the parts of judging that every checker shares."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from lagrader.checkers.interface import Task
from lagrader.checkers.names import close_name
from lagrader.checkers.stopped import place_of
from lagrader.checkers.unfit import unfit_feedback
from lagrader.diagnosis import Context, translate
from lagrader.outcomes import Outcome, Stopped
from lagrader.results import CaseResult, CriterionResult, Example, Feedback, Location, Verdict
from lagrader.rubric import BaseCriterion, CallingCriterion, Mistake, opens
from lagrader.syntax import definition_line, return_lines
from lagrader.wire import Absent, Raised, Unfit

OUTPUT_LIMIT = 1024 * 1024
"""Bytes that one call may print."""

_REFUSED = re.compile(r"\[Errno (?:1|13)\]|Operation not permitted|Permission denied")
_PATH = re.compile(r"'([^']{1,1000})'$")
_LONGEST_PATH = 60

_MEMORY_WORDS = ("can't allocate memory", "out of memory", "bad_alloc")


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why an outcome is not a value: what to say, and where in the learner's file it happened."""

    verdict: Verdict
    feedback: Feedback
    exception: str = ""
    trace: tuple[Location, ...] = ()
    in_call: bool = True
    """False where it happened while the file was imported."""


def trouble(task: Task[Any], outcome: Outcome, name: str) -> Trouble | None:
    """Say why ``outcome`` of asking for ``name`` is not a value, or return None where it is one."""
    found = _trouble(task, outcome, name)
    if outcome.output_bytes > OUTPUT_LIMIT:
        stopped = " at least" if isinstance(outcome.reply, Stopped) else ""
        text = f"It printed{stopped} {outcome.output_bytes:,} bytes; at most {OUTPUT_LIMIT:,} are allowed in one call."
        feedback = Feedback("OUTPUT_LIMIT", text)
        base = found or Trouble(Verdict.OUTPUT_LIMIT_EXCEEDED, feedback)
        return replace(base, verdict=Verdict.OUTPUT_LIMIT_EXCEEDED, feedback=feedback)
    return found


def _trouble(task: Task[Any], outcome: Outcome, name: str) -> Trouble | None:
    match outcome.reply:
        case Stopped() as stopped:
            return _stopped(task, stopped, name)
        case Absent() as absent:
            return _absent(task, absent)
        case Unfit() as unfit:
            return Trouble(Verdict.WRONG_ANSWER, unfit_feedback(unfit, task.criterion.target))
        case Raised(stage="construct") as raised:
            return _raised(task, raised, task.criterion.target)
        case Raised() as raised:
            return _raised(task, raised, name)
    return None


def _stopped(task: Task[Any], stopped: Stopped, name: str) -> Trouble:
    what = "the import of the file" if stopped.while_loading else name
    trace = _trace_of(task, stopped)
    sentences = {
        Verdict.TIME_LIMIT_EXCEEDED: ("TIME_LIMIT", _too_long(stopped, what, trace)),
        Verdict.MEMORY_LIMIT_EXCEEDED: ("MEMORY_LIMIT", f"Stopped: {what} took {_too_much(task)}."),
        Verdict.OUTPUT_LIMIT_EXCEEDED: ("OUTPUT_LIMIT", f"Stopped: {what} wrote {stopped.detail}."),
    }
    code, text = sentences.get(
        stopped.verdict, ("PROCESS_ENDED", f"The whole program ended during {what}: {stopped.detail}.")
    )
    return Trouble(stopped.verdict, Feedback(code, text), trace=trace, in_call=not stopped.while_loading)


def _too_much(task: Task[Any]) -> str:
    return f"more memory than there is for it{f', {task.memory}' if task.memory else ''}"


def _trace_of(task: Task[Any], stopped: Stopped) -> tuple[Location, ...]:
    """The lines at which the program was, as the child saw them before it was stopped; none where it saw nothing."""
    if stopped.sample is None:
        return ()
    callers = tuple(_frame(task, *frame) for frame in stopped.sample.frames[:-1])
    return (*callers, place_of(task, stopped.sample))


def _too_long(stopped: Stopped, what: str, trace: tuple[Location, ...]) -> str:
    """What did not end; where the report shows the line with a note on its numbers, that says it by itself."""
    note = trace[-1].note if trace else ""
    if note and stopped.while_loading:
        return f"Stopped after {stopped.detail}, during {what}, {note}{'' if note.endswith('?') else '.'}"
    return f"Stopped after {stopped.detail}{'' if note else f': {what} did not come to an end'}."


def _absent(task: Task[Any], absent: Absent) -> Trouble:
    if absent.found:
        name = absent.name
        wanted = f"a function: define it with def {name}(…)."
        if _is_class(task.criterion) and "." not in name:
            wanted = f"a class: define it with class {name}(torch.nn.Module)."
        text = f"{name} is a {absent.found}, not {wanted}"
        return Trouble(Verdict.RUN_TIME_ERROR, Feedback("NOT_A_FUNCTION", text))
    close = close_name(absent.name, [name for name in absent.names if name not in task.others])
    if close:
        odd = _odd_letter(close)
        found = f"{close}, with another {odd}" if odd else close
        text = f"There is no {absent.name} in the file, but there is {found}: the name wanted is {absent.name}."
        return Trouble(Verdict.MISSING, Feedback("MISSPELT_NAME", text))
    return Trouble(Verdict.MISSING, Feedback("MISSING_NAME", f"There is no {absent.name} in the file."))


def _odd_letter(name: str) -> str:
    """Describe the first letter of a name that is not of the keyboard's: it may look like one that is."""
    letter = next((letter for letter in name if not letter.isascii()), "")
    return f"letter in it ({unicodedata.name(letter, 'unnamed').lower()})" if letter else ""


def _raised(task: Task[Any], raised: Raised, name: str) -> Trouble:
    exception = f"{raised.type}: {raised.message}" if raised.message else raised.type
    if raised.stage == "arguments" or raised.signature:
        text = f"{name}{raised.signature} does not fit: it is {raised.message}{_given(task, raised)}."
        return Trouble(Verdict.RUN_TIME_ERROR, Feedback("WRONG_ARGUMENTS", text), "", _definition(task, name))
    trace = tuple(_frame(task, *frame) for frame in raised.frames)
    verdict = Verdict.LOAD_ERROR if raised.stage == "load" else Verdict.RUN_TIME_ERROR
    return _known_exception(task, raised, name, Trouble(verdict, _general(task, raised, name), exception, trace))


def _given(task: Task[Any], raised: Raised) -> str:
    """Name what is passed, where it has names: the inputs of a case, or the sizes that a constructor takes."""
    criterion, cases = task.criterion, task.prepared.cases
    if raised.stage == "construct":
        names = [str(one) for one in criterion.construct_ or ()] if _is_class(criterion) else []
    else:
        taken = set(criterion.state.values()) if _is_class(criterion) else set()
        names = [name for name in cases[0].case.names if name not in taken] if cases else []
    return "".join(f", {name}" for name in names)


def _is_class(criterion: BaseCriterion) -> bool:
    """Whether what is asked for is a class."""
    return isinstance(criterion, CallingCriterion) and criterion.is_class


def _general(task: Task[Any], raised: Raised, name: str) -> Feedback:
    """Say what the message means where that is known, else what kind of exception it was."""
    translated = translate(raised, Context(name, device=task.subject.device, tree=task.tree))
    if translated is not None:
        return translated
    if raised.stage == "load":
        return Feedback("IMPORT_ERROR", f"The file could not be imported: Python stopped with {raised.type}.")
    return Feedback("EXCEPTION", f"{name} stopped with {raised.type}.")


def _known_exception(task: Task[Any], raised: Raised, name: str, found: Trouble) -> Trouble:
    """Put the exceptions that beginners meet in their own words."""
    if raised.type == "MemoryError" or any(words in raised.message for words in _MEMORY_WORDS):
        text = f"{name} asked for {_too_much(task)}."
        return replace(found, verdict=Verdict.MEMORY_LIMIT_EXCEEDED, feedback=Feedback("MEMORY_LIMIT", text))
    if raised.type == "NotImplementedError" and _is_a_learners(raised) and found.feedback.code == "EXCEPTION":
        inner = raised.frames[-1][2] if raised.frames else name
        unwritten = "part of it" if inner == name else inner
        text = f"{name} stops with NotImplementedError: {unwritten} is not written yet."
        return replace(found, feedback=Feedback("NOT_IMPLEMENTED", text))
    if raised.type == "BdbQuit":
        text = f"{name} stops at a breakpoint, where nobody is there to type. lagrader check --debug runs it with you."
        return replace(found, feedback=Feedback("BREAKPOINT", text))
    if raised.type == "EOFError" and "reading a line" in raised.message:
        text = f"{name} waits for input(): nobody is there to type. Use the arguments that it is called with."
        return replace(found, feedback=Feedback("INPUT_CALLED", text))
    if raised.missing and raised.type == "ModuleNotFoundError":
        return replace(found, feedback=Feedback("MISSING_PACKAGE", _not_there(raised.missing)))
    if outside := _out_of_reach(raised, name):
        return replace(found, feedback=Feedback("OUT_OF_REACH", outside))
    if raised.type == "SystemExit":
        return replace(found, feedback=Feedback("PROGRAM_EXIT", f"{name} calls exit(): return the result instead."))
    if raised.type == "RecursionError":
        text = f"{name} calls itself without end: every call must come closer to a case that needs none."
        return replace(found, feedback=Feedback("ENDLESS_RECURSION", text))
    return found


def _not_there(module: str) -> str:
    """Say what an import looked for in vain: Python names a part of a package only where the package was found."""
    package, dot, _ = module.rpartition(".")
    if dot:
        return f"There is no {module}: {package} is here, and has no part of that name. Look at the spelling."
    return (
        f"There is no package {module} here, and no {module}.py beside the file; "
        "torch, NumPy and Python's own library are here."
    )


def _is_a_learners(raised: Raised) -> bool:
    """Whether it marks what is to be written; torch raises it too, for kinds of tensors that a function can't take."""
    return raised.stage != "load" and not raised.message.startswith("Could not run '")


def _out_of_reach(raised: Raised, name: str) -> str:
    """Say that a program which is checked is kept to itself, where that is what stopped it; empty where it is not."""
    missing = raised.type == "FileNotFoundError"
    refused = "PermissionError" in raised.ancestors or "OSError" in raised.ancestors
    if not missing and not (refused and _REFUSED.search(raised.message)):
        return ""
    path = _PATH.search(raised.message)
    what = f"the file {_end_of(path[1])}" if path else "something outside itself"
    who = "The program" if raised.stage == "load" else name
    kept = "a program that is checked can open no file of yours, and no network or other program"
    return f"{who} reaches for {what}: {kept}. Write the numbers that it needs into the code."


def _end_of(path: str) -> str:
    return path if len(path) <= _LONGEST_PATH else f"…{path[-_LONGEST_PATH:]}"


def _frame(task: Task[Any], filename: str, line: int, function: str) -> Location:
    return Location(filename, line, source_line(task, line) if filename == task.file else None, note=function)


def source_line(task: Task[Any], line: int | None) -> str | None:
    """Return the text of a line of the learner's file."""
    return task.lines[line - 1] if line and 0 < line <= len(task.lines) else None


def _definition(task: Task[Any], name: str) -> tuple[Location, ...]:
    line = definition_line(task.tree, name)
    return (Location(task.file, line, source_line(task, line)),) if line else ()


def where(task: Task[Any], name: str) -> Location:
    """The place to look at: the one return statement of the function, else its first line."""
    returns = return_lines(task.tree, name)
    line = returns[0] if len(returns) == 1 else definition_line(task.tree, name)
    return Location(task.file, line, source_line(task, line))


def accepted(task: Task[Any], cases: Sequence[CaseResult] = ()) -> CriterionResult:
    """Full points."""
    criterion: BaseCriterion = task.criterion
    return CriterionResult(
        criterion.id, criterion.title, criterion.points, criterion.points, Verdict.ACCEPTED, cases=tuple(cases)
    )


def waiting(criterion: BaseCriterion) -> CriterionResult:
    """No points yet: a person marks it."""
    return CriterionResult(
        *(criterion.id, criterion.title, Fraction(), criterion.points, Verdict.PENDING),
        hidden=criterion.is_hidden,
        opens=opens(criterion.hidden),
        bonus=criterion.bonus,
    )


def failed(
    task: Task[Any],
    verdict: Verdict,
    feedback: Feedback,
    *,
    cases: Sequence[CaseResult] = (),
    example: Example | None = None,
    location: Location | None = None,
    output: str = "",
    points: Fraction = Fraction(),
) -> CriterionResult:
    """No points (or part of them), and why; without a ``location`` the function's own (see :func:`where`)."""
    criterion: BaseCriterion = task.criterion
    return CriterionResult(
        criterion.id,
        criterion.title,
        points,
        criterion.points,
        verdict,
        (feedback,),
        tuple(cases),
        example,
        location or where(task, criterion.called),
        output=output,
    )


def in_trouble(
    task: Task[Any],
    problem: Trouble,
    *,
    cases: Sequence[CaseResult] = (),
    example: Example | None = None,
    output: str = "",
) -> CriterionResult:
    """No points, since the program did not come to an answer."""
    result = failed(task, problem.verdict, problem.feedback, cases=cases, example=example, output=output)
    if problem.trace:
        place = problem.trace[-1]
    else:  # where it was at is not known: the function's first line, or no line where the file never loaded
        known = _definition(task, task.criterion.target) if problem.in_call else ()
        place = next(iter(known), Location(task.file))
    return replace(result, location=place, exception=problem.exception, trace=problem.trace)


NOT_JUDGED = "This could not be judged, through no fault of yours: "


def course_at_fault(task: Task[Any], text: str) -> CriterionResult:
    """Ours, never the learner's fault."""
    feedback = Feedback("JUDGE_ERROR", f"{NOT_JUDGED}{text}")
    return replace(failed(task, Verdict.JUDGE_ERROR, feedback), location=None)


def mistake_feedback(name: str, mistake: Mistake) -> Feedback:
    """The feedback of a known mistake: its code is its name in capitals."""
    return Feedback(name.upper(), mistake.say, mistake.explain)


def own_feedback(criterion: BaseCriterion, code: str, text: str) -> Feedback:
    """The author's sentence for this criterion where there is one, else ``text``."""
    return Feedback(code, criterion.say or text, criterion.explain)


def worst(cases: Sequence[CaseResult]) -> Verdict:
    """The most severe verdict among those ``cases`` that were tried."""
    tried = [case.verdict for case in cases if case.verdict is not Verdict.SKIPPED]
    return max(tried, key=lambda verdict: verdict.severity)
