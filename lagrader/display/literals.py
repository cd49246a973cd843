"""Values as Python text: what a learner pastes after ``import torch`` to repeat a case.

The text gives the same bits again, except for the device: a shown case runs wherever it is pasted.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

import numpy as np

from lagrader.wire import Array, Handle, Opaque, Recipe, Size, Value

WIDTH = 76
"""Columns that a call may take before its longest arguments move to lines of their own."""

LONGEST = 2_000
"""Characters of one argument that are still shown; beyond, it is cut and said to be."""

_WIRE = {"float64": "<f8", "int64": "<i8", "uint64": "<u8", "bool": "u1", "complex128": "<f8"}
"""How each dtype of the wire is read; a complex number as two floats."""

_WHOLE = frozenset({"uint8", "uint16", "uint32", "uint64", "int8", "int16", "int32", "int64"})
_ORIGINALS = {
    "float64": frozenset({"float16", "bfloat16", "float32", "float64"}),
    "complex128": frozenset({"complex32", "complex64", "complex128"}),
    "int64": _WHOLE,
    "uint64": _WHOLE,
    "bool": frozenset({"bool"}),
}
"""The dtypes that each dtype of the wire can have come from."""

_NARROW: Mapping[str, type[np.floating[Any]]] = {
    "float64": np.float64,
    "complex128": np.float64,
    "float16": np.float16,
    "complex32": np.float16,
}
_TO_NUMPY = {"array": ".numpy()", "scalar": ".numpy()[()]"}
_INFERRED = frozenset({"float32", "int64", "bool", "complex64"})
"""What torch.tensor makes of Python's own numbers while the default dtype is float32."""


def literal(value: Value) -> str:
    """Return Python text that makes ``value`` again, with ``import torch`` alone.

    What can't be made again (an :class:`Opaque`) becomes ``...``; a handle becomes its call.
    """
    match value:
        case None | bool() | int() | str():
            return repr(value)
        case float():
            return _number(value)
        case complex():
            return f"complex({_number(value.real)}, {_number(value.imag)})"
        case Array():
            return _array(value)
        case Size():
            return f"torch.Size({list(value)})"
        case tuple() | list() | dict():
            return _container(value)
        case Handle():
            return f"{value.function}({', '.join(map(literal, value.args))})"
        case Opaque():
            return "..."


def call_text(
    function: str,
    args: Sequence[Value],
    names: Sequence[str],
    *,
    given: Mapping[str, Value] = MappingProxyType({}),
    axes: Mapping[str, Sequence[str]] = MappingProxyType({}),
    recipe: Recipe | None = None,
) -> tuple[tuple[str, ...], str]:
    """Return the lines to paste before a call, and the call itself, in at most :data:`WIDTH` columns where possible.

    Where it does not fit, its arguments move to lines of their own, the longest first: each under its name out of
    ``names`` (one for each argument); a value inside a handle under its name in ``given``, or else a free letter.
    ``axes`` gives the names of an argument's axes, for saying what was too long to show: ``(batch=40, in=30) tensor``.
    With a ``recipe`` the function is a class: an object of it is made, and given its state, on lines of their own.
    """
    if recipe is None:
        text = _CallText(Handle(function, tuple(args)), names, given, axes)
        return text.setup(), text.call()
    model = next(name for name in itertools.chain(["model"], _letters()) if name not in (function, *names, *given))
    called = f"{model}.{recipe.method}" if recipe.method else model
    text = _CallText(Handle(called, tuple(args)), names, given, axes, apart=recipe.places)
    return (*text.setup(), *_made(function, model, recipe, names)), text.call()


def _made(function: str, model: str, recipe: Recipe, names: Sequence[str]) -> Iterator[str]:
    """Yield the lines that make an object and give it its state, which stands under the names of the arguments."""
    yield f"{model} = {function}({', '.join(map(literal, recipe.construct))})"
    if recipe.state:
        state = ", ".join(f"{name!r}: {names[place]}" for name, place in recipe.state)
        yield f"{model}.load_state_dict({{{state}}})"


# --- values ------------------------------------------------------------------------------------------------


def _container(value: tuple[Any, ...] | list[Any] | dict[Any, Any]) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{literal(key)}: {literal(item)}" for key, item in value.items()) + "}"
    inner = ", ".join(map(literal, value))
    if isinstance(value, list):
        return f"[{inner}]"
    return f"({inner},)" if len(value) == 1 else f"({inner})"


def _number(value: float) -> str:
    return repr(value) if math.isfinite(value) else f'float("{value!r}")'


def _array(array: Array) -> str:
    dtype = array.original if array.original in _ORIGINALS[array.dtype] else array.dtype
    if array.data:
        content, inferred = f"tensor({_nested(_entries(array, dtype), array.shape)}", _INFERRED
    else:
        content, inferred = f"zeros({array.shape}", frozenset({"float32"})
    options = "" if dtype in inferred else f", dtype=torch.{dtype}"
    graph = array.requires_grad and array.kind == "tensor" and array.dtype in {"float64", "complex128"}
    options += ", requires_grad=True" if graph else ""
    return f"torch.{content}{options}){_TO_NUMPY.get(array.kind, '')}"


def _entries(array: Array, dtype: str) -> list[str]:
    plain = np.frombuffer(array.data, _WIRE[array.dtype])
    if array.dtype == "bool":
        return [str(byte != 0) for byte in plain.tolist()]
    if array.dtype in {"int64", "uint64"}:
        return [str(entry) for entry in plain.tolist()]
    texts = _floats(plain.tolist(), _NARROW.get(dtype, np.float32))
    if array.dtype == "float64":
        return texts
    return [f"complex({real}, {imaginary})" for real, imaginary in zip(texts[::2], texts[1::2], strict=True)]


def _floats(values: list[float], narrow: type[np.floating[Any]]) -> list[str]:
    with np.errstate(all="ignore"):
        return [_float(value, narrow) for value in values]


def _float(value: float, narrow: type[np.floating[Any]]) -> str:
    """Return the shortest text that the tensor's own dtype reads as ``value``."""
    if not math.isfinite(value):
        return _number(value)
    short = str(narrow(value))
    # Reading rounds twice, to float64 and then to the dtype, and a claimed dtype may not hold the value at all.
    text = short if float(narrow(float(short))) == value else repr(value)
    return text.removesuffix("0") if text.endswith(".0") else text


def _nested(texts: list[str], shape: tuple[int, ...]) -> str:
    """Join the texts of the entries, in C order, into nested lists of ``shape``."""
    for length in reversed(shape):
        texts = [f"[{', '.join(texts[at : at + length])}]" for at in range(0, len(texts), length)]
    return texts[0]


# --- calls -------------------------------------------------------------------------------------------------


@dataclass
class _Leaf:
    """One argument that is a value and not a call: under its name it may move to a line of its own."""

    name: str
    value: Value
    inline: str
    moved: bool = False


class _CallText:
    """A call being laid out: its arguments in a tree of handles, the leaves of which may move to setup lines."""

    def __init__(
        self,
        handle: Handle,
        names: Sequence[str],
        given: Mapping[str, Value],
        axes: Mapping[str, Sequence[str]],
        apart: Collection[int] = (),
    ) -> None:
        """Lay out a call; the arguments at the places ``apart`` stand on lines of their own and nowhere else."""
        passed = tuple(arg for place, arg in enumerate(handle.args) if place not in apart)
        self.handle = replace(handle, args=passed)
        self.given = given
        self.axes = axes
        self.taken = {handle.function, "torch", *names, *given}
        self.leaves: dict[int, _Leaf] = {}
        self._collect(handle, names)
        for place in apart:
            self.leaves[id(handle.args[place])].moved = True
        self._shorten()

    def call(self) -> str:
        return self._render(self.handle)

    def setup(self) -> tuple[str, ...]:
        moved = {leaf.name: leaf for leaf in self.leaves.values() if leaf.moved}
        return tuple(self._line(leaf) for leaf in moved.values())

    def _collect(self, handle: Handle, names: Sequence[str] | None) -> None:
        """Gather the leaves: the call's own arguments first, so that no name inside a handle can take theirs."""
        for place, arg in enumerate(handle.args):
            if not isinstance(arg, Handle) and id(arg) not in self.leaves:
                name = names[place] if names else self._name(arg)
                self.leaves[id(arg)] = _Leaf(name, arg, _bounded(arg))
        for arg in handle.args:
            if isinstance(arg, Handle):
                self.taken.add(arg.function)
                self._collect(arg, None)

    def _name(self, value: Value) -> str:
        """Find the name of a value inside a handle: one that it has already, or a letter that is free."""
        used = {leaf.name: leaf.value for leaf in self.leaves.values()}
        known = [name for name, other in used.items() if _same(other, value)]
        known += [name for name, other in self.given.items() if _same(other, value) and name not in used]
        name = known[0] if known else next(letter for letter in _letters() if letter not in self.taken)
        self.taken.add(name)
        return name

    def _shorten(self) -> None:
        """Move the longest argument out of the call, until the call fits or there is nothing left to gain."""
        for longest in sorted(self.leaves.values(), key=lambda leaf: -len(leaf.inline)):
            if len(self.call()) <= WIDTH or len(longest.inline) <= len(longest.name):
                return
            for leaf in self.leaves.values():
                leaf.moved = leaf.moved or leaf.name == longest.name

    def _render(self, value: Value) -> str:
        if isinstance(value, Handle):
            return f"{value.function}({', '.join(map(self._render, value.args))})"
        leaf = self.leaves[id(value)]
        return leaf.name if leaf.moved else leaf.inline

    def _line(self, leaf: _Leaf) -> str:
        if len(leaf.inline) <= LONGEST:
            return f"{leaf.name} = {leaf.inline}"
        return f"{leaf.name} = ...  # {self._sketch(leaf)}, too long to show"

    def _sketch(self, leaf: _Leaf) -> str:
        value = leaf.value
        if not isinstance(value, Array):
            return f"a {type(value).__name__}"
        names = self.axes.get(leaf.name, ())
        sizes = [str(size) for size in value.shape]
        if len(names) == len(sizes):
            sizes = [f"{name}={size}" for name, size in zip(names, sizes, strict=True)]
        return f"({', '.join(sizes)}) {value.kind}"


def _same(left: Value, right: Value) -> bool:
    return left is right or (isinstance(left, Array) and left == right)


def _letters() -> Iterator[str]:
    for count in itertools.count():
        yield from (letter + str(count or "") for letter in "abcdefghijklmnopqrstuvwxyz")


def _bounded(value: Value) -> str:
    """Return the literal, without writing out what is certain to be too long: an entry takes three characters."""
    if isinstance(value, Array) and math.prod(value.shape) > LONGEST // 3:
        return "." * (LONGEST + 1)
    return literal(value)
