"""Answers without an idea: a constant, an input handed back, the example's result, the visible cases by heart.

They are made from what a learner can see under the seed of ``lagrader check``, and graded under another one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from lagrader.audit.findings import Finding
from lagrader.audit.specimens import Graded, Specimen, with_answer
from lagrader.cases import from_wire
from lagrader.checkers import Prepared, PreparedCase
from lagrader.checkers.interface import Raises
from lagrader.course import Exercise
from lagrader.preparation import Key, ready_parts
from lagrader.results import Verdict
from lagrader.rubric import AnswerCriterion, BaseCriterion, CallCriterion, RaisesCriterion
from lagrader.wire import Array, Handle, Value

CONSTANTS = ("None", "0", "1.0", "True", "False", "''", "torch.zeros(())", "[]", "(0, 0)")

LONGEST = 60_000
"""Characters of a table of cases; a source may have twice as many."""

BY_HEART = "the visible cases by heart"


def made_of(exercise: Exercise, prepared: Mapping[Key, Prepared]) -> Iterator[Specimen]:
    """Yield the reference solution with each shortcut in the place of each function that is asked for."""
    functions = [one for one in exercise.whole_rubric.criteria if not isinstance(one, AnswerCriterion)]
    for target in dict.fromkeys(name for one in functions for name in one.learner_names):
        bodies = {f"returns {text}": f"    return {text}" for text in CONSTANTS}
        for criterion, ready in ready_parts(exercise, prepared):
            if target in criterion.learner_names:
                bodies |= _of_criterion(criterion, ready)
        for name, body in bodies.items():
            code = f"import torch\n\n\ndef {target}(*args, **named):\n{body}"
            yield Specimen(exercise.id, "shortcut", name, with_answer(exercise, target, code), target)


def _of_criterion(criterion: BaseCriterion, prepared: Prepared) -> dict[str, str]:
    bodies: dict[str, str] = {}
    if isinstance(criterion, RaisesCriterion):
        bodies[f"always raises {criterion.exception}"] = f"    raise {criterion.exception}('no')"
    if isinstance(criterion, CallCriterion):
        cases = [one for one in prepared.cases if not one.case.hidden and one.case.args]
        for place, name in enumerate(cases[0].case.names if cases else ()):
            bodies[f"returns {name} as it came"] = f"    return args[{place}]"
        known = [text for one in cases if (text := _source(one.given)) is not None]
        if known:
            bodies["returns the first example's result"] = f"    return {known[0]}"
            bodies[BY_HEART] = _table(cases)
    return bodies


def _table(cases: Sequence[PreparedCase]) -> str:
    """Return a body that looks its arguments up among the cases, and knows nothing else."""
    lines: list[str] = []
    for one in cases:
        key, value = _key(one.case.args), _source(one.given)
        line = f"        {key!r}: {value},"
        if key is not None and value is not None and sum(map(len, lines)) + len(line) < LONGEST:
            lines.append(line)
    rows = "\n".join(lines)
    plain = "[a.tolist() if hasattr(a, 'tolist') else list(a) if isinstance(a, tuple) else a for a in args]"
    return f"    known = {{\n{rows}\n    }}\n    return known.get(repr({plain}))"


def _key(args: Sequence[Value]) -> str | None:
    if any(isinstance(value, Handle) for value in args):
        return None
    plain = [_plain(value) for value in args]
    return repr(plain)


def _plain(value: Value) -> object:
    if isinstance(value, Array):
        return from_wire(value).tolist()
    return list(value) if isinstance(value, tuple) else value


def _source(value: Value | Raises) -> str | None:
    """Return Python that makes a result; None where there is none."""
    match value:
        case Array() if value.kind == "tensor" and value.dtype in ("float64", "int64", "bool"):
            return f"torch.tensor({from_wire(value).tolist()}, dtype=torch.{value.original})"
        case tuple() | list():
            parts = [_source(item) for item in value]
            return None if None in parts else f"({''.join(f'{part}, ' for part in parts)})"
        case bool() | int() | float() | str():
            return repr(value)
    return None


def of_shortcuts(exercise: Exercise, graded: Sequence[Graded]) -> Iterator[Finding]:
    """Say which criteria give their points to something without an idea."""
    earned: defaultdict[str, list[str]] = defaultdict(list)
    part: defaultdict[str, list[str]] = defaultdict(list)
    for one in graded:
        for criterion in exercise.whole_rubric.criteria:
            about = not isinstance(criterion, AnswerCriterion) and one.specimen.target in criterion.learner_names
            if about and one.verdict(criterion.id) is Verdict.ACCEPTED:
                earned[criterion.id].append(one.specimen.name)
            elif about and one.of(criterion.id).points and isinstance(getattr(criterion, "partial", None), list):
                part[criterion.id].append(one.specimen.name)
    for id_, names in earned.items():
        text = f"It gives its points to a function that {_who(names)}."
        advice = _ADVICE_BY_HEART if names == [BY_HEART] else _ADVICE
        yield Finding("SHORTCUT_EARNS", text, advice, id_)
    for id_, names in part.items():
        if id_ not in earned:
            text = f"One of its steps gives points to a function that {_who(names)}."
            yield Finding("SHORTCUT_EARNS", text, _ADVICE_STEP, id_)


_ADVICE = "Add cases on which that is wrong; or let it need (needs) the criterion that judges the value."
_ADVICE_BY_HEART = "Draw some of its cases (repeat, sizes, normal): those that are written out can be typed in."

_ADVICE_STEP = "Have its steps begin later, or add cases on which that is wrong."


def _who(names: Sequence[str]) -> str:
    first = f"knows {names[0]}" if names[0] == BY_HEART else names[0]
    return first if len(names) == 1 else f"{first} (and to {len(names) - 1} more like it)"
