"""Values on the wire: a tagged tree of JSON beside raw little-endian arrays.

A value is None, bool, int, float, complex, str, tuple, list, dict, or one of the classes below. Each node
becomes a list whose first item is its tag, so that a tuple is not a list and True is not 1; floats travel
as hexadecimal, so that every bit arrives. What comes from a learner's process is hostile: decoding checks
each node and raises :class:`WireError`, whatever it is given.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, TypeAlias

from lagrader.errors import WireError

MAX_DEPTH = 24
"""Nesting beyond this is refused on both sides; the standard parser itself goes to about 1,000."""

MAX_NODES = 200_000
"""Values in one message; 300 x 300 entries as a nested list are 90,301."""

MAX_DIMENSIONS = 32
MAX_INTEGER_BITS = 4096

WIRE_DTYPES = {"float64": 8, "int64": 8, "uint64": 8, "bool": 1, "complex128": 16}
"""The five kinds of number that arrays travel as, and the bytes of one entry."""

ARRAY_KINDS = ("tensor", "array", "scalar")


class Size(tuple[int, ...]):
    """A torch.Size, told apart from a plain tuple."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Array:
    """A tensor (or NumPy array, or NumPy scalar) as widened by the worker.

    ``data`` holds ``prod(shape)`` entries of ``dtype`` (a key of :data:`WIRE_DTYPES`), contiguous, C order,
    little-endian. The other fields are the sender's claims about the original: ``original`` is its dtype
    (``float32``), ``device`` where it lay, ``grad_fn`` the name of the node of the graph it hung on.
    """

    dtype: str
    shape: tuple[int, ...]
    data: bytes
    kind: str = "tensor"
    original: str = "float32"
    device: str = "cpu"
    requires_grad: bool = False
    grad_fn: str | None = None


@dataclass(frozen=True, slots=True)
class Opaque:
    """Anything else: only its type's name and a short, harmless description travel.

    ``reason`` says why a tensor could not travel (sparse, meta, too large …); empty for other objects.
    """

    type: str
    text: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Handle:
    """An input that is the result of another call, evaluated in the child: only ever sent, never received."""

    function: str
    args: tuple[Value, ...]


Value: TypeAlias = (
    bool | int | float | complex | str | tuple[Any, ...] | list[Any] | dict[Any, Any] | Array | Opaque | Handle | None
)


def encode(value: Value, payload: bytearray) -> list[Any]:
    """Turn ``value`` into JSON nodes, appending the bytes of its arrays to ``payload``."""
    return _Encoder(payload).node(value, 0)


def decode(node: object, payload: memoryview) -> Value:
    """Turn nodes back into a value; raise :class:`WireError` for anything that :func:`encode` can't have made."""
    return _Decoder(payload).value(node, 0)


class _Encoder:
    def __init__(self, payload: bytearray) -> None:
        self.payload = payload
        self.nodes = 0

    def node(self, value: Value, depth: int) -> list[Any]:
        self.nodes += 1
        if depth > MAX_DEPTH or self.nodes > MAX_NODES:
            raise WireError("the value is nested too deeply or has too many parts")
        match value:
            case None:
                return ["n"]
            case bool():
                return ["b", value]
            case int():
                return self.integer(value)
            case float():
                return ["f", float.hex(value)]
            case complex():
                return ["c", float.hex(value.real), float.hex(value.imag)]
            case str():
                # Lone surrogates are legal in a str and not in UTF-8; they travel as \udXXX escapes of JSON.
                return ["s", value]
            case Size():
                return ["z", [self.node(item, depth + 1) for item in value]]
            case tuple():
                return ["t", [self.node(item, depth + 1) for item in value]]
            case list():
                return ["l", [self.node(item, depth + 1) for item in value]]
            case dict():
                return ["d", [[self.node(k, depth + 1), self.node(v, depth + 1)] for k, v in value.items()]]
            case Array():
                return self.array(value)
            case Opaque():
                return ["o", value.type, value.text, value.reason]
            case Handle():
                return ["h", value.function, [self.node(item, depth + 1) for item in value.args]]
        raise WireError(f"a {type(value).__name__} cannot travel")

    def integer(self, value: int) -> list[Any]:
        if value.bit_length() > MAX_INTEGER_BITS:
            raise WireError(f"a whole number of {value.bit_length()} bits cannot travel")
        return ["i", hex(value)]

    def array(self, array: Array) -> list[Any]:
        at = len(self.payload)
        self.payload += array.data
        claims = [array.kind, array.original, array.device, array.requires_grad, array.grad_fn]
        return ["a", array.dtype, list(array.shape), at, *claims]


class _Decoder:
    def __init__(self, payload: memoryview) -> None:
        self.payload = payload
        self.nodes = 0

    def value(self, node: object, depth: int) -> Value:
        self.nodes += 1
        if depth > MAX_DEPTH or self.nodes > MAX_NODES:
            raise WireError("nested too deeply, or too many parts")
        if not isinstance(node, list) or not node:
            raise WireError("a node is not a list")
        match node:
            case ["n"]:
                return None
            case ["b", bool(value)]:
                return value
            case ["i", str(text)]:
                return _integer(text)
            case ["f", str(text)]:
                return _float(text)
            case ["c", str(real), str(imaginary)]:
                return complex(_float(real), _float(imaginary))
            case ["s", str(text)]:
                return text
            case ["z", list(items)]:
                return self.size(items, depth)
            case ["t", list(items)]:
                return tuple(self.value(item, depth + 1) for item in items)
            case ["l", list(items)]:
                return [self.value(item, depth + 1) for item in items]
            case ["d", list(pairs)]:
                return self.mapping(pairs, depth)
            case ["a", *fields]:
                return self.array(fields)
            case ["o", str(kind), str(text), str(reason)]:
                return Opaque(kind, text, reason)
            case ["h", str(function), list(items)]:
                return Handle(function, tuple(self.value(item, depth + 1) for item in items))
        raise WireError("an unknown node")

    def size(self, items: list[Any], depth: int) -> Size:
        sizes = [self.value(item, depth + 1) for item in items]
        if not all(type(size) is int for size in sizes):
            raise WireError("a size is not of whole numbers")
        return Size(sizes)  # type: ignore[arg-type]

    def mapping(self, pairs: list[Any], depth: int) -> dict[Any, Any]:
        result: dict[Any, Any] = {}
        for pair in pairs:
            if not isinstance(pair, list) or len(pair) != 2:
                raise WireError("a pair is not of two")
            key = self.value(pair[0], depth + 1)
            try:
                known = key in result
            except TypeError as error:
                raise WireError("a key cannot be hashed") from error
            if known:
                raise WireError("a key stands twice")
            result[key] = self.value(pair[1], depth + 1)
        return result

    def array(self, fields: list[Any]) -> Array:
        match fields:
            case [
                str(dtype),
                list(shape),
                int(at),
                str(kind),
                str(original),
                str(device),
                bool(requires_grad),
                (str() | None) as grad_fn,
            ] if dtype in WIRE_DTYPES and kind in ARRAY_KINDS:
                pass
            case _:
                raise WireError("an array is described wrongly")
        if len(shape) > MAX_DIMENSIONS or not all(type(n) is int and 0 <= n < 2**31 for n in shape):
            raise WireError("an array has an impossible shape")
        end = at + math.prod(shape) * WIRE_DTYPES[dtype]
        if type(at) is not int or not 0 <= at <= end <= len(self.payload):
            raise WireError("an array lies outside its frame")
        data = bytes(self.payload[at:end])
        return Array(dtype, tuple(shape), data, kind, original, device, requires_grad, grad_fn)


def _integer(text: str) -> int:
    if len(text) > MAX_INTEGER_BITS // 4 + 3:
        raise WireError("a whole number is too long")
    try:
        return int(text, 16)
    except ValueError as error:
        raise WireError("not a whole number") from error


def _float(text: str) -> float:
    if len(text) > 32:
        raise WireError("a float is too long")
    try:
        return float.fromhex(text)
    except (ValueError, OverflowError) as error:
        raise WireError("not a float") from error
