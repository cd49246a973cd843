"""What a function does beside its result: changing an input, another answer each time, always the same one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from lagrader.comparison import number, sizes
from lagrader.diagnosis.evidence import Compared, close, holds
from lagrader.diagnosis.interface import Context, NotAsked, Sample
from lagrader.diagnosis.source import attributes
from lagrader.diagnosis.values import (
    Numbers,
    at,
    brief,
    everywhere,
    failing,
    numbers,
    pairs,
    passing,
    results,
    returned,
    same_shape,
    smallest,
)
from lagrader.results import Feedback
from lagrader.rubric import Returns
from lagrader.wire import Array, Value


def accumulated(samples: Sequence[Sample], context: Context) -> Feedback | None:
    """Every call adds its result to what earlier calls have left: a gradient, a total, a list that stays."""
    found = same_shape(pairs(samples))
    if not found or not (_adds_up(samples) or _again_adds(samples)):
        return None
    if attributes(context) & {"backward", "grad"}:
        text = "The gradient is added to that of earlier calls: make the tensor afresh in each call, or set its grad "
        return Feedback("GRADIENT_ACCUMULATED", f"{text}to None before backward().")
    text = f"{context.function} adds its result to that of earlier calls: what it adds to has to be made in each call."
    return Feedback("ACCUMULATED", text)


def _adds_up(samples: Sequence[Sample]) -> bool:
    """Whether the results, in the order of the calls, are the running sums of the expected ones."""
    found = same_shape(pairs(samples)) or []
    if len({pair.expected.shape for pair in found}) != 1 or len(found) < 3:
        return False
    totals = np.cumsum(np.stack([pair.expected for pair in found]), axis=0)
    total = {id(pair): totals[place] for place, pair in enumerate(found)}
    largest = float(np.max(np.abs(totals), initial=1.0))
    return holds(lambda p: Compared(p.actual, total[id(p)], p.expected, max(10.0, largest)), found)


def _again_adds(samples: Sequence[Sample]) -> bool:
    """Whether a second call gave exactly one expected result more, wherever one was made."""
    asked = [(sample, numbers(sample.again)) for sample in samples if not isinstance(sample.again, NotAsked)]
    found = {id(pair.sample): pair for pair in same_shape(pairs([sample for sample, _ in asked])) or []}
    seen: set[str] = set()
    for sample, again in asked:
        pair = found.get(id(sample))
        if pair is None or again is None or again.size != pair.actual.size:
            return False
        if not close(again.reshape(pair.actual.shape) - pair.actual, pair.expected, sample.tolerance, 10.0):
            return False
        seen.update(f"{entry:.6g}" for entry in pair.expected.ravel()[:50] if abs(entry) > 1e-3)
    return len(seen) >= 2 and all(not isinstance(sample.again, NotAsked) for sample in failing(samples))


def differs(samples: Sequence[Sample], context: Context) -> Feedback | None:
    """A second call with the same inputs gave another result, in every failing case."""
    bad = failing(samples)
    if not bad or not all(_differs(sample) for sample in bad):
        return None
    text = f"{context.function} gives another result when it is called again with the same inputs: "
    text += "it depends on chance, or on something that an earlier call has left."
    return Feedback("DIFFERS_BETWEEN_CALLS", text)


def _differs(sample: Sample) -> bool:
    reply = returned(sample)
    if reply is None or isinstance(sample.again, NotAsked):
        return False
    first, second = numbers(reply.value), numbers(sample.again)
    if first is None or second is None:
        return type(reply.value) is not type(sample.again)
    # Two NaNs are one answer here, and the last bits may differ from run to run.
    return first.shape != second.shape or not np.allclose(first, second, rtol=1e-4, atol=1e-6, equal_nan=True)


def input_changed(samples: Sequence[Sample], context: Context) -> Feedback | None:
    """The result is right, and an input is not what it was before the call."""
    found = same_shape(pairs(failing(samples)))
    if not found or not all(close(p.actual, p.expected, p.sample.tolerance) for p in found):
        return None
    places = {_changed(sample) for sample in failing(samples)}
    if len(places) != 1 or None in places:
        return None
    (place,) = places
    assert place is not None
    shown = smallest(failing(samples))
    name = shown.names[place] if place < len(shown.names) else f"input {place + 1}"
    text = f"{context.function} changes its input {name} in place{_before_and_after(shown, place, name)}: "
    return Feedback("INPUT_CHANGED", text + "whoever calls it still needs that; write the result into a new tensor.")


def _changed(sample: Sample) -> int | None:
    """Return the place of the one input that has changed."""
    reply = returned(sample)
    after = reply.inputs if reply else ()
    if len(after) != len(sample.args):
        return None
    places = [place for place, pair in enumerate(zip(sample.args, after, strict=True)) if not _alike(*pair)]
    return places[0] if len(places) == 1 else None


def _alike(before: Value, after: Value) -> bool:
    if isinstance(before, Array) and isinstance(after, Array):
        return (before.shape, before.data) == (after.shape, after.data)
    return type(before) is type(after) and before == after


def _before_and_after(sample: Sample, place: int, name: str) -> str:
    reply = returned(sample)
    before, after = numbers(sample.args[place]), numbers(reply.inputs[place]) if reply else None
    if before is None or after is None or before.shape != after.shape or not before.size:
        return ""
    index = np.argwhere(np.atleast_1d(before != after))
    if not len(index):
        return ""
    first = tuple(index[0].tolist()) if before.ndim else ()
    return f" ({name}{at(first)} was {brief(float(before[first]))} and is {brief(float(after[first]))} after the call)"


# --- the same answer whatever is given -----------------------------------------------------------------------


def constant_result(samples: Sequence[Sample], context: Context) -> Feedback | None:
    """One and the same result for different inputs that should give different ones."""
    values = results(samples)
    if values is None or len(samples) < 3 or len(passing(samples)) * 2 > len(samples):
        return None
    if context.returns == "bool":
        return _constant_truth(values, samples, context)
    found = pairs(samples)
    if not found or not all(map(_FORM[context.returns], values)) or not all(pair.actual.size for pair in found):
        return None
    entries = {float(entry) for pair in found for entry in np.unique(pair.actual)[:2]}
    wanted = {f"{entry:.6g}" for pair in found for entry in pair.expected.ravel()[:50]}
    if len(wanted) < 3:
        return None
    if len(entries) == 1:
        what = f"nothing but {brief(entries.pop())}"
    elif _all_equal([pair.actual for pair in found]):
        what = "the same result"
    else:
        return None
    return Feedback("CONSTANT_RESULT", f"{context.function} gives {what}, whatever it is called with.")


_FORM: Mapping[Returns, Callable[[Value], bool]] = {
    "number": lambda value: number(value) is not None,
    "tensor": lambda value: isinstance(value, Array) and value.kind == "tensor",
    "shape": lambda value: sizes(value) is not None,
    "bool": lambda value: isinstance(value, bool),
    "text": lambda value: isinstance(value, str),
    "tuple": lambda _: False,
}
"""Whether something is at least the kind of thing that was asked for."""


def _constant_truth(values: Sequence[Value], samples: Sequence[Sample], context: Context) -> Feedback | None:
    if set(map(type, values)) != {bool} or len(set(map(str, values))) != 1 or not passing(samples):
        return None
    return Feedback("CONSTANT_RESULT", f"{context.function} says {values[0]} to everything.")


def _all_equal(found: Sequence[Numbers]) -> bool:
    first = found[0]
    return all(one.shape == first.shape and np.array_equal(one, first) for one in found)


def inverted(samples: Sequence[Sample], context: Context) -> Feedback | None:
    """True for False and False for True, in every case."""
    values = results(samples)
    if context.returns != "bool" or values is None or passing(samples) or len(values) < 3:
        return None
    if set(map(type, values)) != {bool} or len(set(map(str, values))) != 2:
        return None
    if any(value is sample.expected for value, sample in zip(values, samples, strict=True)):
        return None
    text = f"{context.function} says True where False is right and False where True is right{everywhere(samples)}."
    return Feedback("INVERTED", text)


def input_returned(samples: Sequence[Sample], context: Context) -> Feedback | None:
    """One of the inputs comes back as it was."""
    found = pairs(samples)
    if not found or not failing(samples):
        return None
    for place, name in enumerate(found[0].sample.names):
        given = {id(p): numbers(p.sample.args[place]) if place < len(p.sample.args) else None for p in found}
        if holds(lambda p, given=given: _as_given(p.actual, given[id(p)], p.expected), found):  # type: ignore[misc]
            text = f"{context.function} returns {name} as it was given{everywhere(samples)}."
            return Feedback("INPUT_RETURNED", text)
    return None


def _as_given(actual: Numbers, given: Numbers | None, expected: Numbers) -> Compared | None:
    if given is None:
        return None
    return Compared(actual, given, expected if expected.shape == given.shape else np.zeros_like(given))


def swapped(samples: Sequence[Sample], context: Context) -> Feedback | None:
    """What the reference gives with the first two arguments exchanged."""
    found = pairs(samples)
    asked = {id(pair): numbers(pair.sample.swapped) for pair in found or ()}
    if not found or any(asked[id(pair)] is None for pair in found if not pair.sample.passed):
        return None
    known = [pair for pair in found if asked[id(pair)] is not None]
    if not holds(lambda p: _as_given(p.actual, asked[id(p)], p.expected), known):
        return None
    first, second = known[0].sample.names[:2] or ("the first", "the second")
    text = f"{first} and {second} have changed places: your result is what {second}, {first} in this order would give."
    return Feedback("ARGUMENTS_SWAPPED", text)


def input_overwritten(samples: Sequence[Sample], context: Context) -> Feedback | None:
    """A wrong result, and one input that every failing call has changed: what reads it later reads the new one."""
    bad = failing(samples)
    if len(bad) < LEAST_CHANGED or results(bad) is None:
        return None
    places = {_changed(sample) for sample in bad}
    if len(places) != 1 or (place := places.pop()) is None:
        return None
    shown = smallest(bad)
    name = shown.names[place] if place < len(shown.names) else f"input {place + 1}"
    text = f"{context.function} changes its input {name} in place{_before_and_after(shown, place, name)}: "
    text += f"from that line on {name} is the new one. Give the new tensor a name of its own."
    return Feedback("INPUT_CHANGED", text)


LEAST_CHANGED = 3
"""Failing calls that must all have changed the same input before a wrong result is laid to that."""

FIRST = (accumulated, swapped, input_changed, constant_result, inverted, input_returned)
FAMILY = (differs, input_overwritten)
