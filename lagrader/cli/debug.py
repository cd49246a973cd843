"""``lagrader check --debug``: a learner's file in a foreground interpreter, where ``breakpoint()`` works.

Nothing is graded there, and nothing confines what runs: it is ``python`` with the course's examples typed in. What
would give an answer away (expected results, the reference, drawn cases) never gets there.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import lagrader
from lagrader.cli import console
from lagrader.cli.options import load_course
from lagrader.errors import UsageError

if TYPE_CHECKING:
    from lagrader.cases import Case
    from lagrader.course import Course, Exercise
    from lagrader.rubric import BaseCriterion, CallingCriterion
    from lagrader.submission import SubmittedFile

_SCRIPT = Path(lagrader.__file__).resolve().parent / "worker" / "debug.py"
"""Started by its path: nothing imports the worker's room, the only one in which torch may be imported."""

_ASKED_FOR = frozenset({"SIGINT", "SIGTERM", "SIGHUP"})
"""Signals after which nobody wonders why it ended."""

Handler: TypeAlias = Callable[[int, object], None]


def run_debug(exercise: str, words: Sequence[str], course: str | None, device: str) -> int:
    """Run one exercise's file with the course's examples in the foreground; return the exit code.

    Raises:
        UsageError: not one exercise, no file of it, or one that Python cannot read.
    """
    from lagrader.cli.words import parse_words
    from lagrader.devices import check_name

    check_name(device)
    if device == "auto":
        raise UsageError("--debug runs on the device that you name: cpu, cuda, cuda:N or mps.")
    asked = parse_words([exercise, *words], load_course(course))
    found, file = _one_file(asked.course, asked.exercises, asked.path)
    _announce(file)
    calls = list(dict.fromkeys(call for criterion in found.rubric.judged for call in _calls(criterion, found.id)))
    if not calls:
        console.say("The course has no example for this exercise; the file is imported, and nothing is called.")
    briefing = {"file": str(file.path), "module": file.module, "device": device, "calls": calls}
    return _foreground([sys.executable, str(_SCRIPT), json.dumps(briefing)])


def _one_file(course: Course, exercises: Sequence[Exercise], path: Path) -> tuple[Exercise, SubmittedFile]:
    from lagrader.course import targets_of
    from lagrader.submission import Unreadable, find_submission

    targets = targets_of(exercises)
    files = find_submission(path, list(targets), targets).files
    if len(files) != 1:
        raise UsageError("--debug runs one exercise at a time: name it, such as lagrader check --debug 3.")
    ((id_, file),) = files.items()
    if isinstance(file.source, Unreadable):
        fault = file.source
        where = f" (line {fault.line}: {fault.note})" if fault.line and fault.note else ""
        raise UsageError(f"{fault.text.removesuffix('.')}{where}.")
    return course.find(id_), file


def _announce(file: SubmittedFile) -> None:
    """Say what this is before anything of the file's runs."""
    console.say(
        f"Not isolated: {file.display} runs in a Python of its own with your rights and without limits.\n"
        "Nothing is graded. At a breakpoint(): n next line, p NAME a value, c goes on, q quits."
    )


def _calls(criterion: BaseCriterion, exercise: str) -> Iterator[tuple[str, bool]]:
    """The course's examples as they would be typed (calls, names of answers), and whether each is meant to raise."""
    from lagrader.cases import draw_specs
    from lagrader.rubric import AnswerCriterion, CallCriterion, CheckCriterion, RaisesCriterion

    match criterion:
        case AnswerCriterion():
            yield criterion.answer, False
        case CallCriterion() | RaisesCriterion():
            literal = [spec for spec in criterion.cases if not spec.drawn]
            for case in draw_specs(literal, exercise, criterion.id, 0):
                yield _called(criterion, case), isinstance(criterion, RaisesCriterion)
        case CheckCriterion():
            yield from ((_call(spec.call, spec.args), False) for spec in criterion.calls)


def _called(criterion: CallingCriterion, case: Case) -> str:
    """The call on a case; an object of a class is made, and given its state, on the way."""
    from lagrader.checkers.requests import recipe_of
    from lagrader.display import literal

    recipe = recipe_of(criterion, case)
    if recipe is None:
        return _call(criterion.target, case.args)
    made = _call(criterion.target, recipe.construct)
    if recipe.state:
        state = ", ".join(f"{name!r}: {literal(case.args[place])}" for name, place in recipe.state)
        made = f"((model := {made}).load_state_dict({{{state}}}) and model)"
    left = [arg for place, arg in enumerate(case.args) if place not in recipe.places]
    return _call(f"{made}.{recipe.method}" if recipe.method else made, left)


def _call(function: str, args: Sequence[object]) -> str:
    """One line, whole: a call that is cut for a report could not be run."""
    from lagrader.display import literal

    return f"{function}({', '.join(literal(arg) for arg in args)})"  # type: ignore[arg-type]


def _foreground(command: list[str]) -> int:
    """Run a program that has the terminal to itself: Ctrl-C is its to answer, and what ends us ends it as well."""
    started: list[subprocess.Popen[bytes]] = []

    def pass_on(number: int, _: object) -> None:
        for process in started:
            process.send_signal(number)

    sys.stdout.flush()
    # Nothing is ignored: that would be inherited.
    with _answered({"SIGINT": lambda *_: None, "SIGTERM": pass_on, "SIGHUP": pass_on}):
        started.append(subprocess.Popen(command, env={**os.environ, "PYTHONSAFEPATH": ""}))
        code = started[0].wait()
    if code >= 0:
        return code
    name = _signal_name(-code)
    if name not in _ASKED_FOR:
        console.say(f"The program was ended by {name}; nothing behind that ran.")
    return 128 - code


@contextlib.contextmanager
def _answered(handlers: Mapping[str, Handler]) -> Iterator[None]:
    """Answer signals meanwhile, those that this system has and that whoever started us wants to be heard."""
    numbers = {getattr(signal, name): handler for name, handler in handlers.items() if hasattr(signal, name)}
    heard = {number: handler for number, handler in numbers.items() if signal.getsignal(number) != signal.SIG_IGN}
    before = {number: signal.signal(number, handler) for number, handler in heard.items()}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
