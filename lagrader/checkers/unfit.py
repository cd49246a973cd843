"""A class that was asked for, and whose object can't be given its state: what to say of it, and whose fault it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lagrader.checkers.names import close_name
from lagrader.errors import CriterionError
from lagrader.harmless import harmless_line
from lagrader.outcomes import Outcome
from lagrader.phrases import joined
from lagrader.results import Feedback
from lagrader.wire import Unfit

MOST_NAMED = 6
"""Names that are told in one sentence."""


def refuse_unfit(outcome: Outcome, what: str, key: Sequence[str]) -> None:
    """Raise :class:`CriterionError` about a ``key`` of the rubric where code of the course's own can't be given it."""
    if isinstance(outcome.reply, Unfit):
        said = unfit_feedback(outcome.reply, what).text
        raise CriterionError(f"{said} Names and shapes under state are those of this class's state_dict().", key)


def unfit_feedback(unfit: Unfit, name: str) -> Feedback:
    """Say the first thing that keeps ``name``, a class, from being given its state."""
    if unfit.found:
        return Feedback("NOT_A_MODULE", _no_module(name, harmless_line(unfit.found)))
    if unfit.plain:
        are = "is a plain tensor" if len(unfit.plain) == 1 else "are plain tensors"
        text = f"In {name}, {_named(unfit.plain)} {are}: torch.nn.Parameter(…) around a tensor makes a parameter of it."
        return Feedback("PLAIN_TENSOR", text)
    if unfit.missing:
        return Feedback("STATE_MISSING", f"{name} has no {_named(unfit.missing, 'or')}. {_instead(unfit)}")
    if unfit.shapes:
        return Feedback("STATE_SHAPE", " ".join(_shapes(unfit, name)))
    unset = _named(unfit.unset)
    text = f"{name} has more parameters than were asked for: {unset}."
    return Feedback("STATE_UNSET", f"{text} Nothing sets these, so they would stay as they were made.")


def _no_module(name: str, found: str) -> str:
    if found == name:
        begin = f"write class {name}(torch.nn.Module), and super().__init__() in its __init__"
        return f"{name} is no torch.nn.Module: {begin}."
    return f"{name}(…) gives a {found}, which is no torch.nn.Module."


def _instead(unfit: Unfit) -> str:
    """Say what its state has in place of the names that are missing, and so where to look."""
    spare = [name for name in unfit.own if name in unfit.unset]
    pairs = [(name, close) for name in unfit.missing if (close := close_name(name, spare))]
    if pairs:
        wanted, close = pairs[0]
        return f"It has {harmless_line(close)}: the name wanted is {harmless_line(wanted)}."
    if not unfit.own:
        return "It has no parameters at all: layers are set on self in __init__; a plain list of them is not seen."
    if not spare:
        return f"It has {_named(unfit.own)} alone."
    return f"It has {_named(spare)}: the names on self are those of the statement."


def _shapes(unfit: Unfit, name: str) -> Iterator[str]:
    first, own, asked = unfit.shapes[0]
    yield f"{harmless_line(first)} of {name} has the shape {own}, where {asked} is wanted."
    if own == asked[::-1]:
        yield "In and out have changed places: torch.nn.Linear(n_in, n_out) has a weight of shape (n_out, n_in)."


def _named(names: Sequence[str], last: str = "and") -> str:
    """Join names as a sentence does, and leave out what nobody would read."""
    shown = [harmless_line(name) for name in names[:MOST_NAMED]]
    if len(names) > MOST_NAMED:
        shown.append(f"{len(names) - MOST_NAMED} more")
    return joined(shown, last)
