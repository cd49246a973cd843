"""A class of the learner's as an answer: how an object is made of it before it is called, and why that can't be done.

Both are plain data. The state dict goes into the object, its names come back; no parameter ever travels as an object.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, TypeAlias

from lagrader.wire.claims import NAMES_LIMIT, are_names, are_shapes, is_name

Plain: TypeAlias = tuple[tuple[bool | int | float, ...], tuple[tuple[str, int], ...], str]


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a class becomes what is called.

    ``construct`` are the constructor's arguments. ``state`` are pairs of a name in the object's state dict and the
    place, among the call's arguments, of the tensor that it is set to; these arguments are not passed on. ``method``
    is what is called then, the object itself where it is empty.
    """

    construct: tuple[bool | int | float, ...] = ()
    state: tuple[tuple[str, int], ...] = ()
    method: str = ""

    def as_wire(self) -> Plain:
        """The plain tuple that a :class:`~lagrader.wire.messages.Call` carries."""
        return (self.construct, self.state, self.method)

    @property
    def places(self) -> frozenset[int]:
        """The places of the arguments that go into the state."""
        return frozenset(place for _, place in self.state)


@dataclass(frozen=True, slots=True)
class Unfit:
    """What was made of a class can't be given the state that was asked for.

    ``found`` is the type of what came of it where that is no module, else empty. Of the names asked for, ``missing``
    are those that its state dict lacks, and ``plain`` those among them that are tensors all the same, no parameters;
    ``shapes`` are (name, own shape, shape asked for) where these differ. ``own`` are the names that it has, ``unset``
    those of its parameters that nothing asked for would set.
    """

    TYPES: ClassVar[Mapping[str, Any]] = {
        "found": str,
        "missing": tuple,
        "plain": tuple,
        "shapes": tuple,
        "own": tuple,
        "unset": tuple,
    }
    found: str = ""
    missing: tuple[str, ...] = ()
    plain: tuple[str, ...] = ()
    shapes: tuple[tuple[str, tuple[int, ...], tuple[int, ...]], ...] = ()
    own: tuple[str, ...] = ()
    unset: tuple[str, ...] = ()

    def is_as_claimed(self) -> bool:
        """Whether its items are what they are to be; a reply may be forged."""
        names = (self.missing, self.plain, self.own, self.unset)
        return is_name(self.found) and all(are_names(some, NAMES_LIMIT) for some in names) and are_shapes(self.shapes)
