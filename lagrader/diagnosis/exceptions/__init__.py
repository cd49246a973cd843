"""The messages of torch, NumPy and Python in a beginner's words, with this call's numbers.

The original stays visible elsewhere; this says what it means. A message that no rule knows stays untranslated.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lagrader.diagnosis.exceptions import attributes, dtypes, einsum, gradients, none, python, shapes
from lagrader.diagnosis.exceptions.rules import LONGEST, Rule, Scene
from lagrader.diagnosis.interface import Context, Sample
from lagrader.diagnosis.values import failing, smallest
from lagrader.results import Feedback
from lagrader.wire import Raised

RULES: tuple[Rule, ...] = (
    *gradients.RULES,
    *einsum.RULES,
    *shapes.RULES,
    *dtypes.RULES,
    *none.RULES,
    *attributes.RULES,
    *python.RULES,
)
"""In order of precedence: the first that knows a message speaks."""


def translate(raised: Raised, context: Context, sample: Sample | None = None) -> Feedback | None:
    """Return one sentence on what an exception means, or None where its message is not known.

    ``sample`` is the case in which it was raised: with it, lengths and shapes are told by the names of axes and inputs.
    """
    return next(_translations(raised, context, sample), None)


def _translations(raised: Raised, context: Context, sample: Sample | None) -> Iterator[Feedback]:
    message = raised.message[:LONGEST]
    scene = Scene(raised, context, sample)
    kinds = {raised.type, *raised.ancestors}
    for rule in RULES:
        if rule.kinds and rule.kinds.isdisjoint(kinds):
            continue
        match = rule.pattern.search(message)
        text = rule.say(match, scene) if match else None
        if text:
            yield Feedback(rule.code, text)


def exception(samples: Sequence[Sample], context: Context) -> Feedback | None:
    """Every failing case was stopped by the same kind of exception; told with the smallest one's numbers."""
    bad = failing(samples)
    raised = [sample.outcome.reply for sample in bad]
    if not bad or not all(isinstance(reply, Raised) and reply.stage == "call" for reply in raised):
        return None
    found = {id(sample): translate(sample.outcome.reply, context, sample) for sample in bad}  # type: ignore[arg-type]
    codes = {feedback.code if feedback else None for feedback in found.values()}
    return found[id(smallest(bad))] if len(codes) == 1 else None


FAMILY = (exception,)
