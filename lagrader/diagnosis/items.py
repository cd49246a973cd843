"""A tuple was asked for, and one of its items is wrong: the same diagnoses, of that item alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lagrader.comparison import compare
from lagrader.diagnosis import numbers, places, reductions, shapes, special
from lagrader.diagnosis.interface import Context, NotAsked, Sample
from lagrader.diagnosis.values import failing, returned
from lagrader.results import Feedback
from lagrader.wire import Array, Returned, Value

ITEM = (*shapes.RIGHT_NUMBERS, *reductions.FAMILY, *numbers.FAMILY, *places.FAMILY, *special.FAMILY, *shapes.FAMILY)

ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")


def reordered(samples: Sequence[Sample], context: Context) -> Feedback | None:
    """The two values that a tuple should hold have changed places."""
    if context.returns != "tuple" or not samples:
        return None
    seen = 0
    for sample in samples:
        row = _row(sample)
        if row is None or len(row[0]) != 2 or not _equal(row[0][::-1], row[1], sample):
            return None
        seen += not _equal(row[0], row[1], sample)
    text = "The two values have changed places: the one that should come first stands second."
    return Feedback("TUPLE_REVERSED", text) if seen >= min(2, len(samples)) else None


def one_item(samples: Sequence[Sample], context: Context) -> Feedback | None:
    """Only one item differs, always the same, and a diagnosis of tensors or numbers explains it."""
    if context.returns != "tuple" or not failing(samples):
        return None
    rows = [_row(sample) for sample in samples]
    if any(row is None for row in rows):
        return None
    wrong = {_wrong(sample) for sample in failing(samples)}
    if len(wrong) != 1 or None in wrong:
        return None
    (place,) = wrong
    assert place is not None
    return _about(place, [_alone(sample, place) for sample in samples], context)


def _about(place: int, samples: Sequence[Sample], context: Context) -> Feedback | None:
    first = samples[0].expected
    kind = replace(context, returns="tensor" if isinstance(first, Array) and first.shape else "number")
    for diagnosis in ITEM:
        found = diagnosis(samples, kind)
        if found is not None:
            word = ORDINALS[place] if place < len(ORDINALS) else f"number {place + 1}"
            return replace(found, text=f"Of the values returned, the {word} alone is wrong. {found.text}")
    return None


def _row(sample: Sample) -> tuple[Sequence[Value], Sequence[Value]] | None:
    """Return expected and returned items, where there are as many of both."""
    reply = returned(sample)
    expected, actual = sample.expected, reply.value if reply else None
    if not isinstance(expected, tuple | list) or not isinstance(actual, tuple | list):
        return None
    return (expected, actual) if len(expected) == len(actual) else None


def _equal(expected: Sequence[Value], actual: Sequence[Value], sample: Sample) -> bool:
    return compare(tuple(expected), tuple(actual), "tuple", sample.tolerance).kind == "none"


def _wrong(sample: Sample) -> int | None:
    row = _row(sample)
    assert row is not None
    places = [place for place, pair in enumerate(zip(*row, strict=True)) if not _equal(pair[:1], pair[1:], sample)]
    return places[0] if len(places) == 1 else None


def _alone(sample: Sample, place: int) -> Sample:
    reply = sample.outcome.reply
    assert isinstance(reply, Returned)
    outcome = replace(sample.outcome, reply=replace(reply, value=reply.value[place]))  # type: ignore[index]
    again = sample.again
    again = again[place] if isinstance(again, tuple | list) and place < len(again) else NotAsked()
    return replace(
        sample,
        expected=sample.expected[place],  # type: ignore[index]
        given=None,
        swapped=None,
        again=again,
        result_axes=(),
        outcome=outcome,
    )


FAMILY = (reordered, one_item)
